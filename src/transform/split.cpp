// SPDX-License-Identifier: Apache-2.0
#include "transform/split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <numeric>

#include "transform/groups.hpp"
#include "transform/split_time.hpp"

namespace vedette {
namespace {

constexpr std::array<std::string_view, 5> kMethods{"duplicate_grouped", "stratified", "time",
                                                   "group", "given"};

Result<> check_options(const SplitOptions& options) {
  const double train_share = 1 - options.tune_share - options.test_share;
  if (!(options.tune_share >= 0 && options.test_share >= 0 && train_share > 0))
    return fail(ErrorCode::invalid_argument,
                fmt::format("shares of {} for tune and {} for test leave no rows to train on",
                            options.tune_share, options.test_share),
                "give shares of at least 0 that add up to less than 1");
  if (!(options.gap_seconds >= 0))
    return fail(ErrorCode::invalid_argument, "the gap between parts is not a length of time");
  return {};
}

/// Moves rows that equal a row of a later part out of the earlier one.
std::vector<std::uint8_t> without_twins(std::vector<std::uint8_t> parts, const Groups& equal) {
  std::vector<std::uint8_t> last_part(equal.keys.size());
  for (std::size_t row = 0; row < parts.size(); ++row)
    if (parts[row] != kLeftOut)
      last_part[equal.of_row[row]] = std::max(last_part[equal.of_row[row]], parts[row]);
  for (std::size_t row = 0; row < parts.size(); ++row)
    if (parts[row] < last_part[equal.of_row[row]]) parts[row] = kLeftOut;
  return parts;
}

Split assemble(const std::vector<std::uint8_t>& parts, const Groups& equal,
               const SplitOptions& options) {
  Split split;
  const std::array<std::vector<std::uint32_t>*, 4> lists{&split.train, &split.tune, &split.test,
                                                         &split.left_out};
  for (std::size_t row = 0; row < parts.size(); ++row)
    lists[parts[row]]->push_back(static_cast<std::uint32_t>(row));
  split.options = options;
  split.distinct_rows = static_cast<std::int64_t>(equal.keys.size());
  split.twins = static_cast<std::int64_t>(parts.size()) - split.distinct_rows;
  return split;
}

Result<Split> with_all_parts(Split split) {
  const SplitOptions& options = split.options;
  const std::array<std::tuple<std::string_view, double, bool>, 3> parts{
      {{"train", 1 - options.tune_share - options.test_share, split.train.empty()},
       {"tune", options.tune_share, split.tune.empty()},
       {"test", options.test_share, split.test.empty()}}};
  for (const auto& [name, share, is_empty] : parts)
    if (share > 0 && is_empty)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("the split leaves the {} part without rows", name),
                  "there are too few different rows, groups or times for these shares");
  return split;
}

/// Deals whole groups out and says how many there were.
struct Dealt {
  std::vector<std::uint8_t> parts;
  std::int64_t groups = 0;
};
Dealt deal_rows(const Groups& groups, std::span<const std::int32_t> classes,
                const SplitOptions& options) {
  std::vector<std::uint32_t> rows(groups.of_row.size());
  std::iota(rows.begin(), rows.end(), 0U);
  const PartShares shares{1 - options.tune_share - options.test_share, options.tune_share,
                          options.test_share};
  const std::vector<std::uint8_t> part_of_group =
      deal_parts(group_facts(rows, groups.of_row, classes), groups.keys, shares, options.seed);
  Dealt dealt{{}, static_cast<std::int64_t>(groups.keys.size())};
  for (const std::uint32_t group : groups.of_row) dealt.parts.push_back(part_of_group[group]);
  return dealt;
}

/// The groups of the group column; a row without a value is alone, keyed by its features.
Result<Groups> value_groups(const Table& table, const Schema& schema, const SplitOptions& options,
                            const std::vector<Hash128>& features) {
  const ColumnSpec* spec = schema.with_role(Role::group);
  if (options.group_column.empty() && spec == nullptr)
    return fail(ErrorCode::schema_mismatch, "the schema has no group column to split by",
                "name a column to group by, or choose another method");
  const std::string& name = options.group_column.empty() ? spec->name : options.group_column;
  const Column* column = VEDETTE_TRY(complete_column(table, name));
  std::vector<Hash128> keys;
  keys.reserve(column->size());
  for (std::size_t row = 0; row < column->size(); ++row)
    keys.push_back(column->missing[row] != 0 ? features[row] : hash128(column->text(row)));
  return group_by_key(keys);
}

}  // namespace

