// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "base/json.hpp"
#include "features/conversations_for_test.hpp"
#include "features/flow_table.hpp"
#include "flow_files/flow_writer.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

enum class Labels { none, some };

/// The rows of a conversation and of a lone datagram, in one file.
std::string file_of(std::string_view format, std::string_view set, Labels labels = Labels::none) {
  const bool labelled = labels == Labels::some;
  const auto writer = find_flow_format(format).value()->make(
      {.features = FeatureSet::named(set).value(), .labelled = labelled});
  const HostCounts hosts{};
  const Flow flows[] = {tcp_conversation(), lone_datagram()};
  std::string file;
  for (const Flow& flow : flows) {
    writer->add({.flow = flow, .hosts = hosts, .reported = 20 * kSecond,
                 .label = labelled ? "flood" : ""});
    file += writer->bytes();
    writer->clear();
  }
  file += writer->end();
  const std::string head = writer->final_head();
  return file.replace(0, head.size(), head);
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

TEST(FlowFormats, are_found_by_name) {
  std::vector<std::string_view> names;
  for (const FlowFormat& format : flow_formats()) names.push_back(format.name);
  EXPECT_THAT(names, ElementsAre("csv", "jsonl", "npy", "eve", "zeek"));
  const auto unknown = find_flow_format("parquet");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::not_found);
  EXPECT_EQ(unknown.error().hint, "formats are csv, jsonl, npy, eve, zeek");
}

TEST(FlowFormats, without_flows_are_files_too) {
  for (const FlowFormat& format : flow_formats()) {
    const auto writer = format.make({.features = FeatureSet::named("cic").value()});
    const std::string file = std::string(writer->bytes()) + writer->end();
    const bool headless = format.name == "jsonl" || format.name == "eve";
    EXPECT_EQ(file.empty(), headless) << format.name;
  }
}

TEST(CsvFlows, have_one_header_and_a_row_for_each_flow) {
  const std::vector<std::string> lines = split(file_of("csv", "vedette", Labels::some), '\n');
  ASSERT_EQ(lines.size(), 3U);
  const std::vector<std::string> names = split(lines[0], ',');
  const std::vector<std::string> values = split(lines[1], ',');
  ASSERT_EQ(names.size(), 10 + vedette_features().size() + 1);
  ASSERT_EQ(values.size(), names.size());
  EXPECT_THAT(std::vector(values.begin() + 1, values.begin() + 6),
              ElementsAre("10.0.0.1", "40000", "10.0.1.1", "80", "6"));
  EXPECT_EQ(names[10], "duration");
  EXPECT_EQ(values[10], "8.57");
  EXPECT_EQ(names.back(), "label");
  EXPECT_EQ(values.back(), "flood");
}

