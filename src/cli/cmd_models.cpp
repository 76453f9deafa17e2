// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "cli/session.hpp"
#include "registry/model_json.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

constexpr std::size_t kMostArchiveBytes = std::size_t{3} << 29;

std::string figure(const Json& summary, const char* name) {
  if (!summary.is_object() || !summary.contains("metrics")) return "-";
  const Json& metrics = summary["metrics"];
  if (!metrics.contains(name) || !metrics[name].is_number()) return "-";
  return fmt::format("{:.4f}", metrics[name].get<double>());
}

Result<int> run_list(Session& session, const Arguments& arguments) {
  Registry* registry = VEDETTE_TRY(session.registry());
  const std::vector<ModelVersion> all = VEDETTE_TRY(
      arguments.has("NAME") ? registry->list(arguments.text("NAME")) : registry->list());
  if (session.answer() == Answer::json) {
    Json rows = Json::array();
    for (const ModelVersion& version : all) rows.push_back(to_json(version));
    session.terminal().out_json(rows);
    return 0;
  }
  if (all.empty()) session.terminal().note("no models yet; `vedette train --help` shows how");
  std::vector<std::vector<std::string>> rows;
  for (const ModelVersion& version : all)
    rows.push_back({fmt::format("{}@{}", version.name, version.version),
                    fmt::format("{}", fmt::join(version.aliases, ",")), version.learner,
                    figure(version.summary, "accuracy"), figure(version.summary, "macro_f1"),
                    figure(version.summary, "pr_auc"), format_bytes(version.bytes),
                    format_time(version.created_at).substr(0, 19)});
  if (!rows.empty())
    session.terminal().out(format_table(
        {"MODEL", "ALIASES", "LEARNER", "ACCURACY", "MACRO F1", "PR-AUC", "SIZE", "CREATED (UTC)"},
        rows));
  return 0;
}

Result<ModelRef> ref_from(const Arguments& arguments, std::string_view name) {
  return ModelRef::parse(arguments.text(name));
}

Result<int> run_show(Session& session, const Arguments& arguments) {
  const ModelRef ref = VEDETTE_TRY(ref_from(arguments, "MODEL"));
  Registry* registry = VEDETTE_TRY(session.registry());
  const ModelVersion version = VEDETTE_TRY(registry->show(ref));
  const std::shared_ptr<const Bundle> bundle = VEDETTE_TRY(registry->load(ref));
  Terminal& terminal = session.terminal();
  if (session.answer() == Answer::json) {
    Json json = details_json(version, *bundle);
    json["directory"] = registry->directory(version.name, version.version).string();
    terminal.out_json(json);
    return 0;
  }
  terminal.out(fmt::format("{}@{}  {}  {}  {}\n{}\n\n", version.name, version.version,
                           fmt::join(version.aliases, ","), version.learner,
                           format_time(version.created_at).substr(0, 19),
                           registry->directory(version.name, version.version).string()));
  terminal.out(evaluation_text(bundle->evaluation, terminal));
  return 0;
}

Result<int> run_verify(Session& session, const Arguments& arguments) {
  Registry* registry = VEDETTE_TRY(session.registry());
  std::vector<ModelRef> refs;
  if (arguments.has("MODEL")) {
    refs.push_back(VEDETTE_TRY(ref_from(arguments, "MODEL")));
  } else {
    const std::vector<ModelVersion> all = VEDETTE_TRY(registry->list());
    for (const ModelVersion& version : all)
      refs.push_back({version.name, std::to_string(version.version)});
  }
  Json rows = Json::array();
  std::int64_t faults = 0;
  for (const ModelRef& ref : refs) {
    const IntegrityReport report = VEDETTE_TRY(registry->verify(ref));
    faults += static_cast<std::int64_t>(report.faults.size());
    rows.push_back(
        {{"name", report.name}, {"version", report.version}, {"faults", report.faults}});
    if (session.answer() == Answer::json) continue;
    session.terminal().out(fmt::format("{}@{}: {}\n", report.name, report.version,
                                       report.faults.empty() ? "intact" : "DAMAGED"));
    for (const std::string& fault : report.faults)
      session.terminal().out(fmt::format("  {}\n", printable(fault)));
  }
  if (session.answer() == Answer::json) session.terminal().out_json(rows);
  return faults == 0 ? 0 : 1;
}

Result<int> tell_version(Session& session, const ModelVersion& version, std::string_view what) {
  if (session.answer() == Answer::json)
    session.terminal().out_json(to_json(version));
  else
    session.terminal().note(fmt::format("{}@{} {}", version.name, version.version, what));
  return 0;
}

Result<int> run_promote(Session& session, const Arguments& arguments) {
  const ModelRef ref = VEDETTE_TRY(ref_from(arguments, "MODEL"));
  Registry* registry = VEDETTE_TRY(session.registry());
  const ModelVersion version = VEDETTE_TRY(registry->promote(ref));
  return tell_version(session, version, "is the champion now");
}

Result<int> run_rollback(Session& session, const Arguments& arguments) {
  Registry* registry = VEDETTE_TRY(session.registry());
  const ModelVersion version = VEDETTE_TRY(registry->rollback(arguments.text("NAME")));
  return tell_version(session, version, "is the champion again");
}

Result<int> run_alias(Session& session, const Arguments& arguments) {
  const ModelRef ref = VEDETTE_TRY(ref_from(arguments, "MODEL"));
  Registry* registry = VEDETTE_TRY(session.registry());
  VEDETTE_TRY(registry->set_alias(arguments.text("ALIAS"), ref));
  const ModelVersion version = VEDETTE_TRY(registry->show(ref));
  return tell_version(session, version, fmt::format("is {} now", arguments.text("ALIAS")));
}

