// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <mutex>

#include "store/backends.hpp"
#include "store/sqlite_database.hpp"
#include "store/sqlite_query.hpp"

namespace vedette {
namespace {

constexpr std::int64_t kApplicationId = 0x56445354;  // "VDST"
constexpr std::int64_t kFormat = 1;
/// Larger files are not read through at each opening; `verify` does that.
constexpr std::int64_t kQuickCheckBytes = std::int64_t{64} << 20;

constexpr std::string_view kTables[] = {
    "CREATE TABLE documents(doc INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, "
    "version INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE(collection, id)) STRICT",
    // A value is an integer, a real, a text, or a blob x'00' or x'01' for a boolean.
    "CREATE TABLE fields(doc INTEGER NOT NULL REFERENCES documents(doc) ON DELETE CASCADE, "
    "name TEXT NOT NULL, value ANY NOT NULL, PRIMARY KEY(doc, name)) STRICT, WITHOUT ROWID",
    "CREATE INDEX fields_by_value ON fields(name, value)",
};

using Transaction = SqliteTransaction;

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(SqliteDatabase database) : database_(std::move(database)) {}

 private:
  Result<InsertResult> do_insert(std::string_view collection, std::span<const Document> documents,
                                 Durability durability) override {
    const std::lock_guard lock(mutex_);
    Transaction transaction = VEDETTE_TRY(begin_write(durability));
    InsertResult result;
    for (const Document& document : documents) {
      const bool added = VEDETTE_TRY(insert_one(collection, document));
      ++(added ? result.inserted : result.already_there);
    }
    VEDETTE_TRY(transaction.commit());
    return result;
  }

  Result<std::optional<Document>> do_get(std::string_view collection,
                                         std::string_view id) override {
    const std::lock_guard lock(mutex_);
    Transaction transaction = VEDETTE_TRY(Transaction::begin(database_, Transaction::Kind::read));
    SqliteStatement found = VEDETTE_TRY(database_.prepare(
        "SELECT doc, id, version, body FROM documents WHERE collection = ? AND id = ?"));
    found.text(collection).text(id);
    const bool there = VEDETTE_TRY(found.step());
    if (!there) return std::nullopt;
    return read_document(found);
  }

  Result<> do_replace(std::string_view collection, const Document& document,
                      Durability durability) override {
    const std::lock_guard lock(mutex_);
    Transaction transaction = VEDETTE_TRY(begin_write(durability));
    const std::int64_t doc = VEDETTE_TRY(expect_version(collection, document));
    SqliteStatement update =
        VEDETTE_TRY(database_.prepare("UPDATE documents SET version = ?, body = ? WHERE doc = ?"));
    VEDETTE_TRY(update.integer(document.version + 1).blob(document.body).integer(doc).run());
    SqliteStatement clear = VEDETTE_TRY(database_.prepare("DELETE FROM fields WHERE doc = ?"));
    VEDETTE_TRY(clear.integer(doc).run());
    VEDETTE_TRY(insert_fields(doc, document));
    return transaction.commit();
  }

  Result<std::vector<Document>> do_find(std::string_view collection, const Query& query,
                                        Bodies bodies) override {
    const std::lock_guard lock(mutex_);
    Transaction transaction = VEDETTE_TRY(Transaction::begin(database_, Transaction::Kind::read));
    const SqliteFilter filter = sqlite_filter(collection, query.all_of);
    SqliteStatement found = VEDETTE_TRY(database_.prepare(fmt::format(
        "SELECT doc, id, version, {} FROM documents WHERE {} AND id > ? ORDER BY id LIMIT ?",
        bodies == Bodies::with ? "body" : "x''", filter.sql)));
    for (const FieldValue& value : filter.values) found.value(value);
    found.text(query.after_id).integer(static_cast<std::int64_t>(query.limit));
    std::vector<Document> page;
    while (VEDETTE_TRY(found.step())) page.push_back(VEDETTE_TRY(read_document(found)));
    return page;
  }

  Result<std::int64_t> do_count(std::string_view collection,
                                std::span<const Condition> all_of) override {
    const std::lock_guard lock(mutex_);
    const SqliteFilter filter = sqlite_filter(collection, all_of);
    SqliteStatement count = VEDETTE_TRY(
        database_.prepare(fmt::format("SELECT count(*) FROM documents WHERE {}", filter.sql)));
    for (const FieldValue& value : filter.values) count.value(value);
    VEDETTE_TRY(count.step());
    return count.integer_at(0);
  }

