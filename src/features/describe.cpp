// SPDX-License-Identifier: Apache-2.0
#include "features/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "features/flow_table.hpp"

namespace vedette {
namespace {

constexpr std::string_view kPageHead = R"(# Features

Made by `vedette features --markdown` from the table in the program.

**Conventions.** Forward is the direction of the initiator: the sender of the first packet, or its
receiver when that packet is a SYN-ACK. A payload is what follows the TCP, UDP or SCTP header, by the
length fields of the headers; other protocols have none. Header bytes are transport headers with
options. Gaps are between neighbouring packets; a packet whose time is before the one before it counts
with a gap of zero. Standard deviations divide by n - 1 and are computed from exact integer sums, so
neither order nor size of the values costs precision. An IP fragment counts in the flow of its first
fragment. Everything about a flow comes from the packets between its first and its last; hosts' counts
come from flows that ended before.

**Two sets.** `cic` has the names, order and units (microseconds) of CICFlowMeter as corrected by Liu,
Engelen, Lynar, Essam and Joosen (2022), for models trained on CIC-IDS2017, CSE-CIC-IDS2018 and their
like: the schema `cicids2017` takes all three headers in circulation. `vedette` is ours: seconds, bytes
and shares, and what is not defined is missing, never 0 or -1.

**What differs from the published columns, and why.** The published files were made by versions with
faults (Engelen, Rimmer and Joosen 2021; Liu et al. 2022): flags counted on the first packet only,
the first packet counted twice in length statistics, bulk features all zero, backward windows of the
last packet, subflows equal to totals, flows cut at the first FIN. None of them is reproduced. Against
the corrected tool: times are of the capture's resolution; IPv6 is handled like IPv4; a window of zero
in the first packet backward is a window of zero; the three columns of TCP retransmissions are left
out, since that tool counts keep-alives and repeated bare acknowledgements as well: ours are
`fwd_retransmissions` and `bwd_retransmissions`. Subflow values divide by the number of gaps above one
second, as that tool does, not by the number of subflows, which is `subflows`; active times leave out
the last burst, as that tool does, which `active_mean` and `active_max` do not.

)";

/// Column of the schema for who a flow is.
struct IdRole {
  IdColumn column;
  std::string_view role;
  std::string_view why;
};
constexpr IdRole kIdRoles[] = {
    {IdColumn::flow_id, "id", "names the flow"},
    {IdColumn::src_ip, "ignored", "identifies a host, not its behaviour"},
    {IdColumn::src_port, "ignored", "chosen at random by the initiator"},
    {IdColumn::dst_ip, "ignored", "identifies a host, not its behaviour"},
    {IdColumn::dst_port, "feature", "the service asked for; drop it to learn behaviour alone"},
    {IdColumn::protocol, "feature", ""},
    {IdColumn::timestamp, "time", "each attack has its own hour"},
    {IdColumn::connection_state, "feature", ""},
    {IdColumn::end_reason, "ignored", "says how the flow was reported, which depends on time-outs"},
    {IdColumn::community_id, "id", "names the flow"},
};

std::string cell(std::string_view text) { return text.empty() ? " " : std::string(text); }

std::string table_of(std::span<const FeatureSpec> features) {
  std::string text = "| name | unit | side | empty | meaning | needs |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const FeatureSpec& spec : features)
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", spec.name, cell(spec.unit), spec.side,
                        spec.empty, spec.meaning, fmt::join(names_of(spec.needs), ", "));
  return text;
}

std::string yaml_column(std::string_view name, ColumnType type) {
  return fmt::format("  - name: {}\n    type: {}\n", name, to_string(type));
}

std::string schema_unit(std::string_view unit) {
  return unit.empty() ? std::string() : fmt::format("    unit: {}\n", unit == "s" ? "seconds" : unit);
}

}  // namespace

Json describe(const FeatureSet& set) {
  Json features = Json::array();
  for (const FeatureSpec* spec : set.features())
    features.push_back({{"name", spec->name},
                        {"unit", spec->unit},
                        {"side", spec->side},
                        {"empty", spec->empty},
                        {"meaning", spec->meaning},
                        {"needs", names_of(spec->needs)}});
  return {{"set", set.name()},
          {"definition_version", kDefinitionVersion},
          {"fingerprint", set.fingerprint()},
          {"features", std::move(features)}};
}

std::string features_page() {
  return std::string(kPageHead) + "## vedette\n\n" + table_of(vedette_features()) +
         "\n## cic\n\n" + table_of(cic_features());
}

std::string flow_schema_yaml() {
  std::string text =
      "# SPDX-License-Identifier: Apache-2.0\n"
      "# Made by `vedette features --schema`.\n"
      "name: flows\n"
      "title: Flows of captures, with our features\n"
      "description: >-\n"
      "  What `vedette flows` writes and what captures become when they are ingested.\n"
      "header: present\n"
      "columns:\n";
  for (const IdRole& id : kIdRoles) {
    text += yaml_column(to_string(id.column), type_of(id.column));
    if (id.role != "feature") text += fmt::format("    role: {}\n", id.role);
    if (!id.why.empty()) text += fmt::format("    why: {}\n", id.why);
    if (id.role != "feature") text += "    may_be_absent: true\n";
  }
  for (const FeatureSpec& spec : vedette_features())
    text += yaml_column(spec.name, ColumnType::float64) + schema_unit(spec.unit);
  return text +
         "  - name: label\n    type: text\n    role: label\n    may_be_absent: true\n"
         "label:\n  benign: benign\n  task: binary\n";
}

}  // namespace vedette
