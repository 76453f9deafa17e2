// SPDX-License-Identifier: Apache-2.0
#include "validate/report.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "validate/html.hpp"
#include "validate/numbers.hpp"
#include "validate/test_tables.hpp"
#include "validate/validate.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A table with something of everything, and names that try to break out of the page.
ValidationReport full_report() {
  Table table{{doubles("x", each(300, [](std::size_t i) {
      return std::exp(static_cast<double>(i % 60)); })),
               texts("<script>alert(1)</script>", each(300, [](std::size_t i) {
                       return std::string(i % 5 == 0 ? "\"><img src=x>" : "\x1b[31mred");
                     })),
               ints("fixed", std::vector<std::int64_t>(300, 1)),
               times("ts", each(300, [](std::size_t i) {
                       return 1'500'000'000 + static_cast<std::int64_t>(i);
                     })),
               texts("label", each(300, [](std::size_t i) {
                       return std::string(i % 3 == 0 ? "attack" : "benign");
                     }))}};
  table.origin.source = "a&b.csv";
  Schema schema = schema_for(table);
  spec_of(schema, "ts").role = Role::time;
  ValidationReport report = validate(table, schema, {}, 3)->report();
  report.drift = compare(table, table.select(std::vector<std::uint32_t>{1, 2, 3}), schema);
  return report;
}

TEST(ReportJson, has_the_documented_keys_and_survives_a_round_trip) {
  const ValidationReport report = full_report();
  const Json json = parse_json(dump_json(to_json(report))).value();
  EXPECT_EQ(json["rows"]["read"], 303);
  EXPECT_EQ(json["rows"]["quarantined"], 3);
  EXPECT_EQ(json["columns"].size(), 5U);
  EXPECT_EQ(json["classes"][0]["name"], "benign");
  EXPECT_EQ(json["findings"].size(), report.findings.size());
  EXPECT_EQ(json["columns"][0]["numbers"]["quantiles"][3]["share"], 0.5);
  EXPECT_TRUE(json["drift"]["columns"].is_array());
  EXPECT_EQ(to_json(ValidationReport{})["drift"], nullptr);
}

TEST(ReportText, keeps_to_the_width_and_lets_no_control_character_through) {
  for (const int width : {60, 100}) {
    const std::string text = to_text(full_report(), {.width = width});
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(text_width(line), std::max(width, 100)) << line;
  }
}

TEST(ReportText, colours_only_when_asked) {
  EXPECT_THAT(to_text(full_report(), {.colour = true}), HasSubstr("\x1b[33mwarning"));
}

TEST(ReportText, leads_with_the_numbers) {
  const std::string text = to_text(full_report(), {});
  EXPECT_THAT(text, HasSubstr("303 rows read, 300 kept, 3 quarantined; 5 columns"));
  EXPECT_THAT(text, HasSubstr("Drift: 3 rows against 300 reference rows"));
}

TEST(ReportHtml, escapes_what_the_file_says) {
  const std::string html = to_html(full_report());
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(html, HasSubstr("a&amp;b.csv"));
}

TEST(ReportHtml, asks_for_nothing_from_outside) {
  const std::string html = to_html(full_report());
  for (const char* forbidden : {"http://", "https://", "url(", "@import", " src=\"", " style=\"",
                                " onclick", "<link"})
    EXPECT_THAT(html, Not(HasSubstr(forbidden))) << forbidden;
  EXPECT_THAT(html, HasSubstr("Content-Security-Policy"));
  EXPECT_THAT(html, HasSubstr("prefers-color-scheme: dark"));
}

/// Tags that must be closed, in the order of their opening.
bool tags_balance(const std::string& html) {
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find_first_of(" >/\n", at + 2);
    const std::string name = html.substr(at + 1, end - at - 1);
    const std::size_t close = html.find('>', at);
    const bool is_void = name == "meta" || name == "br" || name == "!doctype" ||
                         html[close - 1] == '/';
    if (html[at + 1] == '/') {
      if (open.empty() || "/" + open.back() != html.substr(at + 1, close - at - 1)) return false;
      open.pop_back();
    } else if (!is_void) {
      open.push_back(name);
    }
  }
  return open.empty();
}

TEST(ReportHtml, every_tag_is_closed_and_every_picture_has_a_title) {
  for (const ValidationReport& report : {full_report(), ValidationReport{}}) {
    const std::string html = to_html(report);
    EXPECT_TRUE(tags_balance(html));
    for (std::size_t at = html.find("role=\"img\""); at != std::string::npos;
         at = html.find("role=\"img\"", at + 1))
      EXPECT_EQ(html.substr(html.find('>', at) + 1, 7), "<title>");
  }
}

TEST(Numbers, are_grouped_and_cut_to_fit) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(494021), "494,021");
  EXPECT_EQ(percent_text(0.98969), "98.97 %");
  EXPECT_EQ(percent_text(1), "100.00 %");
  EXPECT_EQ(percent_text(0.999998), "99.999800 %");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
  EXPECT_EQ(fit("abcdef", 4), "abc~");
  EXPECT_EQ(fit("ab", 4), "ab  ");
  EXPECT_EQ(fit("h\xC3\xA4user", 3), "h\xC3\xA4~");
  EXPECT_EQ(fit_short("a\x1b[0m", 9), "a?[0m");
}

}  // namespace
}  // namespace vedette
