// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <deque>

#include "registry/example_for_test.hpp"
#include "score/score.hpp"

namespace vedette {
namespace {

/// Hands out prepared batches, then an end or an error.
class PreparedReader final : public RecordReader {
 public:
  explicit PreparedReader(std::deque<Batch> batches, std::optional<Error> failure = {})
      : batches_(std::move(batches)), failure_(std::move(failure)) {}

  Result<std::optional<Batch>> next(std::size_t) override {
    if (batches_.empty()) {
      if (failure_) return tl::unexpected(*failure_);
      return std::optional<Batch>();
    }
    Batch batch = std::move(batches_.front());
    batches_.pop_front();
    return std::optional<Batch>(std::move(batch));
  }
  [[nodiscard]] std::string content_sha256() const override { return {}; }
  [[nodiscard]] std::uint64_t bytes_read() const override { return 0; }
  [[nodiscard]] std::uint64_t bytes_total() const override { return 0; }
  [[nodiscard]] std::vector<std::string> unknown_columns() const override { return {}; }

 private:
  std::deque<Batch> batches_;
  std::optional<Error> failure_;
};

/// The rows of `table` with these 1-based numbers, except that the numbers in `bad` are rejected.
Batch batch_of(const Table& table, const std::vector<std::int64_t>& numbers,
               const std::vector<std::int64_t>& bad) {
  std::vector<std::uint32_t> rows;
  Batch batch;
  for (const std::int64_t number : numbers) {
    if (std::ranges::find(bad, number) != bad.end()) {
      batch.rejected.push_back({.file = "flows.csv", .row = number, .rule = "not_a_number",
                                .message = "'x' is not a number", .raw = "x"});
      continue;
    }
    rows.push_back(static_cast<std::uint32_t>(number - 1));
    batch.row_numbers.push_back(number);
  }
  batch.table = table.select(rows);
  return batch;
}

std::shared_ptr<const Bundle> shared_bundle() {
  return std::make_shared<const Bundle>(example::bundle());
}

std::vector<Prediction> drain(PredictionStream& stream) {
  std::vector<Prediction> all;
  for (;;) {
    std::vector<Prediction> some = stream.next().value();
    if (some.empty()) return all;
    std::ranges::move(some, std::back_inserter(all));
  }
}

TEST(PredictionStream, keeps_input_order_with_bad_rows_in_their_place) {
  const Table table = example::table(9);
  const auto bundle = shared_bundle();
  const std::vector<Verdict> expected = score(*bundle, table).value();
  std::deque<Batch> batches;
  batches.push_back(batch_of(table, {1, 2, 3, 4}, {1, 3}));
  batches.push_back(batch_of(table, {5, 6}, {5, 6}));
  batches.push_back(batch_of(table, {7, 8, 9}, {9}));
  PredictionStream stream(bundle, std::make_unique<PreparedReader>(std::move(batches)));
  const std::vector<Prediction> all = drain(stream);
  ASSERT_EQ(all.size(), 9U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto number = static_cast<std::int64_t>(i + 1);
    EXPECT_EQ(all[i].row, number);
    EXPECT_NE(all[i].verdict.has_value(), all[i].rejected != nullptr) << number;
    if (!all[i].verdict) continue;
    EXPECT_EQ(all[i].verdict->row, number);
    EXPECT_EQ(all[i].verdict->scores, expected[i].scores) << number;
  }
}

TEST(PredictionStream, batch_sizes_do_not_change_verdicts) {
  const Table table = example::table(60, 3);
  const auto bundle = shared_bundle();
  const std::vector<Verdict> whole = score(*bundle, table).value();
  for (const std::int64_t size : {1, 7, 59, 60}) {
    std::deque<Batch> batches;
    for (std::int64_t from = 1; from <= 60; from += size) {
      std::vector<std::int64_t> numbers;
      for (std::int64_t n = from; n < from + size && n <= 60; ++n) numbers.push_back(n);
      batches.push_back(batch_of(table, numbers, {}));
    }
    PredictionStream stream(bundle, std::make_unique<PreparedReader>(std::move(batches)));
    const std::vector<Prediction> all = drain(stream);
    ASSERT_EQ(all.size(), whole.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      EXPECT_EQ(all[i].verdict->scores, whole[i].scores) << i << " in batches of " << size;
  }
}

TEST(PredictionStream, an_empty_batch_is_not_the_end) {
  const Table table = example::table(2);
  std::deque<Batch> batches;
  batches.push_back(batch_of(table, {}, {}));
  batches.push_back(batch_of(table, {1, 2}, {}));
  PredictionStream stream(shared_bundle(), std::make_unique<PreparedReader>(std::move(batches)));
  EXPECT_EQ(stream.next()->size(), 2U);
  EXPECT_TRUE(stream.next()->empty());
}

TEST(PredictionStream, rows_before_damage_are_handed_out_and_the_damage_is_an_error) {
  const Table table = example::table(2);
  std::deque<Batch> batches;
  batches.push_back(batch_of(table, {1, 2}, {}));
  PredictionStream stream(shared_bundle(),
                          std::make_unique<PreparedReader>(
                              std::move(batches), Error{ErrorCode::malformed, "cut short"}));
  EXPECT_EQ(stream.next()->size(), 2U);
  EXPECT_EQ(stream.next().error().code, ErrorCode::malformed);
}

TEST(PredictionStream, no_input_is_the_end_at_once) {
  PredictionStream stream(shared_bundle(),
                          std::make_unique<PreparedReader>(std::deque<Batch>{}));
  EXPECT_TRUE(stream.next()->empty());
}

}  // namespace
}  // namespace vedette
