// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ingest_job.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "pipeline/content.hpp"

namespace vedette {
namespace {

Result<IngestReport> ingest_path(Datasets& datasets, const IngestJob& job, const Schema& schema,
                                 const std::string& path, const std::string& shown_name,
                                 const WorkContext& work) {
  const std::string bytes = VEDETTE_TRY(content_sha256_of(path));
  ByteSource source = VEDETTE_TRY(ByteSource::open(path, Hashing::sha256));
  const std::unique_ptr<RecordReader> reader =
      VEDETTE_TRY(open_records(std::move(source), schema, job.format));
  return datasets.ingest(job.dataset, shown_name, content_under(bytes, job.format), *reader, work);
}

Result<IngestReport> ingest_one(Datasets& datasets, const Home& home, const IngestJob& job,
                                const Schema& schema, const std::string& file,
                                const WorkContext& work) {
  if (file != "-") return ingest_path(datasets, job, schema, file, file, work);
  const SpooledInput copy = VEDETTE_TRY(SpooledInput::make(home.spool()));
  return ingest_path(datasets, job, schema, copy.path(), "-", work);
}

Json to_json(const RejectedRow& row) {
  return {{"file", row.file},       {"row", row.row}, {"column", row.column},
          {"byte", row.byte},       {"rule", row.rule}, {"message", row.message},
          {"raw", row.raw}};
}

}  // namespace

Result<std::vector<IngestReport>> ingest_files(Datasets& datasets, const Home& home,
                                               const IngestJob& job, const WorkContext& work) {
  if (job.schema) VEDETTE_TRY(datasets.create(job.dataset, *job.schema));
  const Schema schema = VEDETTE_TRY(datasets.schema(job.dataset));
  std::vector<IngestReport> reports;
  for (const std::string& file : job.files) {
    Result<IngestReport> report = ingest_one(datasets, home, job, schema, file, work);
    if (!report)
      return tl::unexpected(
          std::move(report).error().during(fmt::format("ingesting '{}'", file)));
    reports.push_back(std::move(*report));
  }
  return reports;
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
