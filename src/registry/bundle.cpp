// SPDX-License-Identifier: Apache-2.0
#include "registry/bundle.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "registry/bundle_format.hpp"
#include "registry/consistency.hpp"
#include "registry/model_card.hpp"

namespace vedette {
namespace {

constexpr std::string_view kFormat = "vedette-bundle";

Json labels_to_json(const LabelMap& labels) {
  Json rules = Json::array();
  for (const LabelRule& rule : labels.rules)
    rules.push_back({{"raw", rule.raw}, {"class", rule.cls}, {"family", rule.family}});
  return {{"task", to_string(labels.task)},
          {"has_benign", labels.has_benign},
          {"classes", labels.classes},
          {"rules", std::move(rules)}};
}

Result<LabelRule> rule_from_json(const Json& json) {
  LabelRule rule;
  rule.raw = VEDETTE_TRY(json_text(json, "raw"));
  rule.cls = VEDETTE_TRY(json_text(json, "class"));
  rule.family = VEDETTE_TRY(json_text(json, "family"));
  return rule;
}

Result<LabelMap> labels_from_json(const Json& json) {
  LabelMap labels;
  const std::string task = VEDETTE_TRY(json_text(json, "task"));
  labels.task = VEDETTE_TRY(task_from(task));
  labels.has_benign = VEDETTE_TRY(json_bool(json, "has_benign"));
  const Json* classes = VEDETTE_TRY(json_array(json, "classes"));
  for (const Json& name : *classes) {
    if (!name.is_string()) return fail(ErrorCode::malformed, "a class name is not text");
    labels.classes.push_back(name.get<std::string>());
  }
  const Json* rules = VEDETTE_TRY(json_array(json, "rules"));
  for (const Json& rule : *rules) labels.rules.push_back(VEDETTE_TRY(rule_from_json(rule)));
  return labels;
}

Json head_to_json(const Bundle& bundle) {
  Json head = {{"format", kFormat},
               {"format_version", kBundleFormatVersion},
               {"name", bundle.name},
               {"version", bundle.version},
               {"created_at_ns", bundle.created_at},
               {"learner", bundle.learner},
               {"learner_options", bundle.learner_options},
               {"labels", labels_to_json(bundle.labels)}};
  head["threshold"] = bundle.threshold ? to_json(*bundle.threshold) : Json();
  head["split"] = bundle.split;
  head["training"] = bundle.training;
  head["importance"] = bundle.importance;
  head["versions"] = bundle.versions;
  return head;
}

/// Absent in bundles of older programs.
Result<Json> importance_from_json(const Json& head) {
  if (!head.contains("importance")) return Json::array();
  const Json* rows = VEDETTE_TRY(json_array(head, "importance"));
  for (const Json& row : *rows) {
    VEDETTE_TRY(json_text(row, "feature"));
    VEDETTE_TRY(json_number(row, "importance"));
  }
  return *rows;
}

/// What `bundle.json` says, as far as it is more than JSON.
struct Head {
  std::string name;
  std::int64_t version = 0;
  TimeNs created_at = 0;
  LabelMap labels;
  std::string learner;
  std::optional<Threshold> threshold;
};

Result<> check_free_members(const Json& head) {
  for (const std::string_view key : {"learner_options", "threshold", "split", "training",
                                     "versions"})
    if (!head.contains(key))
      return fail(ErrorCode::malformed, fmt::format("the key '{}' is missing", key));
  return {};
}

Result<Head> head_from_json(const Json& json) {
  if (VEDETTE_TRY(json_text(json, "format")) != kFormat)
    return fail(ErrorCode::malformed, "this is not the head of a bundle");
  const std::int64_t format = VEDETTE_TRY(json_integer(json, "format_version"));
  VEDETTE_TRY(check_bundle_format(format));
  VEDETTE_TRY(check_free_members(json));
  Head head;
  head.name = VEDETTE_TRY(json_text(json, "name"));
  VEDETTE_TRY(check_model_name(head.name));
  head.version = VEDETTE_TRY(json_integer(json, "version"));
  if (head.version < 0) return fail(ErrorCode::malformed, "the version is negative");
  head.created_at = VEDETTE_TRY(json_integer(json, "created_at_ns"));
  head.learner = VEDETTE_TRY(json_text(json, "learner"));
  const Json* labels = VEDETTE_TRY(json_object(json, "labels"));
  head.labels = VEDETTE_TRY(labels_from_json(*labels));
  if (!json["threshold"].is_null())
    head.threshold = VEDETTE_TRY(threshold_from_json(json["threshold"]));
  return head;
}

Result<std::unique_ptr<Model>> load_model(const std::string& learner, std::string_view bytes) {
  const Result<const LearnerEntry*> entry = find_learner(learner);
  if (!entry)
    return fail(ErrorCode::unsupported,
                fmt::format("this build has no learner '{}'", learner), entry.error().hint);
  return (*entry)->load(bytes);
}

std::string as_text(const Json& json) { return dump_json(json, 1) + "\n"; }

/// The parts by name; by construction each is there exactly once.
class Parts {
 public:
  static Result<Parts> from(const BundleFiles& files) {
    Parts parts;
    for (const auto& [name, bytes] : files.files) {
      if (!is_bundle_file(name))
        return fail(ErrorCode::malformed, fmt::format("'{}' is no part of a bundle", name));
      if (!parts.bytes_.emplace(name, bytes).second)
        return fail(ErrorCode::malformed, fmt::format("the bundle has '{}' twice", name));
    }
    for (const std::string_view name : bundle_file_names())
      if (!parts.bytes_.contains(name))
        return fail(ErrorCode::malformed, fmt::format("the bundle lacks '{}'", name));
    return parts;
  }

