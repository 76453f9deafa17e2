// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "data/csv_reader.hpp"
#include "flow_files/flow_labels.hpp"
#include "net/protocol_names.hpp"

namespace vedette {
namespace {

constexpr std::string_view kAny = "*";
constexpr std::size_t kBatchRows = 4'096;

enum ScheduleColumn : std::size_t {
  kLabelColumn,
  kStartColumn,
  kEndColumn,
  kProtocolColumn,
  kInitiatorColumn,
  kInitiatorPortColumn,
  kResponderColumn,
  kResponderPortColumn,
  kAttemptedColumn,
};

Schema schedule_schema() {
  Schema schema{.name = "label_schedule"};
  schema.header = Schema::Header::present;
  schema.delimiter = ',';
  for (const char* name : {"label", "start", "end", "protocol", "initiator", "initiator_port",
                           "responder", "responder_port", "attempted"}) {
    const bool time = std::string_view(name) == "start" || std::string_view(name) == "end";
    schema.columns.push_back({.name = name,
                              .type = time ? ColumnType::timestamp : ColumnType::text,
                              .role = Role::ignored,
                              .may_be_absent = std::string_view(name) == "attempted"});
  }
  return schema;
}

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size())
    return fail(ErrorCode::malformed, fmt::format("'{}' is not a port", text),
                "write 80, 8000-8100 or *");
  return port;
}

Result<PortRange> parse_ports(std::string_view text) {
  if (text == kAny || text.empty()) return PortRange{};
  const std::size_t dash = text.find('-');
  PortRange range;
  range.first = VEDETTE_TRY(parse_port(text.substr(0, dash)));
  range.last = range.first;
  if (dash != std::string_view::npos) range.last = VEDETTE_TRY(parse_port(text.substr(dash + 1)));
  if (range.last < range.first)
    return fail(ErrorCode::malformed, fmt::format("the range '{}' is empty", text));
  return range;
}

Result<std::optional<AddressBlock>> parse_block(std::string_view text) {
  if (text == kAny || text.empty()) return std::optional<AddressBlock>{};
  return std::optional(VEDETTE_TRY(AddressBlock::parse(text)));
}

Result<std::optional<std::uint8_t>> parse_protocol(std::string_view text) {
  if (text == kAny || text.empty()) return std::optional<std::uint8_t>{};
  const std::optional<std::uint8_t> protocol = protocol_from(text);
  if (!protocol)
    return fail(ErrorCode::malformed, fmt::format("'{}' is not a protocol", text),
                "write tcp, udp, icmp, icmpv6, sctp, a number up to 255 or *");
  return protocol;
}

Result<bool> parse_attempted(std::string_view text) {
  if (text.empty()) return false;
  if (text == "no_payload") return true;
  return fail(ErrorCode::malformed, fmt::format("'{}' is not a rule for attempts", text),
              "leave it empty or write no_payload");
}

Result<ScheduleRow> parse_row(const Table& table, std::size_t row) {
  const auto text = [&](ScheduleColumn column) { return table.columns[column].texts()[row]; };
  ScheduleRow rule{.label = std::string(text(kLabelColumn))};
  if (rule.label.empty()) return fail(ErrorCode::malformed, "a row has no label");
  for (const ScheduleColumn column : {kStartColumn, kEndColumn})
    if (table.columns[column].missing[row] != 0)
      return fail(ErrorCode::malformed, "a row has no start or no end");
  rule.start = table.columns[kStartColumn].int64s()[row];
  rule.end = table.columns[kEndColumn].int64s()[row];
  if (rule.end < rule.start) return fail(ErrorCode::malformed, "a row ends before it starts");
  rule.protocol = VEDETTE_TRY(parse_protocol(text(kProtocolColumn)));
  rule.initiator = VEDETTE_TRY(parse_block(text(kInitiatorColumn)));
  rule.responder = VEDETTE_TRY(parse_block(text(kResponderColumn)));
  rule.initiator_ports = VEDETTE_TRY(parse_ports(text(kInitiatorPortColumn)));
  rule.responder_ports = VEDETTE_TRY(parse_ports(text(kResponderPortColumn)));
  rule.attempted_without_payload = VEDETTE_TRY(parse_attempted(text(kAttemptedColumn)));
  return rule;
}

Error at_row(Error error, const std::string& file, std::int64_t row) {
  error.code = ErrorCode::malformed;
  error.where.file = file;
  error.where.row = row;
  return error;
}

}  // namespace

/// A schedule with a row that cannot be used is refused: leaving it out would mislabel flows.
Result<FlowLabels> FlowLabels::read(ByteSource source) {
  const std::string file = source.name();
  std::vector<ScheduleRow> rules;
  const auto reader = VEDETTE_TRY(open_csv(std::move(source), schedule_schema()));
  while (true) {
    const std::optional<Batch> batch = VEDETTE_TRY(reader->next(kBatchRows));
    if (!batch) return FlowLabels(std::move(rules));
    for (const RejectedRow& row : batch->rejected)
      return fail(ErrorCode::malformed, row.message, "see docs/formats/label-schedule.md",
                  at_row({}, file, row.row).where);
    for (std::size_t row = 0; row < batch->table.rows(); ++row) {
      auto rule = parse_row(batch->table, row);
      if (!rule)
        return tl::unexpected(at_row(std::move(rule).error(), file, batch->row_numbers[row]));
      rules.push_back(std::move(*rule));
    }
  }
}

}  // namespace vedette