Result<int> run_remove(Session& session, const Arguments& arguments) {
  const ModelRef ref = VEDETTE_TRY(ref_from(arguments, "MODEL"));
  Registry* registry = VEDETTE_TRY(session.registry());
  const ModelVersion version = VEDETTE_TRY(registry->show(ref));
  if (arguments.has("--dry-run")) return tell_version(session, version, "would be removed");
  if (!arguments.has("--yes"))
    return fail(ErrorCode::invalid_argument,
                fmt::format("this would remove {}@{} for ever", version.name, version.version),
                "say --yes to do it");
  VEDETTE_TRY(registry->remove({version.name, std::to_string(version.version)}));
  return tell_version(session, version, "removed");
}

std::string cell(const Json& value) {
  if (value.is_number_float()) return fmt::format("{:.4f}", value.get<double>());
  return value.is_string() ? value.get<std::string>() : dump_json(value);
}

Result<int> run_diff(Session& session, const Arguments& arguments) {
  const ModelRef left = VEDETTE_TRY(ref_from(arguments, "LEFT"));
  const ModelRef right = VEDETTE_TRY(ref_from(arguments, "RIGHT"));
  Registry* registry = VEDETTE_TRY(session.registry());
  const Json diff = VEDETTE_TRY(registry->diff(left, right));
  if (session.answer() == Answer::json) {
    session.terminal().out_json(diff);
    return 0;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& [section, members] : diff.items()) {
    if (!members.is_object()) continue;
    for (const auto& [name, sides] : members.items())
      if (sides.is_object() && sides.contains("left") && sides.contains("right"))
        rows.push_back({section + "." + name, cell(sides["left"]), cell(sides["right"])});
  }
  session.terminal().out(format_table({"", to_string(left), to_string(right)}, rows));
  return 0;
}

Result<int> run_export(Session& session, const Arguments& arguments) {
  const ModelRef ref = VEDETTE_TRY(ref_from(arguments, "MODEL"));
  Registry* registry = VEDETTE_TRY(session.registry());
  const ModelVersion version = VEDETTE_TRY(registry->show(ref));
  const std::string tar =
      VEDETTE_TRY(registry->export_bundle({version.name, std::to_string(version.version)}));
  const std::string file = arguments.has("--output")
                               ? arguments.text("--output")
                               : fmt::format("{}-{}.tar", version.name, version.version);
  if (file == "-") {
    session.terminal().out(tar);
    return 0;
  }
  VEDETTE_TRY(write_file_atomically(file, tar));
  return tell_version(session, version, fmt::format("written to {}", file));
}

Result<int> run_import(Session& session, const Arguments& arguments) {
  const std::string tar = VEDETTE_TRY(read_file(arguments.text("FILE"), kMostArchiveBytes));
  Registry* registry = VEDETTE_TRY(session.registry());
  const ModelVersion version = VEDETTE_TRY(registry->import_bundle(
      tar, arguments.has("--name") ? arguments.text("--name") : std::string()));
  return tell_version(session, version, "imported");
}

const ArgumentSpec kModel = {Kind::positional, "MODEL", "", "NAME, NAME@VERSION or NAME@ALIAS",
                             true};

}  // namespace

std::vector<Command> model_commands() {
  return {
      {.path = "models list",
       .summary = "List model versions",
       .arguments = {{Kind::positional, "NAME", "", "Only this model"}},
       .run = run_list},
      {.path = "models show",
       .summary = "Show a version: figures, options, data",
       .examples = {{"vedette models show kdd@champion", ""}},
       .arguments = {kModel},
       .run = run_show},
      {.path = "models verify",
       .summary = "Check every byte of a version (or of all) against its manifest",
       .arguments = {{Kind::positional, "MODEL", "", "NAME, NAME@VERSION or NAME@ALIAS", false,
                      "all"}},
       .run = run_verify},
      {.path = "models diff",
       .summary = "Compare two versions: figures, options, schema, threshold, data",
       .examples = {{"vedette models diff kdd@champion kdd@challenger", ""}},
       .arguments = {{Kind::positional, "LEFT", "", "A version", true},
                     {Kind::positional, "RIGHT", "", "Another", true}},
       .run = run_diff},
      {.path = "models promote",
       .summary = "Make a version the champion; the old one becomes `previous`",
       .examples = {{"vedette models promote kdd@challenger", ""}},
       .arguments = {kModel},
       .run = run_promote},
      {.path = "models rollback",
       .summary = "Champion and previous change places",
       .arguments = {{Kind::positional, "NAME", "", "Model", true}},
       .run = run_rollback},
      {.path = "models alias",
       .summary = "Point an alias of your own at a version",
       .arguments = {{Kind::positional, "ALIAS", "", "Name of the alias", true}, kModel},
       .run = run_alias},
      {.path = "models export",
       .summary = "Write a version as one tar file, to be imported elsewhere",
       .examples = {{"vedette models export kdd@champion", "into kdd-3.tar"}},
       .arguments = {kModel,
                     {Kind::value, "--output", "FILE", "Where to; - is stdout", false,
                      "NAME-VERSION.tar"}},
       .run = run_export},
      {.path = "models import",
       .summary = "Publish an exported version as the next one of its name",
       .examples = {{"vedette models import kdd-3.tar", ""}},
       .arguments = {{Kind::positional, "FILE", "", "What `models export` wrote; .gz, .zst too",
                      true},
                     {Kind::value, "--name", "NAME", "Under another name"}},
       .run = run_import},
      {.path = "models remove",
       .summary = "Delete a version that no alias points to",
       .arguments = {kModel,
                     {Kind::switch_, "--yes", "", "Do it"},
                     {Kind::switch_, "--dry-run", "", "Only say what would be removed"}},
       .run = run_remove},
  };
}

}  // namespace vedette
