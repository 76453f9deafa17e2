// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "data/yaml.hpp"
#include "pipeline/pipeline.hpp"

namespace vedette {
namespace {

const std::vector<std::string> kKeys = {"name",  "dataset",  "schema",  "files",
                                        "format", "options", "train", "evaluate", "promote"};

Result<> expect_keys(const Json& object, std::span<const std::string> known,
                     std::string_view where) {
  if (!object.is_object())
    return fail(ErrorCode::malformed, fmt::format("{} must be a mapping", where));
  for (const auto& [key, value] : object.items()) {
    if (std::ranges::find(known, key) != known.end()) continue;
    const std::string near = nearest_word(key, known);
    return fail(ErrorCode::malformed, fmt::format("{} has no key '{}'", where, key),
                near.empty() ? fmt::format("its keys are {}", fmt::join(known, ", "))
                             : fmt::format("did you mean '{}'?", near));
  }
  return {};
}

Result<std::string> text_or(const Json& object, std::string_view key, std::string otherwise) {
  if (!object.contains(std::string(key))) return otherwise;
  return json_text(object, key);
}

/// One path or a list of them, relative to the file that names them.
Result<std::vector<std::string>> paths(const Json& value, const std::filesystem::path& directory) {
  const Json list = value.is_string() ? Json::array({value}) : value;
  if (!list.is_array()) return fail(ErrorCode::malformed, "files must be a path or a list of them");
  std::vector<std::string> result;
  for (const Json& item : list) {
    if (!item.is_string()) return fail(ErrorCode::malformed, "a file must be given as text");
    const auto path = std::filesystem::path(item.get<std::string>());
    result.push_back(path == "-" ? "-" : (directory / path).lexically_normal().string());
  }
  return result;
}

Result<Schema> schema_from(const std::string& name, const std::filesystem::path& directory) {
  const auto beside = directory / name;
  return load_schema(std::filesystem::exists(beside) ? beside.string() : name);
}

/// Keys of `train` beside the option table: the model's name, test data and learners' options.
Result<TrainJob> train_from(Json section, const std::string& dataset) {
  TrainJob job{.dataset = dataset, .model = dataset};
  if (section.is_null()) section = Json::object();
  if (!section.is_object()) return fail(ErrorCode::malformed, "train must be a mapping");
  job.model = VEDETTE_TRY(text_or(section, "model", dataset));
  job.test_dataset = VEDETTE_TRY(text_or(section, "test_dataset", ""));
  if (section.contains("learner_options")) job.learner_options = section["learner_options"];
  for (const char* key : {"model", "test_dataset", "learner_options"}) section.erase(key);
  if (section.contains("learners") && section["learners"].is_array()) {
    std::vector<std::string> names;
    for (const Json& name : section["learners"])
      names.push_back(name.is_string() ? name.get<std::string>() : dump_json(name));
    section["learners"] = fmt::format("{}", fmt::join(names, ","));
  }
  job.options = VEDETTE_TRY(make_train_options(std::move(section)));
  return job;
}

}  // namespace

Result<PipelineConfig> parse_pipeline(std::string_view yaml,
                                      const std::filesystem::path& directory) {
  const Json root = VEDETTE_TRY(parse_yaml(yaml, "the pipeline file"));
  VEDETTE_TRY(expect_keys(root, kKeys, "the pipeline file"));
  PipelineConfig config;
  config.name = VEDETTE_TRY(json_text(root, "name"));
  config.ingest.dataset = VEDETTE_TRY(text_or(root, "dataset", config.name));
  const std::string schema = VEDETTE_TRY(json_text(root, "schema"));
  config.ingest.schema = VEDETTE_TRY(schema_from(schema, directory));
  if (!root.contains("files")) return fail(ErrorCode::malformed, "the key 'files' is missing");
  config.ingest.files = VEDETTE_TRY(paths(root["files"], directory));
  config.ingest.format.name = VEDETTE_TRY(text_or(root, "format", ""));
  if (root.contains("options")) config.ingest.format.options = dump_json(root["options"]);
  config.train = VEDETTE_TRY(
      train_from(root.contains("train") ? root["train"] : Json(), config.ingest.dataset));
  config.train.command = fmt::format("pipeline {}", config.name);
  if (root.contains("evaluate"))
    config.evaluate_files = VEDETTE_TRY(paths(root["evaluate"], directory));
  const std::string promote = VEDETTE_TRY(text_or(root, "promote", "never"));
  config.promote = VEDETTE_TRY(promotion_policy_from(promote));
  return config;
}

Result<PipelineConfig> load_pipeline(const std::filesystem::path& file) {
  const std::string text = VEDETTE_TRY(read_file(file, std::size_t{1} << 20));
  Result<PipelineConfig> config =
      parse_pipeline(text, std::filesystem::absolute(file).parent_path());
  if (!config)
    return tl::unexpected(
        std::move(config).error().during(fmt::format("reading '{}'", file.string())));
  return config;
}

}  // namespace vedette