TEST(JsonlFlows, are_objects_that_leave_nothing_out) {
  const std::vector<std::string> lines = split(file_of("jsonl", "vedette"), '\n');
  ASSERT_EQ(lines.size(), 2U);
  const Json conversation = parse_json(lines[0]).value();
  EXPECT_EQ(conversation.size(), 10 + vedette_features().size());
  EXPECT_EQ(conversation["src_ip"], "10.0.0.1");
  EXPECT_EQ(conversation["dst_port"], 80);
  EXPECT_EQ(conversation["bwd_payload_bytes"], 1'500);
  EXPECT_EQ(conversation["connection_state"], "SF");
  const Json datagram = parse_json(lines[1]).value();
  EXPECT_EQ(datagram["duration"], 0);
  EXPECT_TRUE(!datagram.contains("gap_mean") || datagram["gap_mean"].is_null());
}

template <class Number>
Number number_at(const std::string& bytes, std::size_t at) {
  Number number{};
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

struct NpyFile {
  std::string head{};
  std::string records{};
};

/// As numpy.lib.format 1.0 has it.
NpyFile parse_npy(const std::string& file) {
  EXPECT_THAT(file, StartsWith(std::string("\x93NUMPY\x01\x00", 8)));
  const std::size_t size = number_at<std::uint16_t>(file, 8);
  EXPECT_EQ((10 + size) % 64, 0U) << "records are aligned";
  return {file.substr(10, size), file.substr(10 + size)};
}

TEST(NpyFlows, are_records_with_a_head_that_counts_them) {
  for (const Labels labels : {Labels::none, Labels::some}) {
    const NpyFile npy = parse_npy(file_of("npy", "vedette", labels));
    EXPECT_THAT(npy.head, StartsWith("{'descr': [('flow_id','<u8'),('timestamp_ns','<i8'),"));
    EXPECT_THAT(npy.head, HasSubstr("'fortran_order': False, 'shape': (                   2,), }"));
    EXPECT_THAT(npy.head, HasSubstr("('duration','<f8'),('fwd_packets','<f8')"));
    EXPECT_EQ(npy.head.back(), '\n');
    const std::size_t label = labels == Labels::some ? 32 : 0;
    const std::size_t ids = 8 + 8 + 16 + 16 + 2 + 2 + 1 + 1 + label;
    const std::size_t record = ids + 8 * vedette_features().size();
    ASSERT_EQ(npy.records.size(), 2 * record);
    EXPECT_EQ(number_at<std::uint64_t>(npy.records, 0), flow_number(tcp_conversation()));
    EXPECT_EQ(number_at<std::uint16_t>(npy.records, 48), 40'000);
    EXPECT_EQ(number_at<std::uint8_t>(npy.records, 52), kTcp);
    EXPECT_EQ(number_at<double>(npy.records, ids), 8.57);
    EXPECT_EQ(number_at<double>(npy.records, record + ids + 8), 1) << "packets of the second";
    if (label > 0) {
      EXPECT_STREQ(npy.records.c_str() + 54, "flood");
    }
  }
}

TEST(NpyFlows, of_all_features_have_a_head_that_fits) {
  const NpyFile npy = parse_npy(file_of("npy", "all"));
  const std::size_t features = cic_features().size() + vedette_features().size();
  EXPECT_EQ(npy.records.size(), 2 * (54 + 8 * features));
  EXPECT_TRUE(find_flow_format("npy").value()->rewrites_head);
}

std::vector<Json> eve_events(Labels labels = Labels::none) {
  std::vector<Json> events;
  for (const std::string& line : split(file_of("eve", "vedette", labels), '\n'))
    events.push_back(parse_json(line).value());
  return events;
}

/// What Suricata's published schema (etc/schema.json, 7.0) says of a property: its JSON type or,
/// for texts, the pattern. The schema closes every object: other properties are not allowed.
using Properties = std::map<std::string, std::string>;

const std::string kEveTime = R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+[+\-]\d+)";
const Properties kEveEvent = {
    {"timestamp", kEveTime},   {"flow_id", "integer"},   {"event_type", "flow"},
    {"vlan", "array"},         {"src_ip", ".+"},         {"src_port", "integer"},
    {"dest_ip", ".+"},         {"dest_port", "integer"}, {"proto", ".+"},
    {"icmp_type", "integer"},  {"icmp_code", "integer"}, {"community_id", "1:.+"},
    {"flow", "object"},        {"tcp", "object"},        {"metadata", "object"}};
const Properties kEveFlow = {
    {"pkts_toserver", "integer"},  {"pkts_toclient", "integer"},  {"bytes_toserver", "integer"},
    {"bytes_toclient", "integer"}, {"start", kEveTime},           {"end", kEveTime},
    {"age", "integer"},            {"state", "new|established|closed|bypassed"},
    {"reason", "timeout|forced|shutdown|unknown"},                {"alerted", "boolean"}};
const Properties kEveTcp = {
    {"tcp_flags", "[0-9a-f]{2}"}, {"tcp_flags_ts", "[0-9a-f]{2}"}, {"tcp_flags_tc", "[0-9a-f]{2}"},
    {"syn", "boolean"}, {"fin", "boolean"}, {"rst", "boolean"}, {"psh", "boolean"},
    {"ack", "boolean"}, {"urg", "boolean"}, {"ecn", "boolean"}, {"cwr", "boolean"},
    {"state", "[a-z_]+[12]?"}};

std::string json_type(const Json& value) {
  return value.is_number_integer() ? "integer" : value.type_name();
}

void expect_properties(const Json& object, const Properties& known) {
  for (const auto& [key, value] : object.items()) {
    const auto property = known.find(key);
    ASSERT_NE(property, known.end()) << key << " is no property that Suricata publishes";
    if (value.is_string())
      EXPECT_TRUE(std::regex_match(value.get<std::string>(), std::regex(property->second)))
          << key << " is " << value;
    else
      EXPECT_EQ(json_type(value), property->second) << key;
  }
}

void expect_suricata_event(const Json& event) {
  expect_properties(event, kEveEvent);
  expect_properties(event["flow"], kEveFlow);
  if (event.contains("tcp")) expect_properties(event["tcp"], kEveTcp);
  for (const Json& tag : event.value("vlan", Json::array())) EXPECT_TRUE(tag.is_number()) << tag;
}

Json eve_event_of(const Flow& flow) {
  const auto writer = find_flow_format("eve").value()->make({});
  const HostCounts hosts{};
  writer->add({.flow = flow, .hosts = hosts});
  return parse_json(writer->bytes()).value();
}

TEST(EveFlows, are_as_the_schema_of_suricata_says) {
  for (const Json& event : eve_events(Labels::some)) expect_suricata_event(event);
  expect_suricata_event(eve_event_of(lone_ping()));
  Flow tagged = tcp_conversation();
  tagged.vlan = 4'094;
  expect_suricata_event(eve_event_of(tagged));
  EXPECT_EQ(eve_event_of(tagged)["vlan"], Json::array({4'094}));
}

TEST(EveFlows, say_what_the_flow_was) {
  const std::vector<Json> events = eve_events();
  ASSERT_EQ(events.size(), 2U);
  const Json& tcp = events[0];
  EXPECT_EQ(tcp["timestamp"], "1970-01-01T00:00:20.000000+0000");
  EXPECT_EQ(tcp["event_type"], "flow");
  EXPECT_EQ(tcp["flow_id"], flow_number(tcp_conversation()));
  EXPECT_EQ(tcp["src_ip"], "10.0.0.1");
  EXPECT_EQ(tcp["dest_port"], 80);
  EXPECT_EQ(tcp["proto"], "TCP");
  EXPECT_EQ(tcp["flow"]["pkts_toserver"], 6);
  EXPECT_EQ(tcp["flow"]["bytes_toclient"], 1'716);
  EXPECT_EQ(tcp["flow"]["start"], "1970-01-01T00:00:00.000000+0000");
  EXPECT_EQ(tcp["flow"]["end"], "1970-01-01T00:00:08.570000+0000");
  EXPECT_EQ(tcp["flow"]["age"], 8);
  EXPECT_EQ(tcp["flow"]["state"], "closed");
  EXPECT_EQ(tcp["flow"]["reason"], "shutdown");
  EXPECT_EQ(tcp["tcp"]["tcp_flags"], "fb");  // all but RST
  EXPECT_EQ(tcp["tcp"]["tcp_flags_tc"], "5b");  // ECE, ACK, PSH, SYN, FIN
  EXPECT_EQ(tcp["tcp"]["syn"], true);
  EXPECT_EQ(tcp["tcp"]["state"], "closed");
  EXPECT_FALSE(tcp["tcp"].contains("rst"));
  EXPECT_FALSE(tcp.contains("metadata"));
  EXPECT_EQ(events[1]["proto"], "UDP");
  EXPECT_EQ(events[1]["flow"]["state"], "new");
  EXPECT_FALSE(events[1].contains("tcp"));
}

TEST(EveFlows, carry_a_label_as_a_flow_bit) {
  for (const Json& event : eve_events(Labels::some))
    EXPECT_EQ(event["metadata"]["flowbits"], Json::array({"label.flood"}));
}

TEST(EveFlows, of_icmp_have_a_type_and_no_ports) {
  const Json event = eve_event_of(lone_ping());
  EXPECT_EQ(event["proto"], "ICMP");
  EXPECT_EQ(event["icmp_type"], 8);
  EXPECT_EQ(event["icmp_code"], 0);
  EXPECT_FALSE(event.contains("src_port"));
}

TEST(ZeekFlows, have_as_many_values_as_fields_and_types) {
  for (const Labels labels : {Labels::none, Labels::some}) {
    const std::vector<std::string> lines = split(file_of("zeek", "vedette", labels), '\n');
    ASSERT_EQ(lines.size(), 10U);
    EXPECT_EQ(lines[0], "#separator \\x09");
    EXPECT_EQ(lines[4], "#path\tconn");
    const std::size_t columns = 22 + (labels == Labels::some ? 1 : 0);
    EXPECT_EQ(split(lines[5], '\t').size(), 1 + columns);
    EXPECT_EQ(split(lines[6], '\t').size(), 1 + columns);
    EXPECT_EQ(split(lines[7], '\t').size(), columns);
    EXPECT_EQ(split(lines[8], '\t').size(), columns);
    EXPECT_EQ(lines[9], "#close");
  }
}

TEST(ZeekFlows, say_what_the_connection_was) {
  const std::vector<std::string> lines = split(file_of("zeek", "vedette"), '\n');
  const std::vector<std::string> names = split(lines[5], '\t');
  const auto value = [&names](const std::string& line, const std::string& name) {
    const auto found = std::ranges::find(names, name);
    EXPECT_NE(found, names.end()) << name;
    return split(line, '\t')[static_cast<std::size_t>(found - names.begin()) - 1];
  };
  const std::pair<const char*, const char*> expected[] = {
      {"ts", "0.000000"},       {"id.orig_h", "10.0.0.1"}, {"id.orig_p", "40000"},
      {"id.resp_p", "80"},      {"proto", "tcp"},          {"duration", "8.570000"},
      {"orig_bytes", "230"},    {"resp_bytes", "1500"},    {"conn_state", "SF"},
      {"history", "ShADdFf"},   {"orig_pkts", "6"},        {"orig_ip_bytes", "470"},
      {"resp_ip_bytes", "1660"}};
  for (const auto& [name, text] : expected) EXPECT_EQ(value(lines[7], name), text) << name;
  EXPECT_EQ(value(lines[8], "proto"), "udp");
  EXPECT_EQ(value(lines[8], "duration"), "-") << "one packet has none";
  EXPECT_EQ(value(lines[8], "history"), "D");
}

}  // namespace
}  // namespace vedette
