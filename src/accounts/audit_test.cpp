// SPDX-License-Identifier: Apache-2.0
#include "accounts/audit.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "accounts/accounts_for_test.hpp"
#include "base/hash.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct TestLog {
  TestDirectory directory;
  std::filesystem::path file = directory / "log/audit.jsonl";
  AuditLog log = AuditLog::open(file, [] { return kTestNow; }).value();

  void add(const std::string& target) {
    check(log.append({.actor = "ann", .peer = "192.0.2.1", .action = "user.add",
                      .target = target, .detail = "viewer"})
              .has_value(),
          "the log can be written");
  }
  void fill(int count) {
    for (int i = 1; i <= count; ++i) add("user" + std::to_string(i));
  }
  [[nodiscard]] std::vector<std::int64_t> fault_lines() const {
    std::vector<std::int64_t> lines;
    const AuditReport report = log.verify().value();
    for (const AuditFault& fault : report.faults) lines.push_back(fault.line);
    return lines;
  }
};

std::vector<std::int64_t> numbers(const std::vector<AuditEntry>& entries) {
  std::vector<std::int64_t> all;
  for (const AuditEntry& entry : entries) all.push_back(entry.seq);
  return all;
}

TEST(AuditLog, what_is_written_can_be_read) {
  TestLog test;
  const AuditEntry written =
      test.log
          .append({.actor = "cli:ann", .peer = "", .action = "user.role", .target = "bob",
                   .outcome = "refused", .detail = "\"quoted\" \n and \xff bytes"})
          .value();
  EXPECT_EQ(written.seq, 1);
  const AuditEntry read = test.log.list({}, 10).value().at(0);
  EXPECT_EQ(read.seq, 1);
  EXPECT_EQ(read.time, format_time(kTestNow));
  EXPECT_EQ(read.event.actor, "cli:ann");
  EXPECT_EQ(read.event.action, "user.role");
  EXPECT_EQ(read.event.target, "bob");
  EXPECT_EQ(read.event.outcome, "refused");
  EXPECT_EQ(read.event.detail, "\"quoted\" \n and \xef\xbf\xbd bytes");
  EXPECT_EQ(read.event.detail, written.event.detail);
}

TEST(AuditLog, a_log_not_begun_is_empty_and_intact) {
  TestLog test;
  EXPECT_THAT(test.log.list({}, 10).value(), IsEmpty());
  EXPECT_TRUE(test.log.verify()->intact());
  EXPECT_EQ(test.log.verify()->entries, 0);
}

TEST(AuditLog, lists_newest_first_page_by_page) {
  TestLog test;
  test.fill(7);
  EXPECT_THAT(numbers(*test.log.list({}, 3)), ElementsAre(7, 6, 5));
  EXPECT_THAT(numbers(*test.log.list(5, 3)), ElementsAre(4, 3, 2));
  EXPECT_THAT(numbers(*test.log.list(2, 3)), ElementsAre(1));
  EXPECT_THAT(*test.log.list(1, 3), IsEmpty());
  EXPECT_THAT(*test.log.list({}, 0), IsEmpty());
}

TEST(AuditLog, each_line_is_bound_to_the_one_before) {
  TestLog test;
  test.fill(2);
  const std::string text = text_of(test.file);
  const std::string first = text.substr(0, text.find('\n'));
  const std::string body = first.substr(0, first.find(",\"hash\""));
  EXPECT_THAT(first, HasSubstr("\"prev\":\"" + std::string(64, '0') + "\""));
  EXPECT_THAT(first, HasSubstr("\"hash\":\"" + sha256_hex(body) + "\""));
  EXPECT_THAT(text.substr(first.size()), HasSubstr("\"prev\":\"" + sha256_hex(body) + "\""));
}

TEST(AuditLog, every_changed_byte_shows_at_its_line) {
  TestLog test;
  test.fill(3);
  const std::string good = text_of(test.file);
  ASSERT_TRUE(test.log.verify()->intact());
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    put_text(test.file, bad);
    const std::string_view before = std::string_view(good).substr(0, i);
    const auto line = 1 + std::ranges::count(before, '\n');
    EXPECT_THAT(test.fault_lines(), testing::Contains(line)) << "byte " << i;
  }
}

TEST(AuditLog, a_missing_or_doubled_byte_shows) {
  TestLog test;
  test.fill(2);
  const std::string good = text_of(test.file);
  for (std::size_t i = 0; i < good.size(); i += 3) {
    std::string bad = good;
    bad.erase(i, 1);
    put_text(test.file, bad);
    EXPECT_FALSE(test.log.verify()->intact()) << "without byte " << i;
    bad = good;
    bad.insert(i, 1, good[i]);
    put_text(test.file, bad);
    EXPECT_FALSE(test.log.verify()->intact()) << "twice byte " << i;
  }
}

TEST(AuditLog, lines_removed_swapped_or_repeated_show) {
  TestLog test;
  test.fill(4);
  std::vector<std::string> lines;
  std::istringstream text(text_of(test.file));
  for (std::string line; std::getline(text, line);) lines.push_back(line + "\n");
  const struct {
    const char* what;
    std::vector<int> order;
    std::vector<std::int64_t> faults;
  } cases[] = {
      {"as written", {0, 1, 2, 3}, {}},
      {"first removed", {1, 2, 3}, {1}},
      {"one removed", {0, 2, 3}, {2}},
      {"swapped", {0, 2, 1, 3}, {2, 3, 4}},
      {"repeated", {0, 1, 1, 2, 3}, {3}},
      // Nothing in the file can show this: compare the last hash with one noted elsewhere.
      {"last removed", {0, 1, 2}, {}},
  };
  for (const auto& each : cases) {
    std::string file;
    for (const int i : each.order) file += lines[static_cast<std::size_t>(i)];
    put_text(test.file, file);
    EXPECT_EQ(test.fault_lines(), each.faults) << each.what;
  }
}

