// SPDX-License-Identifier: Apache-2.0
#include "serve/dataset_upload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "data/byte_source.hpp"
#include "data/read_table.hpp"
#include "data/sniff.hpp"
#include "data/text.hpp"
#include "ingest/source.hpp"
#include "pipeline/ingest_job.hpp"
#include "serve/answers.hpp"
#include "serve/audit_trail.hpp"
#include "serve/refusal.hpp"
#include "serve/world.hpp"

namespace vedette {
namespace {

constexpr std::size_t kHeadBytes = 16 * kMiB;
constexpr std::size_t kSniffedBytes = 4096;
constexpr std::size_t kLongestLabel = 200;
constexpr TimeNs kBetweenEvents = 250'000'000;

/// Numbers, true and false as such; anything else is text: as on the command line.
Json option_value(const std::string& text) {
  const Result<Json> value = parse_json(text);
  return value && value->is_primitive() ? *value : Json(text);
}

bool names_file(std::string_view option) {
  return std::ranges::any_of(sources(), [&](const Source& source) {
    return std::ranges::any_of(source.options, [&](const OptionSpec& spec) {
      return spec.names_file && spec.name == option;
    });
  });
}

/// The first bytes of a file, unpacked, up to the end of the last whole line.
Result<std::shared_ptr<TemporaryFile>> copy_head(ByteSource& source,
                                                 const std::filesystem::path& scratch) {
  std::string head(kHeadBytes, '\0');
  std::size_t filled = 0;
  while (filled < head.size()) {
    const std::size_t got = VEDETTE_TRY(source.read({head.data() + filled, head.size() - filled}));
    if (got == 0) break;
    filled += got;
  }
  const bool cut = filled == head.size();
  head.resize(filled);
  if (cut) head.resize(std::min(head.size(), head.find_last_of('\n') + 1));
  std::shared_ptr<TemporaryFile> copy = VEDETTE_TRY(TemporaryFile::make(scratch));
  std::ofstream out(copy->path(), std::ios::binary);
  out << head;
  if (!out.flush())
    return fail(ErrorCode::io, fmt::format("cannot write '{}'", copy->path().string()));
  return copy;
}

/// Errors of the copy, in words that people know the file by.
Error renamed(Error error, const std::string& path, std::string_view name) {
  for (std::string* text : {&error.message, &error.where.file})
    if (const auto at = text->find(path); at != std::string::npos)
      text->replace(at, path.size(), name);
  return error;
}

Result<InferredSchema> infer_from(const std::string& path) {
  Schema sniffed = VEDETTE_TRY(sniff_schema(path, 0));
  const Table rows = VEDETTE_TRY(read_table(path, sniffed));
  return infer_schema(rows, std::move(sniffed));
}

bool holds_flows(std::string_view start) {
  for (const Source& source : sources())
    if (source.recognises(start)) return source.traits.flows;
  return false;
}

/// Tells listeners how far an upload is, a few times a second.
class UploadProgress {
 public:
  UploadProgress(ServeWorld& world, std::string dataset, std::string filename)
      : world_(world), dataset_(std::move(dataset)), filename_(std::move(filename)) {}

  void tell(std::uint64_t done, std::uint64_t total) {
    const TimeNs now = world_.clock();
    if (now - told_at_ < kBetweenEvents && done != total) return;
    told_at_ = now;
    world_.events.publish("ingest.progress", {{"dataset", dataset_},
                                              {"filename", filename_},
                                              {"done", done},
                                              {"total", total}});
  }

