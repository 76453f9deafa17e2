// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "accounts/audit.hpp"
#include "cli/account_session.hpp"
#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "serve/account_json.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

constexpr std::int64_t kMostEntries = 100'000;
constexpr std::int64_t kLargestSeq = std::int64_t{1} << 53;

Result<int> run_list(Session& session, const Arguments& arguments) {
  const std::int64_t limit = VEDETTE_TRY(arguments.integer("--limit", 50, 1, kMostEntries));
  std::optional<std::int64_t> before;
  if (arguments.has("--before"))
    before = VEDETTE_TRY(arguments.integer("--before", 0, 1, kLargestSeq));
  const AuditLog log = VEDETTE_TRY(open_audit(session));
  const std::vector<AuditEntry> entries =
      VEDETTE_TRY(log.list(before, static_cast<std::size_t>(limit)));
  if (session.answer() == Answer::json) {
    Json rows = Json::array();
    for (const AuditEntry& entry : entries) rows.push_back(to_json(entry));
    session.terminal().out_json(rows);
    return 0;
  }
  if (entries.empty()) session.terminal().note("nothing has been written down yet");
  std::vector<std::vector<std::string>> rows;
  for (const AuditEntry& entry : entries)
    rows.push_back({std::to_string(entry.seq), entry.time.substr(0, 19),
                    printable(entry.event.actor), printable(entry.event.peer),
                    printable(entry.event.action), printable(entry.event.target),
                    printable(entry.event.outcome), printable(entry.event.detail)});
  if (!rows.empty())
    session.terminal().out(format_table(
        {"SEQ", "TIME (UTC)", "ACTOR", "PEER", "ACTION", "TARGET", "OUTCOME", "DETAIL"}, rows));
  return 0;
}

Result<int> run_verify(Session& session, const Arguments&) {
  const AuditLog log = VEDETTE_TRY(open_audit(session));
  const AuditReport report = VEDETTE_TRY(log.verify());
  Terminal& terminal = session.terminal();
  if (session.answer() == Answer::json) {
    terminal.out_json(Json{{"intact", report.intact()},
                           {"entries", report.entries},
                           {"last_hash", report.last_hash},
                           {"faults", fault_list(report)},
                           {"torn_lines", report.torn}});
    return report.intact() ? 0 : 1;
  }
  terminal.out(fmt::format("{}: {} entries, last hash {}\n",
                           report.intact() ? "intact" : "DAMAGED", format_count(report.entries),
                           report.last_hash));
  for (const AuditFault& fault : report.faults)
    terminal.out(fmt::format("  line {}: {}\n", fault.line, fault.what));
  for (const std::int64_t line : report.torn)
    terminal.out(fmt::format("  line {} was cut short by a crash, as the entry after it says\n",
                             line));
  return report.intact() ? 0 : 1;
}

}  // namespace

std::vector<Command> audit_commands() {
  return {
      {.path = "audit list",
       .summary = "List who changed what, newest first",
       .examples = {{"vedette audit list --limit 10", ""},
                    {"vedette audit list --before 120", "the page before"}},
       .arguments = {{Kind::value, "--limit", "N", "At most so many entries", false, "50"},
                     {Kind::value, "--before", "SEQ", "Only entries older than this number"}},
       .run = run_list},
      {.path = "audit verify",
       .summary = "Check that no line of the audit log was altered, removed or added",
       .description = "Lines cut off the end do not show in the file itself: keep the last hash "
                      "elsewhere and compare.",
       .run = run_verify},
  };
}

}  // namespace vedette
