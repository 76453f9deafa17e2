// SPDX-License-Identifier: Apache-2.0
#include "train/xgboost_json.hpp"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "train/decision_link.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostCategories = 1U << 24;  // XGBoost's own limit

/// XGBoost writes NaN, which JSON has not, for the threshold of a test on categories, which it does
/// not use. Outside of strings it becomes null.
std::string without_nan(std::string_view json) {
  std::string clean;
  clean.reserve(json.size() + json.size() / 64);
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '"') in_string = !in_string;  // no string of a model has an escaped quote
    if (!in_string && json.substr(i).starts_with("NaN")) {
      clean += "null";
      i += 2;
    } else {
      clean += json[i];
    }
  }
  return clean;
}

/// A list of numbers or truth values, read as doubles.
Result<std::vector<double>> numbers(const Json& object, std::string_view key) {
  const Json* list = VEDETTE_TRY(json_array(object, key));
  std::vector<double> values;
  values.reserve(list->size());
  for (const Json& item : *list) {
    if (item.is_boolean()) {
      values.push_back(item.get<bool>() ? 1 : 0);
    } else if (item.is_number()) {
      values.push_back(item.get<double>());
    } else {
      return fail(ErrorCode::malformed, fmt::format("'{}' holds {}", key, item.type_name()));
    }
  }
  return values;
}

/// Like `numbers`, one per node.
Result<std::vector<double>> per_node(const Json& object, std::string_view key, std::size_t nodes) {
  std::vector<double> values = VEDETTE_TRY(numbers(object, key));
  if (values.size() != nodes)
    return fail(ErrorCode::malformed, fmt::format("'{}' has not one number per node", key));
  return values;
}

/// Like `per_node`, with NaN where there is no number.
Result<std::vector<double>> thresholds(const Json& object, std::size_t nodes) {
  const Json* list = VEDETTE_TRY(json_array(object, "split_conditions"));
  Json complete = Json::array();
  std::vector<std::size_t> absent;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const bool is_absent = (*list)[i].is_null();
    if (is_absent) absent.push_back(i);
    complete.push_back(is_absent ? Json(0) : (*list)[i]);
  }
  std::vector<double> values = VEDETTE_TRY(
      per_node(Json{{"split_conditions", std::move(complete)}}, "split_conditions", nodes));
  for (const std::size_t i : absent) values[i] = std::numeric_limits<double>::quiet_NaN();
  return values;
}

/// XGBoost writes -1 for "no child".
std::uint32_t child(double number) {
  return number < 0 ? BoostedNode::kNone : static_cast<std::uint32_t>(number);
}

Result<std::vector<std::uint32_t>> category_set(std::span<const double> categories) {
  std::vector<std::uint32_t> set;
  for (const double category : categories) {
    if (!(category >= 0) || category >= static_cast<double>(kMostCategories))
      return fail(ErrorCode::malformed, "a category number is out of range");
    set.push_back(static_cast<std::uint32_t>(category));
  }
  return set;
}

/// Category sets stand in one list; per node that has one: its node number, begin and length.
Result<> read_categories(const Json& json, BoostedTree& tree) {
  const std::vector<double> categories = VEDETTE_TRY(numbers(json, "categories"));
  const std::vector<double> nodes = VEDETTE_TRY(numbers(json, "categories_nodes"));
  const std::vector<double> begins = VEDETTE_TRY(numbers(json, "categories_segments"));
  const std::vector<double> sizes = VEDETTE_TRY(numbers(json, "categories_sizes"));
  if (begins.size() != nodes.size() || sizes.size() != nodes.size())
    return fail(ErrorCode::malformed, "the category lists differ in length");
  const auto end = static_cast<double>(categories.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const bool fits = begins[i] >= 0 && sizes[i] >= 0 && begins[i] + sizes[i] <= end;
    if (!fits || !(nodes[i] >= 0) || nodes[i] >= static_cast<double>(tree.nodes.size()))
      return fail(ErrorCode::malformed, "a category set lies outside its list");
    BoostedNode& node = tree.nodes[static_cast<std::size_t>(nodes[i])];
    node.categories = static_cast<std::uint32_t>(tree.category_sets.size());
    node.threshold = 0;  // not used
    tree.category_sets.push_back(VEDETTE_TRY(category_set(
        std::span(categories)
            .subspan(static_cast<std::size_t>(begins[i]), static_cast<std::size_t>(sizes[i])))));
  }
  return {};
}

