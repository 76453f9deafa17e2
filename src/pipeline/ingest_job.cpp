// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ingest_job.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "pipeline/content.hpp"
#include "store/store_json.hpp"

namespace vedette {
namespace {

Result<IngestReport> ingest_one(Datasets& datasets, const Home& home, const IngestJob& job,
                                const std::string& file, const WorkContext& work) {
  if (file != "-") return ingest_file(datasets, job.dataset, {file, file}, job.format, work);
  const SpooledInput copy = VEDETTE_TRY(SpooledInput::make(home.spool()));
  return ingest_file(datasets, job.dataset, {copy.path(), "-"}, job.format, work);
}

}  // namespace

Result<std::vector<IngestReport>> ingest_files(Datasets& datasets, const Home& home,
                                               const IngestJob& job, const WorkContext& work) {
  if (job.schema) VEDETTE_TRY(datasets.create(job.dataset, *job.schema));
  VEDETTE_TRY(datasets.show(job.dataset));
  std::vector<IngestReport> reports;
  for (const std::string& file : job.files) {
    Result<IngestReport> report = ingest_one(datasets, home, job, file, work);
    if (!report)
      return tl::unexpected(
          std::move(report).error().during(fmt::format("ingesting '{}'", file)));
    reports.push_back(std::move(*report));
  }
  return reports;
}

Result<IngestReport> ingest_file(Datasets& datasets, const std::string& dataset,
                                 const NamedFile& file, const RecordFormat& format,
                                 const WorkContext& work) {
  const Schema schema = VEDETTE_TRY(datasets.schema(dataset));
  const std::string bytes = VEDETTE_TRY(content_sha256_of(file.path));
  ByteSource source = VEDETTE_TRY(ByteSource::open(file.path, Hashing::sha256));
  source.set_name(file.name);
  const std::unique_ptr<RecordReader> reader =
      VEDETTE_TRY(open_records(std::move(source), schema, format));
  return datasets.ingest(dataset, file.name, content_under(bytes, format), *reader, work);
}

Json to_json(const IngestReport& report) {
  Json examples = Json::array();
  for (const RejectedRow& row : report.examples) examples.push_back(to_json(row));
  return {{"file", report.source.name},
          {"source", report.source.id},
          {"content_sha256", report.source.content_sha256},
          {"schema_fingerprint", report.source.schema_fingerprint},
          {"rows", report.source.rows},
          {"rows_added", report.rows_added},
          {"quarantined", report.source.quarantined},
          {"already_there", report.already_there},
          {"notes", report.notes},
          {"examples", std::move(examples)}};
}

}  // namespace vedette
