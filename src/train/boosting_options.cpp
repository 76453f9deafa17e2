// SPDX-License-Identifier: Apache-2.0
#include "train/boosting_options.hpp"

namespace vedette {
namespace {

OptionSpec whole(std::string name, std::string unit, std::int64_t standard, std::string help,
                 double low, double high) {
  return {.name = std::move(name),
          .type = OptionType::integer,
          .unit = std::move(unit),
          .standard = standard,
          .help = std::move(help),
          .low = low,
          .high = high};
}

OptionSpec real(std::string name, double standard, std::string help, double low, double high,
                std::optional<SearchRange> search) {
  return {.name = std::move(name),
          .type = OptionType::real,
          .standard = standard,
          .help = std::move(help),
          .low = low,
          .high = high,
          .search = search};
}

std::vector<OptionSpec> tree_options() {
  OptionSpec depth =
      whole("max_depth", "splits", 7, "longest path from the root to a leaf; 0: no limit", 0, 64);
  depth.search = SearchRange{4, 10};
  OptionSpec policy{.name = "grow_policy",
                    .type = OptionType::choice,
                    .standard = std::string("depthwise"),
                    .help = "depthwise splits level by level, lossguide where the loss falls most",
                    .choices = {"depthwise", "lossguide"}};
  return {std::move(depth),
          whole("max_leaves", "leaves", 0, "most leaves of a tree; 0: no limit", 0, 1e6),
          std::move(policy),
          real("min_child_weight", 1, "least sum of second derivatives in a leaf", 0, 1e9,
               SearchRange{0.3, 10, SearchRange::Scale::log}),
          whole("max_bin", "bins", 256, "histogram bins per column", 2, 65'536)};
}

std::vector<OptionSpec> regularising_options() {
  return {real("subsample", 0.9, "share of the rows that each round draws", 0.01, 1,
               SearchRange{0.6, 1}),
          real("colsample_bytree", 0.8, "share of the columns that each tree draws", 0.01, 1,
               SearchRange{0.4, 1}),
          real("reg_lambda", 1, "L2 penalty of leaf values", 0, 1e6,
               SearchRange{0.1, 10, SearchRange::Scale::log}),
          real("gamma", 0, "least fall of the loss that a split must bring", 0, 1e6, std::nullopt)};
}

}  // namespace

std::vector<OptionSpec> boosting_options() {
  OptionSpec rounds =
      whole("n_estimators", "rounds", 400,
            "boosting rounds; each adds a tree (several classes: one per class)", 1, 100'000);
  rounds.search = SearchRange{150, 800, SearchRange::Scale::log};
  std::vector<OptionSpec> all = {
      std::move(rounds), real("learning_rate", 0.1, "how much of each tree is added", 1e-4, 1,
                              SearchRange{0.03, 0.3, SearchRange::Scale::log})};
  for (OptionSpec& spec : tree_options()) all.push_back(std::move(spec));
  for (OptionSpec& spec : regularising_options()) all.push_back(std::move(spec));
  return all;
}

BoostingOptions read_boosting_options(const Options& options, std::string_view prefix) {
  const auto name = [&](std::string_view option) { return std::string(prefix).append(option); };
  const auto count = [&](std::string_view option) {
    return static_cast<std::uint32_t>(options.integer(name(option)));
  };
  return {.rounds = count("n_estimators"),
          .learning_rate = options.real(name("learning_rate")),
          .policy = options.text(name("grow_policy")) == "lossguide" ? GrowPolicy::loss_guided
                                                                     : GrowPolicy::depth_wise,
          .max_depth = count("max_depth"),
          .max_leaves = count("max_leaves"),
          .min_child_weight = options.real(name("min_child_weight")),
          .subsample = options.real(name("subsample")),
          .column_share = options.real(name("colsample_bytree")),
          .l2 = options.real(name("reg_lambda")),
          .min_gain = options.real(name("gamma")),
          .max_bins = count("max_bin")};
}

}  // namespace vedette
