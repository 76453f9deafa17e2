// SPDX-License-Identifier: Apache-2.0
#include "store/dataset_reading.hpp"

#include <gmock/gmock.h>

#include <numeric>

#include "base/hash.hpp"
#include "base/random.hpp"
#include "data/csv_reader.hpp"
#include "store/segment.hpp"

namespace vedette {
namespace {

Schema numbers_schema() {
  Schema schema{.name = "numbers"};
  schema.columns = {{.name = "n", .type = ColumnType::int64}};
  schema.header = Schema::Header::present;
  schema.delimiter = ',';
  return schema;
}

/// Counts the bodies that are read: what a request costs.
class CountingStore final : public Store {
 public:
  explicit CountingStore(Store& behind) : behind_(behind) {}
  int bodies = 0;

 private:
  Result<InsertResult> do_insert(std::string_view c, std::span<const Document> d,
                                 Durability s) override {
    return behind_.insert(c, d, s);
  }
  Result<std::optional<Document>> do_get(std::string_view c, std::string_view id) override {
    if (c == kSegments) ++bodies;
    return behind_.get(c, id);
  }
  Result<> do_replace(std::string_view c, const Document& d, Durability s) override {
    return behind_.replace(c, d, s);
  }
  Result<std::vector<Document>> do_find(std::string_view c, const Query& q,
                                        Bodies bodies_wanted) override {
    return bodies_wanted == Bodies::with ? behind_.find(c, q) : behind_.find_fields(c, q);
  }
  Result<std::int64_t> do_count(std::string_view c, std::span<const Condition> a) override {
    return behind_.count(c, a);
  }
  Result<std::int64_t> do_erase(std::string_view c, std::span<const Condition> a) override {
    return behind_.erase(c, a);
  }
  Result<> do_drop(std::string_view c) override { return behind_.drop(c); }
  Result<> do_ensure_index(std::string_view c, std::string_view f) override {
    return behind_.ensure_index(c, f);
  }
  Result<StoreInfo> do_info() override { return behind_.info(); }
  Result<std::vector<std::string>> do_verify() override { return behind_.verify(); }

  Store& behind_;
};

class DatasetReading : public testing::Test {
 protected:
  DatasetReading() { EXPECT_TRUE(datasets_.create("d", numbers_schema())); }

  /// A file of its own with these numbers; every hundredth line is no number where asked for.
  void ingest(int from, int to, int bad_every = 0) {
    std::string text = "n\n";
    for (int i = from; i < to; ++i)
      text += (bad_every != 0 && i % bad_every == 0 ? "none" : std::to_string(i)) + "\n";
    const Schema schema = datasets_.schema("d").value();
    ByteSource source = ByteSource::from_memory(text, "a.csv", Hashing::sha256).value();
    const auto reader = open_csv(std::move(source), schema).value();
    const auto report = datasets_.ingest("d", "a.csv", sha256_hex(text), *reader, {});
    ASSERT_TRUE(report) << to_string(report.error());
  }

