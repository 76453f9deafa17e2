// SPDX-License-Identifier: Apache-2.0
// What only the file of the SQLite back end can show.
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "store/store.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

class SqliteFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove_all(path_.parent_path()); }

  [[nodiscard]] std::string uri() const { return "sqlite:" + path_.string(); }

  void run(const char* sql) const {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &connection), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(connection);
  }

  std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) / "vedette_sqlite" / "store.db";
};

TEST_F(SqliteFile, only_the_owner_can_read_it) {
  ASSERT_TRUE(open_store(uri()));
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(SqliteFile, documents_are_there_after_opening_again) {
  const Document document{.id = "a", .fields = {{"n", std::int64_t{1}}}, .body = "b"};
  ASSERT_TRUE((*open_store(uri()))->insert("c", {&document, 1}, Durability::full));
  EXPECT_EQ((*open_store(uri()))->get("c", "a").value(), document);
}

TEST_F(SqliteFile, a_newer_format_is_refused) {
  ASSERT_TRUE(open_store(uri()));
  run("PRAGMA user_version = 2");
  EXPECT_EQ(open_store(uri()).error().code, ErrorCode::unsupported);
}

TEST_F(SqliteFile, a_database_of_another_program_is_refused_and_left_alone) {
  std::filesystem::create_directories(path_.parent_path());
  run("CREATE TABLE theirs(x)");
  EXPECT_EQ(open_store(uri()).error().code, ErrorCode::malformed);
  run("SELECT x FROM theirs");
}

TEST_F(SqliteFile, a_file_that_is_no_database_is_refused) {
  std::filesystem::create_directories(path_.parent_path());
  std::ofstream(path_) << std::string(8192, 'x');
  EXPECT_EQ(open_store(uri()).error().code, ErrorCode::malformed);
}

TEST_F(SqliteFile, damage_is_told_with_what_to_do) {
  {
    const auto store = open_store(uri()).value();
    std::vector<Document> documents;
    for (int i = 0; i < 500; ++i)
      documents.push_back({.id = std::to_string(i), .body = std::string(2000, 'x')});
    ASSERT_TRUE(store->insert("c", documents, Durability::full));
  }
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  for (int page = 1; page < 100; page += 3) {
    file.seekp(page * 4096);
    file << std::string(512, '\xFF');
  }
  file.close();
  const auto store = open_store(uri());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::malformed);
  EXPECT_THAT(store.error().hint, HasSubstr("backup"));
}

TEST_F(SqliteFile, a_place_that_cannot_hold_it_is_an_io_error) {
  std::filesystem::create_directories(path_.parent_path());
  std::ofstream(path_) << "a file, not a folder";
  EXPECT_EQ(open_store(uri() + "/store.db").error().code, ErrorCode::io);
  EXPECT_EQ(open_store("sqlite:").error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace vedette
