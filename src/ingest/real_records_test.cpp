// SPDX-License-Identifier: Apache-2.0
// Logs of the real tools. The totals were taken from the same files with awk and jq.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <nlohmann/json.hpp>

#include "data/read_table.hpp"
#include "data/test_reading.hpp"
#include "ingest/flow_examples_for_test.hpp"
#include "ingest/open_records.hpp"

namespace vedette {
namespace {

std::string path_of(const std::string& name) {
  const char* given = std::getenv("VEDETTE_TEST_DATA");
  const std::string folder =
      given != nullptr ? given : std::string(VEDETTE_SOURCE_DIR) + "/../shared/data";
  return folder + "/" + name;
}

struct Total {
  std::string column;
  double sum;
};

struct RealLog {
  std::string name;
  std::string file;
  std::string options;  ///< of the source, as JSON
  std::size_t rows;
  std::vector<Total> totals;
  Words notes;
  std::vector<std::pair<std::string, std::size_t>> missing;  ///< values per column
};

std::vector<RealLog> real_logs() {
  return {
      {"zeek_labelled", "zeek/conn.log.labeled", "{}", 766,
       {{"fwd_packets", 2826}, {"bwd_packets", 1854}, {"fwd_ip_bytes", 361871},
        {"bwd_ip_bytes", 131122}, {"fwd_payload_bytes", 226495}, {"bwd_payload_bytes", 33755},
        {"duration", 2966.743337}, {"tcp_rejected", 718}},
       {}, {{"fwd_payload_bytes", 5}, {"label", 0}}},
      {"zeek_text", "zeek/horizontal.conn.log", "{}", 41,
       {{"fwd_packets", 227}, {"bwd_packets", 343}, {"fwd_ip_bytes", 23765},
        {"bwd_ip_bytes", 242410}, {"fwd_payload_bytes", 14265}, {"bwd_payload_bytes", 228618},
        {"duration", 13.025881}},
       {}, {{"duration", 0}, {"label", 41}}},
      {"zeek_json", "zeek/test9-mixed-zeek-dir.conn.log", "{}", 576,
       {{"fwd_packets", 14608}, {"bwd_packets", 48852}, {"fwd_ip_bytes", 1304232},
        {"bwd_ip_bytes", 62341836}, {"fwd_payload_bytes", 726271},
        {"bwd_payload_bytes", 60355587}, {"duration", 11101.685558}},
       {}, {}},
      {"zeek_json_scan", "zeek/vertical.conn.log", "{}", 50,
       {{"fwd_packets", 170}, {"bwd_packets", 273}, {"fwd_ip_bytes", 10029},
        {"bwd_ip_bytes", 270302}, {"fwd_payload_bytes", 909}, {"bwd_payload_bytes", 256662},
        {"tcp_rejected", 43}},
       {}, {}},
      {"eve_flows", "suricata/eve-portscan-2021.json", "{}", 3512,
       {{"fwd_packets", 30191}, {"bwd_packets", 8980}, {"fwd_wire_bytes", 4381935},
        {"bwd_wire_bytes", 648694}},
       {"passed over 745 of kind 'alert event'", "passed over 3 of kind 'anomaly event'",
        "passed over 680 of kind 'dns event'", "passed over 3 of kind 'fileinfo event'",
        "passed over 56 of kind 'http event'", "passed over 1 of kind 'tls event'"},
       {{"connection_state", 15}, {"fwd_payload_bytes", 3512}}},
      {"eve_alerts", "suricata/eve-portscan-2021.json",
       R"({"events": "alert", "label": "category"})", 745, {{"fwd_packets", 1090}},
       {"passed over 3 of kind 'anomaly event'", "passed over 680 of kind 'dns event'",
        "passed over 3 of kind 'fileinfo event'", "passed over 3512 of kind 'flow event'",
        "passed over 56 of kind 'http event'", "passed over 1 of kind 'tls event'"},
       {{"label", 0}, {"connection_state", 745}}},
      {"argus_scan", "argus/test11-portscan.binetflow", "{}", 66,
       {{"fwd_packets", 392}, {"bwd_packets", 320}, {"fwd_wire_bytes", 44364},
        {"bwd_wire_bytes", 137540}, {"duration", 1334.529346}},
       {}, {{"label", 66}, {"connection_state", 20}}},
      {"argus_tabs", "argus/test5-mixed.binetflow", R"({"utc_offset": 60})", 296,
       {{"fwd_packets", 28938}, {"bwd_packets", 701}, {"fwd_wire_bytes", 2670236},
        {"bwd_wire_bytes", 154771}, {"duration", 7660.833307}},
       {"passed over 2 of kind 'arp record'", "passed over 1 of kind 'llc record'",
        "passed over 1 of kind 'man record'"},
       {{"label", 0}}},
  };
}

double sum_of(const Column& column) {
  double sum = 0;
  for (std::size_t row = 0; row < column.size(); ++row)
    if (column.missing[row] == 0) sum += column.number(row);
  return sum;
}

class RealRecords : public testing::TestWithParam<RealLog> {};

TEST_P(RealRecords, add_up_to_what_the_file_says) {
  const RealLog& log = GetParam();
  const std::string path = path_of(log.file);
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  const Json given = parse_json(log.options).value();
  OpenOptions options;
  options.given = &given;
  auto reader = open_records(path, example::flow_schema(), options);
  ASSERT_TRUE(reader) << to_string(reader.error());
  RecordReader& records = **reader;
  const ReadTable read = read_all(records, example::flow_schema()).value();
  EXPECT_TRUE(read.rejected.empty()) << read.rejected.front().message;
  EXPECT_EQ(read.table.rows(), log.rows);
  EXPECT_EQ(records.notes(), log.notes);
  for (const Total& total : log.totals)
    EXPECT_NEAR(sum_of(*read.table.find(total.column)), total.sum, 1e-3) << total.column;
  for (const auto& [name, missing] : log.missing) {
    const Column& column = *read.table.find(name);
    EXPECT_EQ(std::accumulate(column.missing.begin(), column.missing.end(), std::size_t{0}),
              missing)
        << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Tools, RealRecords, testing::ValuesIn(real_logs()),
                         [](const auto& entry) { return entry.param.name; });

}  // namespace
}  // namespace vedette