std::string_view to_string(SplitMethod method) {
  return kMethods[static_cast<std::size_t>(method)];
}

Result<SplitMethod> split_method_from(std::string_view name) {
  const auto found = std::ranges::find(kMethods, name);
  if (found == kMethods.end())
    return fail(ErrorCode::invalid_argument, fmt::format("there is no split method '{}'", name),
                "methods are duplicate_grouped, stratified, time, group and given");
  return static_cast<SplitMethod>(found - kMethods.begin());
}

Json to_json(const Split& split) {
  const std::size_t rows =
      split.train.size() + split.tune.size() + split.test.size() + split.left_out.size();
  const auto share = [&](const std::vector<std::uint32_t>& part) {
    return rows == 0 ? 0 : static_cast<double>(part.size()) / static_cast<double>(rows);
  };
  Json json = {{"method", to_string(split.options.method)},
               {"seed", split.options.seed},
               {"tune_share", split.options.tune_share},
               {"test_share", split.options.test_share},
               {"rows",
                {{"train", split.train.size()},
                 {"tune", split.tune.size()},
                 {"test", split.test.size()},
                 {"left_out", split.left_out.size()}}},
               {"shares",
                {{"train", share(split.train)},
                 {"tune", share(split.tune)},
                 {"test", share(split.test)},
                 {"left_out", share(split.left_out)}}},
               {"distinct_rows", split.distinct_rows},
               {"twins", split.twins},
               {"groups", split.groups}};
  if (split.options.method == SplitMethod::time) json["gap_seconds"] = split.options.gap_seconds;
  if (split.options.method == SplitMethod::group)
    json["group_column"] = split.options.group_column;
  return json;
}

Result<Split> split_rows(const Table& table, const Schema& schema,
                         std::span<const std::int32_t> classes, const SplitOptions& options) {
  check(classes.size() == table.rows(), "every row has its class");
  VEDETTE_TRY(check_options(options));
  const std::vector<Hash128> features = feature_hashes(table, schema);
  const Groups equal = group_by_key(features);
  switch (options.method) {
    case SplitMethod::duplicate_grouped:
    case SplitMethod::stratified: {
      const Dealt dealt = deal_rows(equal, classes, options);
      Split split = assemble(dealt.parts, equal, options);
      split.groups = dealt.groups;
      return with_all_parts(std::move(split));
    }
    case SplitMethod::group: {
      const Groups groups = VEDETTE_TRY(value_groups(table, schema, options, features));
      const Dealt dealt = deal_rows(groups, classes, options);
      Split split = assemble(without_twins(dealt.parts, equal), equal, options);
      split.groups = dealt.groups;
      return with_all_parts(std::move(split));
    }
    case SplitMethod::time: {
      std::vector<std::uint8_t> parts = VEDETTE_TRY(parts_by_time(table, schema, options));
      return with_all_parts(assemble(without_twins(std::move(parts), equal), equal, options));
    }
    case SplitMethod::given:
      break;
  }
  return fail(ErrorCode::invalid_argument, "a given split needs a file per part");
}

Result<Split> split_given(const Table& table, const Schema& schema,
                          std::span<const std::uint8_t> part_of_row, const SplitOptions& options) {
  check(part_of_row.size() == table.rows(), "every row has its part");
  if (std::ranges::any_of(part_of_row, [](std::uint8_t part) { return part > 2; }))
    return fail(ErrorCode::invalid_argument, "a row's part is not 0, 1 or 2");
  const Groups equal = group_by_key(feature_hashes(table, schema));
  std::vector<std::uint8_t> parts(part_of_row.begin(), part_of_row.end());
  Split split = assemble(without_twins(std::move(parts), equal), equal, options);
  split.options.method = SplitMethod::given;
  if (split.train.empty())
    return fail(ErrorCode::invalid_argument,
                "no row is left to train on once rows that equal later parts' rows are left out");
  return split;
}

}  // namespace vedette