  Result<std::int64_t> do_erase(std::string_view collection,
                                std::span<const Condition> all_of) override {
    const std::lock_guard lock(mutex_);
    const SqliteFilter filter = sqlite_filter(collection, all_of);
    Transaction transaction = VEDETTE_TRY(begin_write(Durability::normal));
    SqliteStatement erase =
        VEDETTE_TRY(database_.prepare(fmt::format("DELETE FROM documents WHERE {}", filter.sql)));
    for (const FieldValue& value : filter.values) erase.value(value);
    VEDETTE_TRY(erase.run());
    const std::int64_t erased = database_.changes();
    VEDETTE_TRY(transaction.commit());
    // Gives the room back to the file system.
    if (erased > 0) VEDETTE_TRY(database_.run("PRAGMA incremental_vacuum"));
    return erased;
  }

  Result<> do_drop(std::string_view collection) override {
    VEDETTE_TRY(do_erase(collection, {}));
    return {};
  }

  /// Every field is indexed already.
  Result<> do_ensure_index(std::string_view, std::string_view) override { return {}; }

  Result<StoreInfo> do_info() override {
    const std::lock_guard lock(mutex_);
    return StoreInfo{"sqlite",
                     fmt::format("SQLite {}", sqlite3_libversion()),
                     fmt::format("sqlite:{}", database_.path()),
                     {}};
  }

  Result<std::vector<std::string>> do_verify() override {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> findings;
    SqliteStatement check = VEDETTE_TRY(database_.prepare("PRAGMA integrity_check"));
    while (VEDETTE_TRY(check.step()))
      if (const std::string line = check.text_at(0); line != "ok") findings.push_back(line);
    SqliteStatement links = VEDETTE_TRY(database_.prepare("PRAGMA foreign_key_check"));
    while (VEDETTE_TRY(links.step())) findings.emplace_back("a field belongs to no document");
    return findings;
  }

  Result<Transaction> begin_write(Durability durability) {
    if (!synchronous_ || *synchronous_ != durability) {
      VEDETTE_TRY(database_.run(durability == Durability::full ? "PRAGMA synchronous = FULL"
                                                               : "PRAGMA synchronous = NORMAL"));
      synchronous_ = durability;
    }
    return Transaction::begin(database_, Transaction::Kind::write);
  }

  /// False when the id is taken.
  Result<bool> insert_one(std::string_view collection, const Document& document) {
    SqliteStatement insert = VEDETTE_TRY(
        database_.prepare("INSERT INTO documents(collection, id, version, body) VALUES(?, ?, ?, ?) "
                          "ON CONFLICT DO NOTHING RETURNING doc"));
    insert.text(collection).text(document.id).integer(document.version).blob(document.body);
    const bool added = VEDETTE_TRY(insert.step());
    if (!added) return false;
    VEDETTE_TRY(insert_fields(insert.integer_at(0), document));
    return true;
  }

  Result<> insert_fields(std::int64_t doc, const Document& document) {
    for (const auto& [name, value] : document.fields) {
      SqliteStatement insert =
          VEDETTE_TRY(database_.prepare("INSERT INTO fields(doc, name, value) VALUES(?, ?, ?)"));
      VEDETTE_TRY(insert.integer(doc).text(name).value(value).run());
    }
    return {};
  }

  /// Key of the stored document if its version is the expected one.
  Result<std::int64_t> expect_version(std::string_view collection, const Document& document) {
    SqliteStatement found = VEDETTE_TRY(
        database_.prepare("SELECT doc, version FROM documents WHERE collection = ? AND id = ?"));
    const bool there = VEDETTE_TRY(found.text(collection).text(document.id).step());
    if (!there)
      return fail(ErrorCode::not_found, fmt::format("there is no document '{}'", document.id));
    if (found.integer_at(1) != document.version)
      return fail(ErrorCode::conflict,
                  fmt::format("document '{}' was changed by somebody else", document.id));
    return found.integer_at(0);
  }