  [[nodiscard]] std::string_view bytes(std::string_view name) const {
    return bytes_.find(name)->second;
  }

  [[nodiscard]] Result<Json> json(std::string_view name) const {
    return in(name, parse_json(bytes(name)));
  }

  /// A JSON part as the value that `parse` makes of it.
  template <class T>
  [[nodiscard]] Result<T> read(std::string_view name, Result<T> (*parse)(const Json&)) const {
    const Json value = VEDETTE_TRY(json(name));
    return in(name, parse(value));
  }

  /// The result of reading a part, with the part named in its error.
  template <class T>
  static Result<T> in(std::string_view name, Result<T> result) {
    if (!result && result.error().where.file.empty()) result.error().where.file = name;
    return result;
  }

 private:
  std::map<std::string_view, std::string_view> bytes_;
};

}  // namespace

BundleFiles to_files(const Bundle& bundle) {
  const auto part = [](std::string_view name, std::string bytes) {
    return std::pair(std::string(name), std::move(bytes));
  };
  return {{part(BundlePart::head, as_text(head_to_json(bundle))),
           part(BundlePart::schema, to_yaml(bundle.schema)),
           part(BundlePart::transform, as_text(bundle.transform.to_json())),
           part(BundlePart::model, bundle.model->to_bytes()),
           part(BundlePart::evaluation, as_text(to_json(bundle.evaluation))),
           part(BundlePart::leaderboard, as_text(bundle.leaderboard)),
           part(BundlePart::baselines, as_text(bundle.baselines)),
           part(BundlePart::reference, as_text(bundle.reference)),
           part(BundlePart::card, model_card(bundle))}};
}

Result<Bundle> bundle_from_files(const BundleFiles& files) {
  const Parts parts = VEDETTE_TRY(Parts::from(files));
  Json json = VEDETTE_TRY(parts.json(BundlePart::head));
  Head head = VEDETTE_TRY(Parts::in(BundlePart::head, head_from_json(json)));
  Schema schema = VEDETTE_TRY(Parts::in(
      BundlePart::schema, parse_schema(parts.bytes(BundlePart::schema), BundlePart::schema)));
  Transform transform =
      VEDETTE_TRY(parts.read<Transform>(BundlePart::transform, Transform::from_json));
  Evaluation evaluation =
      VEDETTE_TRY(parts.read<Evaluation>(BundlePart::evaluation, evaluation_from_json));
  std::unique_ptr<Model> model = VEDETTE_TRY(
      Parts::in(BundlePart::model, load_model(head.learner, parts.bytes(BundlePart::model))));
  Json importance = VEDETTE_TRY(Parts::in(BundlePart::head, importance_from_json(json)));
  Json leaderboard = VEDETTE_TRY(parts.json(BundlePart::leaderboard));
  Json baselines = VEDETTE_TRY(parts.json(BundlePart::baselines));
  Json reference = VEDETTE_TRY(parts.json(BundlePart::reference));
  Bundle bundle{.name = std::move(head.name),
                .version = head.version,
                .created_at = head.created_at,
                .schema = std::move(schema),
                .labels = std::move(head.labels),
                .transform = std::move(transform),
                .learner = std::move(head.learner),
                .learner_options = std::move(json["learner_options"]),
                .model = std::move(model),
                .threshold = std::move(head.threshold),
                .evaluation = std::move(evaluation),
                .split = std::move(json["split"]),
                .leaderboard = std::move(leaderboard),
                .baselines = std::move(baselines),
                .training = std::move(json["training"]),
                .reference = std::move(reference),
                .importance = std::move(importance),
                .versions = std::move(json["versions"])};
  VEDETTE_TRY(check_consistency(bundle));
  return bundle;
}

}  // namespace vedette