 private:
  ServeWorld& world_;
  std::string dataset_;
  std::string filename_;
  TimeNs told_at_ = 0;
};

/// The schema for a data set that is new: one that ships with the program, or what the file looks
/// like. Files of the server cannot be named.
Result<Schema> schema_for_new(const Call& call, const NamedFile& file,
                              const std::string& wanted) {
  if (wanted == "infer") {
    const InferredSchema found =
        VEDETTE_TRY(infer_from_head(file, call.world.home.spool(), call.segment("name")));
    return found.schema;
  }
  const std::vector<std::string> names = shipped_schemas();
  if (std::ranges::find(names, wanted) != names.end()) return load_schema(wanted);
  const std::string near = nearest_word(wanted, names);
  return fail(ErrorCode::not_found, fmt::format("there is no schema '{}'", wanted),
              near.empty() ? "GET /api/v1/schemas lists them; for one of your own, PUT it first"
                           : fmt::format("did you mean '{}'?", near));
}

/// nullopt where there is none of that name yet. Errors: also for what is no name.
Result<std::optional<DatasetInfo>> existing_dataset(const Call& call) {
  Result<DatasetInfo> info = call.world.datasets.show(call.segment("name"));
  if (info) return std::move(*info);
  if (info.error().code == ErrorCode::not_found) return std::nullopt;
  return tl::unexpected(std::move(info).error());
}

/// Makes the data set where it has to be made. One that exists keeps its schema when the file's is
/// to be inferred.
Result<> prepare_dataset(const Call& call, const NamedFile& file,
                         const std::optional<DatasetInfo>& existing) {
  const std::string wanted(call.request.head.query_value("schema"));
  const std::string& name = call.segment("name");
  if (existing && (wanted.empty() || wanted == "infer")) return {};
  if (wanted.empty())
    return fail(ErrorCode::not_found, fmt::format("there is no data set '{}'", name),
                "the first file of a data set needs ?schema=NAME or ?schema=infer");
  const Schema schema = VEDETTE_TRY(schema_for_new(call, file, wanted));
  return call.world.datasets.create(name, schema);
}

/// A data set that was made for a file that cannot be read must not stay behind.
void drop_if_empty(const Call& call) {
  const Result<DatasetInfo> made = call.world.datasets.show(call.segment("name"));
  if (made && made->sources.empty()) static_cast<void>(call.world.datasets.drop(made->name));
}

Result<IngestReport> ingest(const Call& call, const NamedFile& file, const RecordFormat& format) {
  const std::string& dataset = call.segment("name");
  UploadProgress progress(call.world, dataset, file.name);
  const WorkContext work{.on_progress = [&](std::string_view, std::uint64_t done,
                                            std::uint64_t total) { progress.tell(done, total); },
                         .threads = call.world.threads};
  return ingest_file(call.world.datasets, dataset, file, format, work);
}

}  // namespace

std::string file_label(std::string_view given) {
  if (const auto slash = given.find_last_of("/\\"); slash != std::string_view::npos)
    given.remove_prefix(slash + 1);
  std::string label;
  for (const char c : given)
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) label += c;
  if (label.size() > kLongestLabel) label.resize(kLongestLabel);
  if (const auto bad = first_invalid_utf8(label)) label.resize(*bad);
  const bool is_name = label.find_first_not_of(". ") != std::string::npos;
  return is_name ? label : "upload";
}

Result<RecordFormat> format_from(const RequestHead& head) {
  RecordFormat format{.name = std::string(head.query_value("format"))};
  Json options = Json::object();
  for (const auto& [name, value] : head.query) {
    if (name != "option") continue;
    const std::size_t equals = value.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("the option '{}' is not of the form NAME=VALUE", value),
                  "GET /api/v1/catalog lists the options of each source");
    const std::string option = value.substr(0, equals);
    if (names_file(option))
      return fail(ErrorCode::invalid_argument,
                  fmt::format("the option '{}' names a file of the server", option),
                  "use `vedette ingest` on that machine");
    options[option] = option_value(value.substr(equals + 1));
  }
  if (!options.empty()) format.options = dump_json(options);
  return format;
}

Result<InferredSchema> infer_from_head(const NamedFile& file,
                                       const std::filesystem::path& scratch,
                                       std::string_view schema_name) {
  ByteSource source = VEDETTE_TRY(ByteSource::open(file.path));
  source.set_name(file.name);
  const std::string start = VEDETTE_TRY(source.peek(kSniffedBytes));
  if (holds_flows(start)) {
    Schema flows = VEDETTE_TRY(load_schema("flows"));
    return InferredSchema{std::move(flows), {"the file holds packets or records of flows"}};
  }
  const std::shared_ptr<TemporaryFile> head = VEDETTE_TRY(copy_head(source, scratch));
  const std::string path = head->path().string();
  Result<InferredSchema> inferred = infer_from(path);
  if (!inferred) return tl::unexpected(renamed(std::move(inferred).error(), path, file.name));
  inferred->schema.name = schema_name;
  return inferred;
}

Result<Response> upload_file(const Call& call) {
  const RequestHead& head = call.request.head;
  if (!call.request.file)
    return fail(ErrorCode::invalid_argument, "the request has no body", "send the file as it is");
  const NamedFile file{call.request.file->path().string(),
                       file_label(head.query_value("filename"))};
  const Result<RecordFormat> format = format_from(head);
  if (!format) return refuse_field(call, "option", format.error());
  const std::optional<DatasetInfo> existing = VEDETTE_TRY(existing_dataset(call));
  if (const Result<> prepared = prepare_dataset(call, file, existing); !prepared)
    return refuse_field(call, "schema", prepared.error());
  const Result<IngestReport> ingested = ingest(call, file, *format);
  if (!ingested && !existing) drop_if_empty(call);
  const IngestReport report = VEDETTE_TRY(ingested);
  const std::string& dataset = call.segment("name");
  if (!report.already_there) {
    call.world.events.publish("dataset.changed", {{"name", dataset}});
    record_action(call, "dataset.ingest", dataset, "ok", file.name);
  }
  Response response = json_answer(to_json(report), report.already_there ? 200 : 201);
  response.fields.emplace_back("Location", "/api/v1/datasets/" + dataset);
  return response;
}

}  // namespace vedette
