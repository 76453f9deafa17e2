// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "store/conformance.hpp"
#include "store/store_json.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;
using Outcome = ConformanceCase::Outcome;

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed: return "passed";
    case Outcome::failed: return "failed";
    case Outcome::skipped: return "skipped";
  }
  return "unknown";
}

Json cases_json(const std::vector<ConformanceCase>& cases) {
  Json rows = Json::array();
  for (const ConformanceCase& row : cases)
    rows.push_back({{"name", row.name},
                    {"outcome", to_string(row.outcome)},
                    {"message", row.message},
                    {"seconds", row.seconds}});
  return rows;
}

Result<int> run_selftest(Session& session, const Arguments& arguments) {
  const std::unique_ptr<Store> store =
      VEDETTE_TRY(open_store(arguments.text("--uri", session.store_uri())));
  const StoreInfo info = VEDETTE_TRY(store->info());
  const std::vector<ConformanceCase> cases = run_conformance(*store);
  const auto with = [&](Outcome outcome) {
    return std::ranges::count(cases, outcome, &ConformanceCase::outcome);
  };
  Terminal& terminal = session.terminal();
  if (session.answer() == Answer::json) {
    terminal.out_json(Json{{"store", to_json(info)},
                      {"passed", with(Outcome::passed)},
                      {"failed", with(Outcome::failed)},
                      {"skipped", with(Outcome::skipped)},
                      {"cases", cases_json(cases)}});
  } else {
    for (const ConformanceCase& row : cases)
      terminal.out(fmt::format("{:<8}{}{}\n", to_string(row.outcome), row.name,
                               row.message.empty() ? "" : ": " + printable(row.message)));
    terminal.out(fmt::format("{} ({}): {} passed, {} failed, {} skipped\n", info.location,
                             info.server, with(Outcome::passed), with(Outcome::failed),
                             with(Outcome::skipped)));
  }
  return with(Outcome::failed) == 0 ? 0 : 1;
}

Result<int> run_info(Session& session, const Arguments&) {
  Store* store = VEDETTE_TRY(session.store());
  const StoreInfo info = VEDETTE_TRY(store->info());
  if (session.answer() == Answer::json) {
    session.terminal().out_json(to_json(info));
    return 0;
  }
  session.terminal().out(
      fmt::format("{}  {}\n{}\n", info.backend, info.server, info.location));
  for (const std::string& sentence : info.degraded)
    session.terminal().out(fmt::format("  without: {}\n", sentence));
  return 0;
}

Result<int> run_verify(Session& session, const Arguments&) {
  Store* store = VEDETTE_TRY(session.store());
  const std::vector<std::string> faults = VEDETTE_TRY(store->verify());
  if (session.answer() == Answer::json)
    session.terminal().out_json(Json{{"faults", faults}});
  else
    session.terminal().out(faults.empty() ? "the store is intact\n" : "the store is DAMAGED\n");
  if (session.answer() == Answer::text)
    for (const std::string& fault : faults)
      session.terminal().out(fmt::format("  {}\n", printable(fault)));
  return faults.empty() ? 0 : 1;
}

}  // namespace

std::vector<Command> store_commands() {
  return {
      {.path = "store selftest",
       .summary = "Run the conformance suite against a store",
       .description = "The suite that every back end passes: writes, races, paging, limits. It "
                      "works in collections of its own and removes them afterwards.",
       .examples = {{"vedette store selftest --uri mongodb://127.0.0.1:27017/vedette", ""}},
       .arguments = {{Kind::value, "--uri", "URI", "Store to test", false, "the one in use"}},
       .run = run_selftest},
      {.path = "store info", .summary = "Show which store is in use and what it lacks",
       .run = run_info},
      {.path = "store verify", .summary = "Check the integrity of the store", .run = run_verify},
  };
}

}  // namespace vedette
