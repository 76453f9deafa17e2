// SPDX-License-Identifier: Apache-2.0
/// Rows that come as one JSON text, as requests carry them, by the same rules as JSON Lines.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "data/records.hpp"
#include "data/schema.hpp"

namespace vedette {

/// The texts of the rows in a request's body, not yet looked into.
struct JsonRowList {
  std::string_view body;               ///< what the rows are parts of
  std::vector<std::string_view> rows;
  bool is_list = false;                ///< as in JsonRowBatch
  bool is_guess = false;               ///< where they end is only likely (data/guess_rows.hpp)
  std::string pointer{};
};

/// What a JSON text held.
struct JsonRowBatch {
  Batch batch;             ///< rows are numbered from 1 in the order of the text
  bool is_list = false;    ///< false: one row, given as such
  std::string pointer{};   ///< JSON Pointer (RFC 6901) of that row or of the list: "", "/row", "/rows"
};

/// Decodes one text after the other in the same memory. Not thread-safe.
class JsonRows {
 public:
  explicit JsonRows(const Schema& schema);
  ~JsonRows();
  JsonRows(JsonRows&&) noexcept;
  JsonRows& operator=(JsonRows&&) = delete;

  /// `{"row": {...}}` or a bare object is one row; `{"rows": [...]}` or a bare list are many, each
  /// an object. A row that cannot be read is among `batch.rejected`. Other members beside `row` and
  /// `rows` are not looked at. `text` grows by padding. Errors: `malformed` with the byte where the
  /// text as a whole is no JSON of these forms; `too_large` for more than `max_rows`.
  [[nodiscard]] Result<JsonRowBatch> decode(std::string& text, std::size_t max_rows);
  /// The same in two steps, so that parts of a long list may be decoded side by side, each by an
  /// object of its own: where the rows are ...
  [[nodiscard]] Result<JsonRowList> split(std::string& text, std::size_t max_rows);
  /// The same without parsing the text, where it looks like a plain list of objects, or like
  /// `{"row": {...}}`.
  [[nodiscard]] static std::optional<JsonRowList> guess(std::string& text, std::size_t max_rows);
  /// ... and rows `first` to `first + count` of them, which keep their numbers. Errors: `malformed`
  /// for a guessed list in which something else than whole objects was found: split() knows better.
  [[nodiscard]] Result<Batch> decode(const JsonRowList& list, std::size_t first, std::size_t count);
  /// Takes back a batch that has been used up.
  void recycle(Batch used);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vedette