Result<> read_tree(const Json& json, double group, BoostedEnsemble& ensemble,
                   std::vector<double>& gain) {
  const std::vector<double> left = VEDETTE_TRY(numbers(json, "left_children"));
  const std::size_t size = left.size();
  const std::vector<double> right = VEDETTE_TRY(per_node(json, "right_children", size));
  const std::vector<double> column = VEDETTE_TRY(per_node(json, "split_indices", size));
  const std::vector<double> value = VEDETTE_TRY(thresholds(json, size));
  const std::vector<double> missing_left = VEDETTE_TRY(per_node(json, "default_left", size));
  const std::vector<double> cover = VEDETTE_TRY(per_node(json, "sum_hessian", size));
  const std::vector<double> loss_change = VEDETTE_TRY(per_node(json, "loss_changes", size));
  BoostedTree tree;
  tree.group = static_cast<std::uint32_t>(group);
  for (std::size_t i = 0; i < size; ++i) {
    BoostedNode node;
    node.left = child(left[i]);
    node.right = child(right[i]);
    node.missing_left = missing_left[i] != 0;
    if (node.left == BoostedNode::kNone) {
      node.leaf = static_cast<float>(value[i]);
    } else {
      if (!(column[i] >= 0) || column[i] >= static_cast<double>(gain.size()))
        return fail(ErrorCode::malformed, "a split asks a column that the model has not");
      node.column = static_cast<std::uint32_t>(column[i]);
      node.threshold = static_cast<float>(value[i]);
      gain[node.column] += loss_change[i];
    }
    tree.nodes.push_back(node);
  }
  VEDETTE_TRY(read_categories(json, tree));
  ensemble.trees.trees.push_back(std::move(tree));
  ensemble.cover.emplace_back(cover.begin(), cover.end());
  return {};
}

std::vector<float> shares_of(const std::vector<double>& gain) {
  const double sum = std::accumulate(gain.begin(), gain.end(), 0.0);
  std::vector<float> shares;
  for (const double value : gain)
    shares.push_back(sum > 0 ? static_cast<float>(value / sum) : 0.0F);
  return shares;
}

}  // namespace

Result<BoostedEnsemble> read_xgboost_json(std::string_view text, std::size_t columns,
                                          std::size_t classes) {
  const Json json = VEDETTE_TRY(parse_json(without_nan(text)));
  const Json* learner = VEDETTE_TRY(json_object(json, "learner"));
  const Json* booster = VEDETTE_TRY(json_object(*learner, "gradient_booster"));
  const Json* model = VEDETTE_TRY(json_object(*booster, "model"));
  const Json* trees = VEDETTE_TRY(json_array(*model, "trees"));
  const std::vector<double> groups = VEDETTE_TRY(numbers(*model, "tree_info"));
  if (groups.size() != trees->size())
    return fail(ErrorCode::malformed, "'tree_info' has not one group per tree");
  BoostedEnsemble ensemble;
  ensemble.classes = classes;
  ensemble.trees.columns = columns;
  ensemble.trees.groups = static_cast<std::uint32_t>(output_count(classes));
  ensemble.seen_categories.resize(columns);
  std::vector<double> gain(columns);
  for (std::size_t t = 0; t < trees->size(); ++t) {
    Result<> read = read_tree((*trees)[t], groups[t], ensemble, gain);
    if (!read) {
      return tl::unexpected(std::move(read).error().during(fmt::format("reading tree {}", t)));
    }
  }
  ensemble.importance = shares_of(gain);
  return ensemble;
}

}  // namespace vedette
