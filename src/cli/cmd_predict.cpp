// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/record_format.hpp"
#include "cli/session.hpp"
#include "ingest/open_records.hpp"
#include "score/score.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;
using Format = PredictionWriter::Format;

struct Counts {
  std::int64_t rows = 0;
  std::int64_t attacks = 0;
  std::int64_t rejected = 0;
};

void count(const Prediction& prediction, Counts& counts) {
  ++counts.rows;
  if (!prediction.verdict) ++counts.rejected;
  if (prediction.verdict && prediction.verdict->decision == Decision::attack) ++counts.attacks;
}

Result<Counts> predict_file(Session& session, const std::shared_ptr<const Bundle>& bundle,
                            const std::string& file, const RecordFormat& format,
                            const std::vector<std::string>& keep, const PredictionWriter& writer,
                            Output& output) {
  ByteSource source = VEDETTE_TRY(ByteSource::open(file));
  std::unique_ptr<RecordReader> reader =
      VEDETTE_TRY(open_records(std::move(source), scoring_schema(*bundle), format));
  const RecordReader& progress = *reader;
  const WorkContext work = session.work();
  // Only now: a file that does not fit the model leaves no half-written output behind.
  VEDETTE_TRY(output.write(writer.header()));
  PredictionStream stream(bundle, std::move(reader), keep);
  Counts counts;
  for (;;) {
    if (work.stopped()) return fail(ErrorCode::cancelled, "stopped");
    const std::vector<Prediction> predictions = VEDETTE_TRY(stream.next());
    if (predictions.empty()) break;
    std::string text;
    for (const Prediction& prediction : predictions) {
      writer.append_line(prediction, text);
      count(prediction, counts);
    }
    VEDETTE_TRY(output.write(text));
    work.progress("predict", progress.bytes_read(), progress.bytes_total());
  }
  for (const std::string& note : progress.notes()) session.terminal().note(printable(note));
  return counts;
}

/// Columns of the input to repeat beside each verdict, by their names in the model's schema.
Result<std::vector<std::string>> kept_columns(const Bundle& bundle, const Arguments& arguments) {
  std::vector<std::string> known;
  for (const ColumnSpec& column : bundle.schema.columns) known.push_back(column.name);
  for (const std::string& name : arguments.list("--keep"))
    if (std::ranges::find(known, name) == known.end()) {
      const std::string near = nearest_word(name, known);
      return fail(ErrorCode::not_found,
                  fmt::format("{}@{} knows no column '{}'", bundle.name, bundle.version, name),
                  near.empty() ? "`vedette models show` lists its schema"
                               : fmt::format("did you mean '{}'?", near));
    }
  return arguments.list("--keep");
}

Result<int> run_predict(Session& session, const Arguments& arguments) {
  const ModelRef ref = VEDETTE_TRY(ModelRef::parse(arguments.text("--model")));
  Registry* registry = VEDETTE_TRY(session.registry());
  const std::shared_ptr<const Bundle> bundle = VEDETTE_TRY(registry->load(ref));
  const bool jsonl = session.answer() == Answer::json || arguments.text("--to") == "jsonl";
  const std::vector<std::string> keep = VEDETTE_TRY(kept_columns(*bundle, arguments));
  const PredictionWriter writer(*bundle, jsonl ? Format::jsonl : Format::csv, keep);
  Output output = VEDETTE_TRY(Output::open(session.terminal(), arguments.text("--output", "-")));
  const RecordFormat format = VEDETTE_TRY(record_format(arguments));
  const Counts counts =
      VEDETTE_TRY(predict_file(session, bundle, arguments.text("FILE", "-"),
                               format, keep, writer, output));
  VEDETTE_TRY(output.finish());
  session.terminal().end_progress();
  session.terminal().note(fmt::format("{}@{}: {} rows, {} attacks, {} could not be read",
                                      bundle->name, bundle->version, format_count(counts.rows),
                                      format_count(counts.attacks),
                                      format_count(counts.rejected)));
  return 0;
}

}  // namespace

std::vector<Command> predict_commands() {
  return {{
      .path = "predict",
      .summary = "Score rows with a model",
      .description =
          "Reads rows and writes, in the same order, the class, the decision, the scores, the "
          "threshold, the model version and the row number. Extra columns and a label are ignored; "
          "a missing feature column is refused by name; a row that cannot be read comes out with "
          "the reason in its place.",
      .examples = {{"vedette predict --model kdd@champion new.csv > out.csv", "to CSV"},
                   {"vedette predict --model lan --keep src_ip --keep dst_ip new.pcap",
                    "the flows of a capture, with who spoke to whom"},
                   {"zcat new.csv.gz | vedette predict --model kdd --to jsonl -", "as a filter"}},
      .arguments = {{Kind::value, "--model", "NAME[@VERSION|@ALIAS]", "Model to score with", true},
                    {Kind::value, "--to", "FORMAT", "Form of the output", false, "csv",
                     {"csv", "jsonl"}},
                    {Kind::value, "--output", "FILE", "Where to write", false, "standard output"},
                    {Kind::list, "--keep", "COLUMN",
                     "Repeat this column of the input beside each verdict; repeatable"},
                    format_argument(),
                    option_argument(),
                    {Kind::positional, "FILE", "", "File to read, or - for standard input",
                     false, "-"}},
      .run = run_predict,
  }};
}

}  // namespace vedette
