// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_database.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/file.hpp"

namespace vedette {
namespace {

constexpr int kBusyTimeoutMs = 30'000;
constexpr std::string_view kFalse("\0", 1);
constexpr std::string_view kTrue("\1", 1);

struct CodeRow {
  int sqlite;
  ErrorCode code;
  std::string_view what;
  std::string_view hint;
};

constexpr std::string_view kRestore = "restore it from a backup";
constexpr CodeRow kCodes[] = {
    {SQLITE_BUSY, ErrorCode::unavailable, "is held by another process",
     "wait until that is done, then do this again"},
    {SQLITE_LOCKED, ErrorCode::unavailable, "is held by another process",
     "wait until that is done, then do this again"},
    {SQLITE_CORRUPT, ErrorCode::malformed, "is damaged", kRestore},
    {SQLITE_NOTADB, ErrorCode::malformed, "is not a store, or is damaged",
     "name another file, or restore this one from a backup"},
    {SQLITE_FULL, ErrorCode::io, "cannot grow", "make room on the disk, then do this again"},
    {SQLITE_READONLY, ErrorCode::io, "cannot be written", "check the rights of file and folder"},
    {SQLITE_CANTOPEN, ErrorCode::io, "cannot be opened", "check the rights of file and folder"},
    {SQLITE_IOERR, ErrorCode::io, "cannot be read or written", ""},
    {SQLITE_TOOBIG, ErrorCode::too_large, "cannot hold a value of this size", ""},
};

tl::unexpected<Error> sqlite_failure(int code, const char* detail, std::string_view store) {
  for (const CodeRow& row : kCodes)
    if (row.sqlite == (code & 0xFF))
      return fail(row.code, fmt::format("the store '{}' {}: {}", store, row.what, detail),
                  std::string(row.hint));
  return fail(ErrorCode::internal, fmt::format("the store '{}' failed: {}", store, detail));
}

/// Made before SQLite does, which would let the group read it; its side files copy the mode.
Result<> create_privately(const std::filesystem::path& path) {
  VEDETTE_TRY(make_private_directory(path.parent_path()));
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return fail(ErrorCode::io, fmt::format("the store '{}' cannot be opened: {}", path.string(),
                                           std::strerror(errno)));
  ::close(file);
  return {};
}

}  // namespace

SqliteStatement::SqliteStatement(sqlite3_stmt* statement, std::string store)
    : statement_(statement), store_(std::move(store)) {}

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      store_(std::move(other.store_)),
      parameter_(other.parameter_) {}

SqliteStatement::~SqliteStatement() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

SqliteStatement& SqliteStatement::text(std::string_view value) {
  sqlite3_bind_text64(statement_, ++parameter_, value.data(), value.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
  return *this;
}

SqliteStatement& SqliteStatement::blob(std::string_view value) {
  // A null pointer would mean NULL.
  sqlite3_bind_blob64(statement_, ++parameter_, value.empty() ? "" : value.data(), value.size(),
                      SQLITE_STATIC);
  return *this;
}

SqliteStatement& SqliteStatement::integer(std::int64_t value) {
  sqlite3_bind_int64(statement_, ++parameter_, value);
  return *this;
}

SqliteStatement& SqliteStatement::value(const FieldValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return integer(*whole);
  if (const auto* words = std::get_if<std::string>(&value)) return text(*words);
  if (const auto* flag = std::get_if<bool>(&value)) return blob(*flag ? kTrue : kFalse);
  sqlite3_bind_double(statement_, ++parameter_, std::get<double>(value));
  return *this;
}

Result<bool> SqliteStatement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return sqlite_failure(code, sqlite3_errmsg(sqlite3_db_handle(statement_)), store_);
}

Result<> SqliteStatement::run() {
  bool more = true;
  while (more) more = VEDETTE_TRY(step());
  return {};
}

std::int64_t SqliteStatement::integer_at(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string SqliteStatement::text_at(int column) const {
  return blob_at(column);
}

std::string SqliteStatement::blob_at(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

FieldValue SqliteStatement::value_at(int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER:
      return integer_at(column);
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement_, column);
    case SQLITE_BLOB:
      return blob_at(column) == kTrue;
    default:
      return text_at(column);
  }
}

Result<SqliteDatabase> SqliteDatabase::open(const std::filesystem::path& path) {
  VEDETTE_TRY(create_privately(path));
  SqliteDatabase database;
  database.path_ = path.string();
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &connection,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  database.connection_.reset(connection);
  if (code != SQLITE_OK) return sqlite_failure(code, sqlite3_errstr(code), database.path_);
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, kBusyTimeoutMs);
  return database;
}

Result<SqliteStatement> SqliteDatabase::prepare(std::string_view sql) {
  if (const auto known = statements_.find(sql); known != statements_.end())
    return SqliteStatement(known->second.get(), path_);
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return sqlite_failure(code, sqlite3_errmsg(connection_.get()), path_);
  return SqliteStatement(
      statements_.emplace(sql, std::unique_ptr<sqlite3_stmt, Finalize>(statement))
          .first->second.get(),
      path_);
}

Result<> SqliteDatabase::run(std::string_view sql) {
  SqliteStatement statement = VEDETTE_TRY(prepare(sql));
  return statement.run();
}

Result<std::int64_t> SqliteDatabase::integer(std::string_view sql) {
  SqliteStatement statement = VEDETTE_TRY(prepare(sql));
  VEDETTE_TRY(statement.step());
  return statement.integer_at(0);
}

Result<std::string> SqliteDatabase::text(std::string_view sql) {
  SqliteStatement statement = VEDETTE_TRY(prepare(sql));
  VEDETTE_TRY(statement.step());
  return statement.text_at(0);
}

std::int64_t SqliteDatabase::changes() const {
  return sqlite3_changes64(connection_.get());
}

SqliteTransaction::SqliteTransaction(SqliteTransaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

SqliteTransaction::~SqliteTransaction() {
  // SQLite may have rolled back by itself, and then answers that there is nothing to undo.
  if (database_ != nullptr) (void)database_->run("ROLLBACK");
}

Result<SqliteTransaction> SqliteTransaction::begin(SqliteDatabase& database, Kind kind) {
  VEDETTE_TRY(database.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN"));
  return SqliteTransaction(&database);
}

Result<> SqliteTransaction::commit() {
  VEDETTE_TRY(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace vedette