  std::unique_ptr<Store> store_ = open_store("memory:").value();
  CountingStore counting_{*store_};
  Datasets datasets_{counting_, [] { return TimeNs{1}; }};
};

TEST_F(DatasetReading, pages_of_any_size_make_up_the_whole) {
  ingest(0, 20'000);
  ingest(30'000, 30'010);
  ingest(40'000, 48'193);
  const Table whole = datasets_.load("d").value();
  Random random(3);
  for (const std::int64_t limit : {std::int64_t{777}, std::int64_t{8192}, std::int64_t{25'000}}) {
    Table pages = datasets_.rows("d", 0, 0).value();
    for (std::int64_t offset = 0;; offset += limit) {
      const Table page = datasets_.rows("d", offset, limit).value();
      pages.append(page);
      if (static_cast<std::int64_t>(page.rows()) < limit) break;
    }
    EXPECT_EQ(pages.columns, whole.columns) << limit;
  }
  for (int i = 0; i < 50; ++i) {
    const auto offset = static_cast<std::int64_t>(random.below(whole.rows() + 10));
    const auto limit = static_cast<std::int64_t>(random.below(50));
    const Table page = datasets_.rows("d", offset, limit).value();
    for (std::size_t row = 0; row < page.rows(); ++row)
      EXPECT_EQ(page.columns[0].int64s()[row],
                whole.columns[0].int64s()[static_cast<std::size_t>(offset) + row]);
  }
}

TEST_F(DatasetReading, a_page_reads_no_more_than_the_segments_it_lies_in) {
  ingest(0, 100'000);
  counting_.bodies = 0;
  EXPECT_EQ(datasets_.rows("d", 90'000, 100)->rows(), 100U);
  EXPECT_EQ(counting_.bodies, 1);
  counting_.bodies = 0;
  EXPECT_EQ(datasets_.rows("d", 8'190, 4)->rows(), 4U);
  EXPECT_EQ(counting_.bodies, 2);
  counting_.bodies = 0;
  EXPECT_EQ(datasets_.rows("d", 100'000, 4)->rows(), 0U);
  EXPECT_EQ(counting_.bodies, 0);
}

TEST_F(DatasetReading, replayed_rows_are_on_the_pages_too) {
  ingest(0, 10'000, 100);
  Schema mended = numbers_schema();
  mended.missing = {"none"};
  ASSERT_EQ(datasets_.replay("d", mended)->accepted, 100);
  const Table whole = datasets_.load("d").value();
  Table pages = datasets_.rows("d", 0, 9'850).value();
  pages.append(datasets_.rows("d", 9'850, 1000).value());
  EXPECT_EQ(pages.columns, whole.columns);
  EXPECT_EQ(whole.rows(), 10'000U);
}

TEST_F(DatasetReading, a_sample_has_the_rows_that_its_numbers_name) {
  ingest(0, 20'000);
  ingest(20'000, 30'000);
  const Table whole = datasets_.load("d").value();
  const DatasetSample sample = datasets_.sample("d", 1000).value();
  ASSERT_EQ(sample.table.rows(), 1000U);
  EXPECT_EQ(sample.rows_in_all, 30'000);
  EXPECT_TRUE(std::ranges::is_sorted(sample.row_numbers, std::less_equal()));
  for (std::size_t i = 0; i < 1000; ++i)
    EXPECT_EQ(sample.table.columns[0].int64s()[i],
              whole.columns[0].int64s()[static_cast<std::size_t>(sample.row_numbers[i] - 1)]);
  EXPECT_EQ(sample.table.origin.content_sha256, whole.origin.content_sha256);
  EXPECT_EQ(datasets_.sample("d", 1000)->row_numbers, sample.row_numbers);
}

TEST_F(DatasetReading, a_sample_is_spread_evenly) {
  ingest(0, 50'000);
  const DatasetSample sample = datasets_.sample("d", 5000).value();
  std::vector<int> tenths(10);
  for (const std::int64_t number : sample.row_numbers)
    ++tenths[static_cast<std::size_t>((number - 1) / 5000)];
  // Hypergeometric with mean 500 and deviation about 20.
  for (const int count : tenths) EXPECT_NEAR(count, 500, 100);
}

TEST_F(DatasetReading, a_sample_larger_than_the_data_set_is_the_data_set) {
  EXPECT_EQ(datasets_.sample("d", 10)->table.rows(), 0U);
  ingest(0, 9000);
  const DatasetSample sample = datasets_.sample("d", 10'000).value();
  EXPECT_EQ(sample.table.columns, datasets_.load("d")->columns);
  EXPECT_EQ(sample.row_numbers.back(), 9000);
}

TEST_F(DatasetReading, content_hash_is_the_same_wherever_it_is_asked_for) {
  const std::string empty = datasets_.show("d")->content_sha256;
  ingest(0, 10);
  const std::string one = datasets_.show("d")->content_sha256;
  EXPECT_NE(one, empty);
  EXPECT_EQ(datasets_.load("d")->origin.content_sha256, one);
  EXPECT_EQ(datasets_.list()->front().content_sha256, one);
  ingest(10, 20);
  EXPECT_NE(datasets_.show("d")->content_sha256, one);
}

TEST_F(DatasetReading, an_unknown_name_is_named_in_the_error) {
  EXPECT_EQ(datasets_.rows("x", 0, 1).error().code, ErrorCode::not_found);
  EXPECT_EQ(datasets_.sample("x", 1).error().code, ErrorCode::not_found);
  EXPECT_EQ(datasets_.rows("../x", 0, 1).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace vedette
