// SPDX-License-Identifier: Apache-2.0
#include "train/forest_options.hpp"

namespace vedette {
namespace {

OptionSpec max_depth() {
  return {.name = "max_depth",
          .type = OptionType::integer,
          .unit = "splits",
          .standard = std::int64_t{0},
          .help = "longest path from the root to a leaf; 0: no limit",
          .low = 0,
          .high = 1000};
}

OptionSpec min_leaf(double standard) {
  return {.name = "min_samples_leaf",
          .type = OptionType::real,
          .unit = "rows",
          .standard = standard,
          .help = "least weight of training rows in a leaf",
          .low = 1e-6,
          .high = 1e9,
          .search = SearchRange{1, 20, SearchRange::Scale::log}};
}

OptionSpec min_decrease() {
  return {.name = "min_impurity_decrease",
          .type = OptionType::real,
          .standard = 0.0,
          .help = "least drop of impurity that a split must bring, as a share of all rows' weight",
          .low = 0,
          .high = 1};
}

OptionSpec criterion() {
  return {.name = "criterion",
          .type = OptionType::choice,
          .standard = std::string("gini"),
          .help = "impurity that splits reduce",
          .choices = {"gini", "entropy"},
          .search = SearchRange{}};
}

Criterion criterion_of(const std::string& name) {
  return name == "entropy" ? Criterion::entropy : Criterion::gini;
}

ColumnDraw column_draw(const std::string& name) {
  if (name == "log2") return {.rule = ColumnDraw::Rule::log2};
  if (name == "all") return {.rule = ColumnDraw::Rule::all};
  if (name == "third") return {.rule = ColumnDraw::Rule::share, .share = 1.0 / 3};
  return {.rule = ColumnDraw::Rule::square_root};
}

}  // namespace

std::vector<OptionSpec> random_forest_options() {
  return {{.name = "n_estimators",
           .type = OptionType::integer,
           .unit = "trees",
           .standard = std::int64_t{300},
           .help = "number of trees",
           .low = 1,
           .high = 10'000,
           .search = SearchRange{100, 500}},
          {.name = "max_features",
           .type = OptionType::choice,
           .standard = std::string("sqrt"),
           .help = "columns that a split may choose from, drawn anew for every split",
           .choices = {"sqrt", "log2", "third", "all"},
           .search = SearchRange{}},
          {.name = "bootstrap",
           .type = OptionType::boolean,
           .standard = true,
           .help = "draw each tree's rows with replacement"},
          max_depth(),
          min_leaf(1.0),
          min_decrease(),
          criterion()};
}

std::vector<OptionSpec> decision_tree_options() {
  return {max_depth(), min_leaf(5.0), min_decrease(), criterion()};
}

ForestOptions read_random_forest_options(const Options& options, std::string_view prefix) {
  const auto name = [&](std::string_view option) { return std::string(prefix).append(option); };
  ForestOptions forest;
  forest.trees = static_cast<std::uint32_t>(options.integer(name("n_estimators")));
  forest.columns = column_draw(options.text(name("max_features")));
  forest.rows = options.boolean(name("bootstrap")) ? RowDraw::bootstrap : RowDraw::every_row;
  forest.max_depth = static_cast<std::uint32_t>(options.integer(name("max_depth")));
  forest.min_leaf = options.real(name("min_samples_leaf"));
  forest.min_decrease = options.real(name("min_impurity_decrease"));
  forest.criterion = criterion_of(options.text(name("criterion")));
  return forest;
}

ForestOptions read_decision_tree_options(const Options& options) {
  ForestOptions tree;
  tree.max_depth = static_cast<std::uint32_t>(options.integer("max_depth"));
  tree.min_leaf = options.real("min_samples_leaf");
  tree.min_decrease = options.real("min_impurity_decrease");
  tree.criterion = criterion_of(options.text("criterion"));
  return tree;
}

}  // namespace vedette
