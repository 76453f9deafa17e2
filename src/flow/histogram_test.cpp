// SPDX-License-Identifier: Apache-2.0
#include "flow/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.hpp"

namespace vedette {
namespace {

using Halves = Histogram<32, 2>;
using Doublings = Histogram<32, 1>;

TEST(Histogram, has_two_bins_per_doubling) {
  const std::uint64_t starts[] = {0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};
  for (std::size_t bin = 0; bin < std::size(starts); ++bin) {
    EXPECT_EQ(Halves::start_of(bin), starts[bin]) << bin;
    EXPECT_EQ(Halves::bin_of(starts[bin]), bin);
    if (bin > 0) {
      EXPECT_EQ(Halves::bin_of(starts[bin] - 1), bin - 1) << starts[bin];
    }
  }
}

TEST(Histogram, has_one_bin_per_doubling) {
  const std::uint64_t starts[] = {0, 1, 2, 4, 8, 16, 32};
  for (std::size_t bin = 0; bin < std::size(starts); ++bin) {
    EXPECT_EQ(Doublings::start_of(bin), starts[bin]) << bin;
    EXPECT_EQ(Doublings::bin_of(starts[bin]), bin);
  }
}

TEST(Histogram, every_value_lies_between_the_starts_around_its_bin) {
  Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t value = random.next() >> random.below(64);
    const std::size_t halves = Halves::bin_of(value);
    const std::size_t doublings = Doublings::bin_of(value);
    EXPECT_GE(value, Halves::start_of(halves));
    EXPECT_GE(value, Doublings::start_of(doublings));
    if (halves + 1 < Halves::kBins) {
      EXPECT_LT(value, Halves::start_of(halves + 1));
    }
    if (doublings + 1 < Doublings::kBins) {
      EXPECT_LT(value, Doublings::start_of(doublings + 1));
    }
  }
}

TEST(Histogram, the_last_bin_is_open) {
  EXPECT_EQ(Halves::bin_of(65'535), 31U);
  EXPECT_EQ(Halves::bin_of(~std::uint64_t{0}), 31U);
  EXPECT_EQ(Doublings::bin_of(~std::uint64_t{0}), 31U);
}

TEST(Histogram, the_last_bin_holds_what_the_others_leave_of_the_series) {
  Halves histogram;
  for (const std::uint64_t value : {0U, 70'000U, 1'000'000U, 50'000U}) histogram.add(value);
  EXPECT_EQ(quantile(histogram, 4, 0.25), 0);
  EXPECT_EQ(quantile(histogram, 4, 0.5), (49'152 + 65'535) / 2.0);
  EXPECT_EQ(quantile(histogram, 4, 1), (49'152 + 65'535) / 2.0);
  EXPECT_DOUBLE_EQ(entropy(histogram.counts(), 4),
                   -0.25 * std::log2(0.25) - 0.75 * std::log2(0.75));
}

TEST(Histogram, quantiles_are_the_middle_of_the_bin_that_holds_them) {
  Random random(2);
  for (int round = 0; round < 200; ++round) {
    Halves histogram;
    std::vector<std::uint64_t> values(1 + random.below(50));
    for (std::uint64_t& value : values) histogram.add(value = random.below(1'500));
    std::ranges::sort(values);
    for (const double q : {0.25, 0.5, 0.75, 0.9}) {
      // The smallest value that at least the share q of all values does not exceed.
      const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size())));
      const std::uint64_t exact = values[rank - 1];
      const std::size_t bin = Halves::bin_of(exact);
      const double middle =
          static_cast<double>(Halves::start_of(bin) + Halves::start_of(bin + 1) - 1) / 2;
      EXPECT_EQ(quantile(histogram, values.size(), q), middle) << q;
      EXPECT_NEAR(middle, static_cast<double>(exact), static_cast<double>(exact) / 4 + 0.5);
    }
  }
}

TEST(Histogram, small_values_have_bins_of_their_own) {
  Halves histogram;
  for (const std::uint64_t value : {0U, 0U, 1U, 3U}) histogram.add(value);
  EXPECT_EQ(quantile(histogram, 4, 0.5), 0);
  EXPECT_EQ(quantile(histogram, 4, 0.75), 1);
  EXPECT_EQ(quantile(histogram, 4, 1), 3);
}

TEST(Histogram, of_nothing_has_quantile_and_entropy_zero) {
  const Halves histogram;
  EXPECT_EQ(quantile(histogram, 0, 0.5), 0);
  EXPECT_EQ(entropy(histogram.counts(), 0), 0);
}

TEST(Histogram, entropy_is_in_bits) {
  Halves histogram;
  histogram.add(1);
  EXPECT_EQ(entropy(histogram.counts(), 1), 0);
  histogram.add(100);
  EXPECT_DOUBLE_EQ(entropy(histogram.counts(), 2), 1);
  histogram.add(1'000);
  histogram.add(10'000);
  EXPECT_DOUBLE_EQ(entropy(histogram.counts(), 4), 2);
  for (int i = 0; i < 4; ++i) histogram.add(1);  // 5, 1, 1, 1 of 8
  const double expected = 5.0 / 8 * std::log2(8.0 / 5) + 3 * 3.0 / 8;
  EXPECT_NEAR(entropy(histogram.counts(), 8), expected, 1e-12);
}

}  // namespace
}  // namespace vedette
