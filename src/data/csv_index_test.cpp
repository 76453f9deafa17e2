// SPDX-License-Identifier: Apache-2.0
#include "data/csv_index.hpp"

#include <gtest/gtest.h>

#include <string>

#include "data/test_simd.hpp"

namespace vedette {
namespace {

/// A text in which a byte that matters stands at every seventh place, and many behind the end.
std::string text_with_specials(std::size_t size) {
  std::string text(size, 'x');
  for (std::size_t i = 0; i < size; i += 7) text[i] = ",\"\n\r"[i % 4];
  return text + std::string(CsvIndex::kPadding, '\n');
}

class CsvIndexWith : public testing::TestWithParam<Simd> {};
INSTANTIATE_TEST_SUITE_P(Each, CsvIndexWith, testing::ValuesIn(all_simd()));

TEST_P(CsvIndexWith, finds_every_start_and_nothing_past_the_end) {
  for (const std::size_t size : {0U, 1U, 7U, 63U, 64U, 65U, 200U, 4095U, 4096U, 4097U, 10'000U}) {
    const std::string padded = text_with_specials(size);
    CsvIndex index(GetParam());
    index.begin(std::string_view(padded).substr(0, size), ',', CsvIndex::End::open);
    ASSERT_EQ(index.starts()[0], 0U);
    std::size_t start = 0;
    for (std::size_t i = 0; i < size; i += 7) {
      start = index.find(start == 0 ? 1 : index.starts()[start] + 1, start);
      ASSERT_NE(start, CsvIndex::kNone);
      EXPECT_EQ(index.starts()[start], i + 1);
    }
    EXPECT_EQ(index.find(size + 1, start), CsvIndex::kNone);
  }
}

TEST_P(CsvIndexWith, marks_are_all_but_delimiters) {
  const std::string padded = text_with_specials(10'000);
  CsvIndex index(GetParam());
  index.begin(std::string_view(padded).substr(0, 10'000), ',', CsvIndex::End::open);
  std::size_t mark = 0;
  for (std::size_t i = 0; i < 10'000; i += 7) {
    if (padded[i] == ',') continue;
    mark = index.next_mark(mark);
    ASSERT_NE(mark, CsvIndex::kNone);
    EXPECT_EQ(index.starts()[mark], i + 1);
  }
  EXPECT_EQ(index.next_mark(mark), CsvIndex::kNone);
}

TEST_P(CsvIndexWith, any_share_of_a_block_may_matter) {
  for (std::size_t every = 1; every <= 70; ++every) {
    std::string padded(5000, 'x');
    for (std::size_t i = 0; i < padded.size(); i += every) padded[i] = ',';
    const std::size_t size = padded.size() - CsvIndex::kPadding;
    CsvIndex index(GetParam());
    index.begin(std::string_view(padded).substr(0, size), ',', CsvIndex::End::open);
    EXPECT_EQ(index.next_mark(0), CsvIndex::kNone);
    std::size_t start = 0;
    for (std::size_t i = 0; i < size; i += every) EXPECT_EQ(index.starts()[++start], i + 1);
    EXPECT_EQ(index.find(size + 1, start), CsvIndex::kNone);
  }
}

TEST_P(CsvIndexWith, the_end_of_the_last_text_closes_a_row) {
  for (const std::size_t size : {1U, 63U, 64U, 65U, 4096U}) {
    const std::string padded = std::string(size, 'x') + std::string(CsvIndex::kPadding, ',');
    CsvIndex index(GetParam());
    index.begin(std::string_view(padded).substr(0, size), ',', CsvIndex::End::closes_row);
    EXPECT_EQ(index.next_mark(0), 1U);
    EXPECT_EQ(index.starts()[1], size + 1);
    EXPECT_EQ(index.next_mark(1), CsvIndex::kNone);
  }
}

}  // namespace
}  // namespace vedette
