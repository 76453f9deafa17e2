// SPDX-License-Identifier: Apache-2.0
/// One SQLite connection with its prepared statements, and SQLite's return codes as errors.
/// Not thread-safe: the store holds a lock around every use.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "store/store.hpp"

namespace vedette {

/// A prepared statement in use: numbered parameters in, rows out. Borrowed from the connection;
/// ready for its next use when this object goes.
class SqliteStatement {
 public:
  SqliteStatement(sqlite3_stmt* statement, std::string store);
  ~SqliteStatement();
  SqliteStatement(SqliteStatement&& other) noexcept;
  SqliteStatement& operator=(SqliteStatement&&) = delete;
  SqliteStatement(const SqliteStatement&) = delete;

  /// Values for the parameters, in order; views must outlive the statement's use.
  SqliteStatement& text(std::string_view value);
  SqliteStatement& blob(std::string_view value);
  SqliteStatement& integer(std::int64_t value);
  SqliteStatement& value(const FieldValue& value);

  /// Whether there is a (further) row.
  [[nodiscard]] Result<bool> step();
  /// For statements without rows.
  [[nodiscard]] Result<> run();

  [[nodiscard]] std::int64_t integer_at(int column) const;
  [[nodiscard]] std::string text_at(int column) const;
  [[nodiscard]] std::string blob_at(int column) const;
  [[nodiscard]] FieldValue value_at(int column) const;

 private:
  sqlite3_stmt* statement_;
  std::string store_;
  int parameter_ = 0;
};

class SqliteDatabase {
 public:
  /// Opens or creates the file, readable by its owner only. Errors: `io`, `malformed`.
  [[nodiscard]] static Result<SqliteDatabase> open(const std::filesystem::path& path);

  [[nodiscard]] Result<SqliteStatement> prepare(std::string_view sql);
  /// Runs one statement and drops its rows.
  [[nodiscard]] Result<> run(std::string_view sql);
  /// First column of the first row.
  [[nodiscard]] Result<std::int64_t> integer(std::string_view sql);
  [[nodiscard]] Result<std::string> text(std::string_view sql);
  /// Rows changed by the last statement, those removed along with them not counted.
  [[nodiscard]] std::int64_t changes() const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statements = std::map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>, std::less<>>;

  std::string path_;
  std::unique_ptr<sqlite3, Close> connection_;
  Statements statements_;
};

/// Undoes everything since it began unless committed.
class SqliteTransaction {
 public:
  enum class Kind { read, write };
  /// A write transaction waits for other processes' to end. Errors: `unavailable` after 30 s.
  [[nodiscard]] static Result<SqliteTransaction> begin(SqliteDatabase& database, Kind kind);
  ~SqliteTransaction();
  SqliteTransaction(SqliteTransaction&& other) noexcept;
  SqliteTransaction& operator=(SqliteTransaction&&) = delete;
  SqliteTransaction(const SqliteTransaction&) = delete;

  [[nodiscard]] Result<> commit();

 private:
  explicit SqliteTransaction(SqliteDatabase* database) : database_(database) {}
  SqliteDatabase* database_;
};

}  // namespace vedette