  Result<Document> read_document(const SqliteStatement& row) {
    Document document{row.text_at(1), row.integer_at(2), {}, row.blob_at(3)};
    SqliteStatement fields =
        VEDETTE_TRY(database_.prepare("SELECT name, value FROM fields WHERE doc = ?"));
    fields.integer(row.integer_at(0));
    while (VEDETTE_TRY(fields.step()))
      document.fields.emplace(fields.text_at(0), fields.value_at(1));
    return document;
  }

  std::mutex mutex_;
  SqliteDatabase database_;
  std::optional<Durability> synchronous_;
};

Result<> create_tables(SqliteDatabase& database) {
  Transaction transaction = VEDETTE_TRY(Transaction::begin(database, Transaction::Kind::write));
  // Another process may have been quicker.
  const std::int64_t format = VEDETTE_TRY(database.integer("PRAGMA user_version"));
  if (format == 0) {
    for (const std::string_view table : kTables) VEDETTE_TRY(database.run(table));
    VEDETTE_TRY(database.run(fmt::format("PRAGMA application_id = {}", kApplicationId)));
    VEDETTE_TRY(database.run(fmt::format("PRAGMA user_version = {}", kFormat)));
  }
  return transaction.commit();
}

/// Refuses files of other programs and of newer versions of this one.
Result<> check_format(SqliteDatabase& database) {
  const std::int64_t owner = VEDETTE_TRY(database.integer("PRAGMA application_id"));
  const std::int64_t format = VEDETTE_TRY(database.integer("PRAGMA user_version"));
  const std::int64_t objects = VEDETTE_TRY(database.integer("SELECT count(*) FROM sqlite_schema"));
  if (owner != kApplicationId && (owner != 0 || format != 0 || objects != 0))
    return fail(ErrorCode::malformed,
                fmt::format("'{}' is a database of another program", database.path()),
                "name another file");
  if (format > kFormat)
    return fail(ErrorCode::unsupported,
                fmt::format("the store '{}' has format {}, this program knows up to {}",
                            database.path(), format, kFormat),
                "use the program version that wrote it, or a newer one");
  return {};
}

Result<> set_up(SqliteDatabase& database) {
  // Takes effect only in a new file, before its first table.
  VEDETTE_TRY(database.run("PRAGMA auto_vacuum = INCREMENTAL"));
  const std::string journal = VEDETTE_TRY(database.text("PRAGMA journal_mode = WAL"));
  if (journal != "wal")
    return fail(ErrorCode::io,
                fmt::format("the store '{}' cannot keep a write-ahead log there", database.path()),
                "use a local file system");
  for (const std::string_view pragma :
       {"PRAGMA foreign_keys = ON", "PRAGMA cache_size = -65536", "PRAGMA temp_store = MEMORY",
        "PRAGMA journal_size_limit = 67108864"})
    VEDETTE_TRY(database.run(pragma));
  return {};
}

Result<> quick_check(SqliteDatabase& database) {
  const std::int64_t bytes = VEDETTE_TRY(
      database.integer("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"));
  if (bytes > kQuickCheckBytes) return {};
  const std::string finding = VEDETTE_TRY(database.text("PRAGMA quick_check(1)"));
  if (finding == "ok") return {};
  return fail(ErrorCode::malformed,
              fmt::format("the store '{}' is damaged: {}", database.path(), finding),
              "restore it from a backup");
}

Result<std::unique_ptr<Store>> open_sqlite(std::string_view uri, const Options&) {
  const std::string_view path = uri.substr(uri.find(':') + 1);
  if (path.empty())
    return fail(ErrorCode::invalid_argument, "the URI 'sqlite:' names no file",
                "such as sqlite:/var/lib/vedette/store.db");
  SqliteDatabase database = VEDETTE_TRY(SqliteDatabase::open(path));
  VEDETTE_TRY(check_format(database));
  VEDETTE_TRY(set_up(database));
  VEDETTE_TRY(create_tables(database));
  VEDETTE_TRY(quick_check(database));
  return std::make_unique<SqliteStore>(std::move(database));
}

}  // namespace

StoreEntry sqlite_store_entry() {
  return {.name = "sqlite",
          .summary = "Keeps everything in one file, without a server",
          .uri_schemes = {"sqlite"},
          .options = {},
          .open = open_sqlite};
}

}  // namespace vedette
