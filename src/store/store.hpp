// SPDX-License-Identifier: Apache-2.0
/// Where documents are kept: one small interface that SQLite, MongoDB and memory can all honour.
///
/// The rules that make it portable (docs/formats/store.md): field names are [A-Za-z0-9_]+; no
/// NaN or infinity in fields; ids are made by the client from content, so that writing the same
/// document twice is harmless; state changes name the version they expect. Everything larger or
/// stranger than a scalar goes into the opaque `body`.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/options.hpp"

namespace vedette {

using FieldValue = std::variant<std::int64_t, double, std::string, bool>;

struct Document {
  std::string id;            ///< 1 to 200 bytes of printable ASCII
  std::int64_t version = 1;  ///< 1 when inserted, +1 at each replace
  /// Scalars that can be queried, at most 64; texts are UTF-8 without NUL, at most 16 KiB.
  std::map<std::string, FieldValue, std::less<>> fields{};
  std::string body{};  ///< opaque bytes, at most 12 MiB

  bool operator==(const Document&) const = default;
};

/// One test of one field. Numbers compare by value, whole or not; otherwise only values of the same
/// type compare, texts by their bytes. `not_equal` is the opposite of `equal`: it also holds where
/// the field is absent or of another type.
struct Condition {
  enum class Op { equal, not_equal, less, less_equal, greater, greater_equal, in, exists, prefix };
  std::string field;
  Op op = Op::equal;
  std::vector<FieldValue> values;  ///< one; for `in` up to 1,000 (none: nothing matches); none
                                   ///< for `exists`; a text for `prefix`
};

struct Query {
  std::vector<Condition> all_of{};  ///< empty: every document
  std::string after_id{};           ///< only ids greater than this (paging); empty: from the start
  std::size_t limit = 1000;         ///< 1 to 10,000
};

/// How sure a write must be before it is acknowledged.
enum class Durability {
  normal,  ///< survives a crash of this process (w:1; WAL without a sync at each commit)
  full,    ///< survives loss of power or of one server (majority and journal; synced)
};

struct InsertResult {
  std::size_t inserted = 0;
  std::size_t already_there = 0;  ///< same id found; left as it was
};

struct StoreInfo {
  std::string backend;                ///< catalogue name
  std::string server;                 ///< product and version as the back end reports it
  std::string location;               ///< path or URI with the password masked
  std::vector<std::string> degraded;  ///< one sentence per thing that this server cannot do
};

/// A collection is a set of documents with different ids, ordered by the bytes of the id; it needs
/// no making. Its name is [a-z][a-z0-9_]{0,59}.
///
/// All functions are thread-safe. Errors: `unavailable` when the server is away or another process
/// holds the store for too long (the write may or may not have happened: inserting again is safe; a
/// replace done again answers `conflict` if the first one got through), `io` and `malformed` for a
/// damaged store, `invalid_argument` and `too_large` for names and sizes outside the rules above.
class Store {
 public:
  virtual ~Store() = default;

  /// Inserts those whose id is not there yet; no id may occur twice in one call, and versions
  /// are 1. Not a transaction: after an error some may be in.
  [[nodiscard]] Result<InsertResult> insert(std::string_view collection,
                                            std::span<const Document> documents,
                                            Durability durability);
  [[nodiscard]] Result<std::optional<Document>> get(std::string_view collection,
                                                    std::string_view id);
  /// Replaces fields and body if the stored version is `document.version`; the stored version
  /// becomes one more. Errors: `conflict` (another version), `not_found`.
  [[nodiscard]] Result<> replace(std::string_view collection, const Document& document,
                                 Durability durability);
  /// Next page in the order of ids. A page shorter than the limit is the last.
  [[nodiscard]] Result<std::vector<Document>> find(std::string_view collection, const Query& query);
  /// Like `find`, without bodies: for lists.
  [[nodiscard]] Result<std::vector<Document>> find_fields(std::string_view collection,
                                                          const Query& query);
  [[nodiscard]] Result<std::int64_t> count(std::string_view collection,
                                           std::span<const Condition> all_of);
  /// Removes what matches; returns how many.
  [[nodiscard]] Result<std::int64_t> erase(std::string_view collection,
                                           std::span<const Condition> all_of);
  /// Removes a collection with its indexes; harmless when there is none.
  [[nodiscard]] Result<> drop(std::string_view collection);
  /// Makes queries on a field quick; harmless when it is there.
  [[nodiscard]] Result<> ensure_index(std::string_view collection, std::string_view field);
  [[nodiscard]] Result<StoreInfo> info();
  /// Integrity check; a list of sentences, empty when all is well.
  [[nodiscard]] Result<std::vector<std::string>> verify();

 protected:
  enum class Bodies { with, without };

 private:
  // Back ends implement these; arguments have been checked against the rules.
  virtual Result<InsertResult> do_insert(std::string_view, std::span<const Document>,
                                         Durability) = 0;
  virtual Result<std::optional<Document>> do_get(std::string_view, std::string_view) = 0;
  virtual Result<> do_replace(std::string_view, const Document&, Durability) = 0;
  virtual Result<std::vector<Document>> do_find(std::string_view, const Query&, Bodies) = 0;
  virtual Result<std::int64_t> do_count(std::string_view, std::span<const Condition>) = 0;
  virtual Result<std::int64_t> do_erase(std::string_view, std::span<const Condition>) = 0;
  virtual Result<> do_drop(std::string_view) = 0;
  virtual Result<> do_ensure_index(std::string_view, std::string_view) = 0;
  virtual Result<StoreInfo> do_info() = 0;
  virtual Result<std::vector<std::string>> do_verify() = 0;
};

/// One row of the catalogue of back ends.
struct StoreEntry {
  std::string name;  ///< "sqlite", "mongodb", "memory"
  std::string summary;
  std::vector<std::string> uri_schemes;  ///< such as "mongodb", "mongodb+srv"
  std::vector<OptionSpec> options;
  Result<std::unique_ptr<Store>> (*open)(std::string_view uri, const Options& options);
};

/// The catalogue of this build (store/catalog.cpp).
[[nodiscard]] std::span<const StoreEntry> store_catalog();

/// Opens by URI: `sqlite:PATH`, `mongodb://...`, `mongodb+srv://...`, `memory:`.
/// Errors: `invalid_argument` for an unknown scheme, `unavailable` within 5 s for a server that
/// does not answer; credentials never appear in the error.
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(std::string_view uri);
/// The same with options of the back end (an object).
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(std::string_view uri, const Json& options);

/// The URI with its password, and secrets among its options, replaced by `***`. Meant to hide too
/// much rather than too little when the URI is not well formed.
[[nodiscard]] std::string mask_credentials(std::string_view uri);

}  // namespace vedette