TEST(AuditLog, a_line_cut_short_anywhere_is_told_and_the_chain_goes_on) {
  TestLog test;
  test.fill(2);
  const std::string good = text_of(test.file);
  const std::size_t second = good.find('\n') + 1;
  for (std::size_t end = second + 1; end + 1 < good.size(); end += 5) {
    put_text(test.file, good.substr(0, end));
    EXPECT_THAT(test.fault_lines(), ElementsAre(2)) << end;
    EXPECT_THAT(numbers(*test.log.list({}, 9)), ElementsAre(1)) << end;
    test.add("after");
    const AuditReport report = test.log.verify().value();
    EXPECT_TRUE(report.intact()) << end;
    EXPECT_THAT(report.torn, ElementsAre(2)) << end;
    EXPECT_EQ(report.entries, 3) << end;
    const auto entries = test.log.list({}, 9).value();
    ASSERT_EQ(numbers(entries), (std::vector<std::int64_t>{3, 2, 1})) << end;
    EXPECT_EQ(entries[1].event.action, "audit.torn");
  }
}

TEST(AuditLog, a_line_that_lacks_only_its_end_counts_when_the_log_goes_on) {
  TestLog test;
  test.fill(2);
  const std::string good = text_of(test.file);
  put_text(test.file, good.substr(0, good.size() - 1));
  EXPECT_THAT(test.fault_lines(), ElementsAre(2));
  test.add("after");
  EXPECT_TRUE(test.log.verify()->intact());
  EXPECT_THAT(numbers(*test.log.list({}, 9)), ElementsAre(3, 2, 1));
}

TEST(AuditLog, a_torn_line_changed_later_shows) {
  TestLog test;
  test.fill(1);
  put_text(test.file, text_of(test.file) + "{\"seq\":2,\"ti");
  test.add("after");
  std::string text = text_of(test.file);
  text.replace(text.find("\"ti\n"), 3, "\"tx");
  put_text(test.file, text);
  EXPECT_THAT(test.fault_lines(), ElementsAre(2));
}

TEST(AuditLog, a_damaged_line_does_not_stop_it) {
  TestLog test;
  test.fill(2);
  std::string text = text_of(test.file);
  text[text.size() - 10] = '!';
  put_text(test.file, text);
  test.add("after");
  EXPECT_THAT(test.fault_lines(), ElementsAre(2));
  EXPECT_THAT(numbers(*test.log.list({}, 9)), ElementsAre(2, 1));
}

TEST(AuditLog, lines_longer_than_a_piece_of_the_file_are_read_backwards) {
  TestLog test;
  for (int i = 0; i < 200; ++i) test.add(std::string(500, static_cast<char>('a' + i % 26)));
  const auto entries = test.log.list({}, 1000).value();
  ASSERT_EQ(entries.size(), 200U);
  for (std::size_t i = 0; i < entries.size(); ++i)
    EXPECT_EQ(entries[i].event.target.front(), static_cast<char>('a' + (199 - i) % 26));
  EXPECT_EQ(test.log.verify()->entries, 200);
}

TEST(AuditLog, long_texts_are_cut_so_that_lines_stay_short) {
  TestLog test;
  test.add(std::string(1'000'000, 'x'));
  EXPECT_LT(std::filesystem::file_size(test.file), 2000U);
  EXPECT_TRUE(test.log.verify()->intact());
}

TEST(AuditLog, a_line_that_never_ends_is_read_in_bounded_pieces) {
  TestLog test;
  test.fill(1);
  put_text(test.file, text_of(test.file) + std::string(300'000, 'x') + "\n");
  EXPECT_FALSE(test.log.verify()->intact());
  EXPECT_THAT(numbers(*test.log.list({}, 9)), ElementsAre(1));
  test.add("after");
  EXPECT_THAT(numbers(*test.log.list({}, 9)), ElementsAre(2, 1));
}

TEST(AuditLog, several_writers_make_one_chain) {
  TestLog test;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&test] {
      const AuditLog log = AuditLog::open(test.file, [] { return kTestNow; }).value();
      for (int k = 0; k < 10; ++k)
        check(log.append({.actor = "ann", .action = "x"}).has_value(), "it can be written");
    });
  for (std::thread& thread : threads) thread.join();
  const AuditReport report = test.log.verify().value();
  EXPECT_TRUE(report.intact());
  EXPECT_EQ(report.entries, 40);
  EXPECT_EQ(test.log.list({}, 1)->at(0).seq, 40);
}

TEST(AuditLog, a_file_open_to_others_or_no_file_is_refused) {
  TestLog test;
  test.fill(1);
  std::filesystem::permissions(test.file, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  for (const Error& error : {test.log.append({.actor = "a", .action = "x"}).error(),
                             test.log.list({}, 1).error(), test.log.verify().error()}) {
    EXPECT_EQ(error.code, ErrorCode::io);
    EXPECT_THAT(error.message, HasSubstr(test.file.string()));
  }
  std::filesystem::remove(test.file);
  std::filesystem::create_symlink(test.directory / "elsewhere", test.file);
  EXPECT_EQ(test.log.append({.actor = "a", .action = "x"}).error().code, ErrorCode::io);
  EXPECT_FALSE(std::filesystem::exists(test.directory / "elsewhere"));
}

}  // namespace
}  // namespace vedette
