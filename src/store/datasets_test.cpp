// SPDX-License-Identifier: Apache-2.0
#include "store/datasets.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "data/csv_reader.hpp"
#include "ingest/open_records.hpp"
#include "store/dataset_records.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

constexpr TimeNs kNow = 1'700'000'000'000'000'000;

Schema small_schema(std::string missing = {}) {
  Schema schema{.name = "small"};
  schema.columns = {{.name = "n", .type = ColumnType::int64},
                    {.name = "t", .type = ColumnType::text, .role = Role::label}};
  schema.label.benign = "normal";
  schema.header = Schema::Header::present;
  schema.delimiter = ',';
  if (!missing.empty()) schema.missing = {std::move(missing)};
  return schema;
}

/// Rows 0 to count-1; each row number that `bad_every` divides holds a word for its number.
std::string csv(int count, int bad_every = 0) {
  std::string text = "t,n\n";
  for (int i = 0; i < count; ++i) {
    const bool bad = bad_every != 0 && i % bad_every == 0;
    text += (i % 3 == 0 ? "attack," : "normal,") + (bad ? std::string("none") : std::to_string(i));
    text += '\n';
  }
  return text;
}

/// Lets the first `writes` inserts of segments through, then answers as a server that is away.
class BreakingStore final : public Store {
 public:
  BreakingStore(Store& behind, int writes) : behind_(behind), writes_(writes) {}

 private:
  bool broken() { return writes_-- <= 0; }
  static tl::unexpected<Error> away() { return fail(ErrorCode::unavailable, "the server is away"); }

  Result<InsertResult> do_insert(std::string_view c, std::span<const Document> d,
                                 Durability s) override {
    if (broken()) return away();
    return behind_.insert(c, d, s);
  }
  Result<std::optional<Document>> do_get(std::string_view c, std::string_view id) override {
    return behind_.get(c, id);
  }
  Result<> do_replace(std::string_view c, const Document& d, Durability s) override {
    if (broken()) return away();
    return behind_.replace(c, d, s);
  }
  Result<std::vector<Document>> do_find(std::string_view c, const Query& q,
                                        Bodies bodies) override {
    return bodies == Bodies::with ? behind_.find(c, q) : behind_.find_fields(c, q);
  }
  Result<std::int64_t> do_count(std::string_view c, std::span<const Condition> a) override {
    return behind_.count(c, a);
  }
  Result<std::int64_t> do_erase(std::string_view c, std::span<const Condition> a) override {
    if (broken()) return away();
    return behind_.erase(c, a);
  }
  Result<> do_drop(std::string_view c) override { return behind_.drop(c); }
  Result<> do_ensure_index(std::string_view c, std::string_view f) override {
    return behind_.ensure_index(c, f);
  }
  Result<StoreInfo> do_info() override { return behind_.info(); }
  Result<std::vector<std::string>> do_verify() override { return behind_.verify(); }

  Store& behind_;
  int writes_;
};

class DatasetsTest : public testing::Test {
 protected:
  Datasets over(Store& store) {
    return Datasets(store, [] { return kNow; });
  }

  Result<IngestReport> ingest(Datasets& datasets, const std::string& text,
                              const WorkContext& work = {}) {
    const Schema schema = VEDETTE_TRY(datasets.schema("d"));
    ByteSource source = VEDETTE_TRY(ByteSource::from_memory(text, "a.csv", Hashing::sha256));
    const auto reader = VEDETTE_TRY(open_csv(std::move(source), schema));
    return datasets.ingest("d", "a.csv", sha256_hex(text), *reader, work);
  }

  std::int64_t documents(std::string_view collection) {
    return store_->count(collection, {}).value();
  }

  std::unique_ptr<Store> store_ = open_store("memory:").value();
  Datasets datasets_ = over(*store_);
};

void expect_rows(Datasets& datasets, int count) {
  const auto table = datasets.load("d");
  ASSERT_TRUE(table) << to_string(table.error());
  ASSERT_EQ(table->rows(), static_cast<std::size_t>(count));
  std::vector<std::int64_t> numbers(table->columns[0].int64s().begin(),
                                    table->columns[0].int64s().end());
  std::ranges::sort(numbers);
  for (int i = 0; i < count; ++i) ASSERT_EQ(numbers[static_cast<std::size_t>(i)], i);
}

TEST_F(DatasetsTest, rows_come_back_in_order) {
  ASSERT_TRUE(datasets_.create("d", small_schema()));
  const IngestReport report = ingest(datasets_, csv(20'000)).value();
  EXPECT_EQ(report.rows_added, 20'000);
  EXPECT_TRUE(report.source.complete);
  EXPECT_EQ(documents("segments"), 3);
  expect_rows(datasets_, 20'000);
  const DatasetInfo info = datasets_.show("d").value();
  EXPECT_EQ(info.rows, 20'000);
  EXPECT_EQ(info.created_at, kNow);
  ASSERT_EQ(info.sources.size(), 1U);
  EXPECT_EQ(info.sources[0].name, "a.csv");
}

TEST_F(DatasetsTest, the_same_content_twice_changes_nothing) {
  ASSERT_TRUE(datasets_.create("d", small_schema()));
  ASSERT_TRUE(ingest(datasets_, csv(100)));
  const IngestReport again = ingest(datasets_, csv(100)).value();
  EXPECT_TRUE(again.already_there);
  EXPECT_EQ(again.rows_added, 0);
  expect_rows(datasets_, 100);
}

TEST_F(DatasetsTest, cut_off_after_any_write_it_completes_with_every_row_once) {
  const std::string text = csv(17'000, 4'000);
  for (int writes = 0;; ++writes) {
    const auto store = open_store("memory:").value();
    Datasets whole = over(*store);
    ASSERT_TRUE(whole.create("d", small_schema()));
    BreakingStore breaking(*store, writes);
    Datasets broken = over(breaking);
    const auto first = ingest(broken, text);
    if (first) break;
    EXPECT_EQ(first.error().code, ErrorCode::unavailable);
    EXPECT_EQ(whole.show("d")->rows, 0) << "rows of an incomplete source are not visible";
    EXPECT_EQ(whole.load("d")->rows(), 0U);
    const auto second = ingest(whole, text);
    ASSERT_TRUE(second) << to_string(second.error());
    EXPECT_EQ(whole.show("d")->rows, 17'000 - 5);
    EXPECT_EQ(whole.show("d")->quarantined, 5);
    EXPECT_EQ(whole.load("d")->rows(), 17'000U - 5U);
    ASSERT_LT(writes, 30);
  }
}

TEST_F(DatasetsTest, stopped_it_is_cancelled_and_goes_on_later) {
  ASSERT_TRUE(datasets_.create("d", small_schema()));
  std::stop_source stop;
  const WorkContext work{.stop = stop.get_token(),
                         .on_progress = [&](auto, auto, auto) { stop.request_stop(); }};
  EXPECT_EQ(ingest(datasets_, csv(20'000), work).error().code, ErrorCode::cancelled);
  EXPECT_EQ(documents("segments"), 1);
  const IngestReport rest = ingest(datasets_, csv(20'000)).value();
  EXPECT_EQ(rest.rows_added, 20'000 - 8'192);
  expect_rows(datasets_, 20'000);
}

TEST_F(DatasetsTest, two_at_once_end_with_every_row_once) {
  const auto path = std::filesystem::path(testing::TempDir()) / "vedette_two" / "store.db";
  std::filesystem::remove_all(path.parent_path());
  const std::string uri = "sqlite:" + path.string();
  const auto first = open_store(uri).value();
  const auto second = open_store(uri).value();
  Datasets one = over(*first);
  Datasets two = over(*second);
  ASSERT_TRUE(one.create("d", small_schema()));
  const std::string text = csv(30'000);
  Result<IngestReport> reports[2];
  parallel_for(2, 2, [&](std::size_t i) { reports[i] = ingest(i == 0 ? one : two, text); });
  for (const auto& report : reports) ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_LE(reports[0]->rows_added + reports[1]->rows_added, 30'000);
  expect_rows(two, 30'000);
}

TEST_F(DatasetsTest, a_file_that_is_not_what_its_hash_says_leaves_nothing) {
  ASSERT_TRUE(datasets_.create("d", small_schema()));
  const auto reader =
      open_csv(ByteSource::from_memory(csv(10), "a.csv", Hashing::sha256).value(), small_schema())
          .value();
  const auto report = datasets_.ingest("d", "a.csv", sha256_hex("else"), *reader, {});
  EXPECT_EQ(report.error().code, ErrorCode::conflict);
  EXPECT_EQ(documents("segments") + documents("sources"), 0);
}

TEST_F(DatasetsTest, rows_of_another_schema_are_refused) {
  ASSERT_TRUE(datasets_.create("d", small_schema()));
  Schema other = small_schema();
  other.columns[0].type = ColumnType::float64;
  const auto reader =
      open_csv(ByteSource::from_memory(csv(9), "a.csv", Hashing::sha256).value(), other).value();
  const auto report = datasets_.ingest("d", "a.csv", sha256_hex(csv(9)), *reader, {});
  EXPECT_EQ(report.error().code, ErrorCode::schema_mismatch);
  EXPECT_EQ(datasets_.create("d", other).error().code, ErrorCode::already_exists);
  EXPECT_TRUE(datasets_.create("d", small_schema()));
}

TEST_F(DatasetsTest, names_are_checked_and_the_nearest_is_offered) {
  for (const char* const name : {"", "A", "a b", "-a", "a/b", "../x"})
    EXPECT_EQ(datasets_.create(name, small_schema()).error().code, ErrorCode::invalid_argument);
  ASSERT_TRUE(datasets_.create("flows", small_schema()));
  EXPECT_THAT(datasets_.show("flow").error().hint, HasSubstr("flows"));
  EXPECT_EQ(datasets_.show("flow").error().code, ErrorCode::not_found);
}

TEST_F(DatasetsTest, the_quarantine_is_browsed_by_pages) {
  ASSERT_TRUE(datasets_.create("d", small_schema()));
  const IngestReport report = ingest(datasets_, csv(5'000, 2)).value();
  EXPECT_EQ(report.source.quarantined, 2'500);
  EXPECT_EQ(report.examples.size(), 20U);
  const auto rows = datasets_.quarantine("d", 995, 10).value();
  ASSERT_EQ(rows.size(), 10U);
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(rows[i].row.row, static_cast<std::int64_t>((995 + i) * 2 + 1));
  EXPECT_THAT(rows[0].row.raw, HasSubstr("none"));
  EXPECT_EQ(datasets_.quarantine("d", 2'499, 10)->size(), 1U);
  EXPECT_TRUE(datasets_.quarantine("d", 2'500, 10)->empty());
}

TEST_F(DatasetsTest, replay_cut_off_after_any_write_counts_each_row_once) {
  for (int writes = 0;; ++writes) {
    const auto store = open_store("memory:").value();
    Datasets whole = over(*store);
    ASSERT_TRUE(whole.create("d", small_schema()));
    ASSERT_TRUE(ingest(whole, csv(3'000, 2) + "x,y,z\n"));
    BreakingStore breaking(*store, writes);
    const auto first = over(breaking).replay("d", small_schema("none"));
    const auto second = whole.replay("d", small_schema("none"));
    ASSERT_TRUE(second) << to_string(second.error());
    const DatasetInfo info = whole.show("d").value();
    EXPECT_EQ(info.rows, 3'000);
    EXPECT_EQ(info.quarantined, 1);
    EXPECT_EQ(whole.load("d")->rows(), 3'000U);
    EXPECT_EQ(whole.quarantine("d", 0, 10)->size(), 1U);
    if (first) break;
    ASSERT_LT(writes, 30);
  }
}

/// Flows whose label must be there.
Schema flow_schema() {
  Schema schema{.name = "flows"};
  schema.columns = {{.name = "duration"},
                    {.name = "label",
                     .type = ColumnType::text,
                     .role = Role::label,
                     .may_be_missing = false}};
  return schema;
}

TEST_F(DatasetsTest, a_rejected_record_of_a_log_is_read_again_with_its_header) {
  const std::string fields = "ts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration";
  const std::string record = "1\t10.0.0.1\t1\t10.0.0.2\t2\tudp\t0.5\t";
  const std::string log = "#separator \\x09\n#fields\t" + fields + "\tlabel\n" + record + "Bad\n" +
                          record + "-\n";
  ASSERT_TRUE(datasets_.create("d", flow_schema()));
  const auto reader =
      open_records(ByteSource::from_memory(log, "conn.log", Hashing::sha256).value(),
                   flow_schema(), OpenOptions{})
          .value();
  EXPECT_EQ(datasets_.ingest("d", "conn.log", sha256_hex(log), *reader, {})->source.quarantined, 1);
  Schema lenient = flow_schema();
  lenient.columns[1].may_be_missing = true;
  const auto report = datasets_.replay("d", lenient);
  ASSERT_TRUE(report) << to_string(report.error());
  const Table table = datasets_.load("d").value();
  ASSERT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.columns[0].number(1), 0.5);
  EXPECT_EQ(table.columns[1].missing[1], 1);
}

TEST_F(DatasetsTest, replay_under_other_columns_is_refused) {
  ASSERT_TRUE(datasets_.create("d", small_schema()));
  Schema other = small_schema();
  other.columns.pop_back();
  EXPECT_EQ(datasets_.replay("d", other).error().code, ErrorCode::schema_mismatch);
}

TEST_F(DatasetsTest, drop_that_cannot_write_changes_nothing) {
  ASSERT_TRUE(datasets_.create("d", small_schema()));
  ASSERT_TRUE(ingest(datasets_, csv(100)));
  BreakingStore breaking(*store_, 0);
  EXPECT_EQ(over(breaking).drop("d").error().code, ErrorCode::unavailable);
  expect_rows(datasets_, 100);
}

TEST_F(DatasetsTest, drop_cut_off_after_any_write_is_gone_and_completed_by_create) {
  for (int writes = 1;; ++writes) {
    const auto store = open_store("memory:").value();
    Datasets whole = over(*store);
    ASSERT_TRUE(whole.create("d", small_schema()));
    ASSERT_TRUE(ingest(whole, csv(100, 9)));
    BreakingStore breaking(*store, writes);
    const auto dropped = over(breaking).drop("d");
    EXPECT_TRUE(whole.list()->empty());
    ASSERT_TRUE(whole.create("d", small_schema("none")));
    EXPECT_EQ(whole.show("d")->rows, 0);
    EXPECT_EQ(store->count("segments", {}).value(), 0);
    if (dropped) break;
    ASSERT_LT(writes, 30);
  }
}

TEST_F(DatasetsTest, a_damaged_segment_is_named) {
  ASSERT_TRUE(datasets_.create("d", small_schema()));
  ASSERT_TRUE(ingest(datasets_, csv(10)));
  Document segment = store_->find("segments", {})->front();
  segment.body[20] = static_cast<char>(segment.body[20] ^ 1);
  ASSERT_TRUE(store_->replace("segments", segment, Durability::normal));
  EXPECT_THAT(to_string(datasets_.load("d").error()), HasSubstr(segment.id));
  ASSERT_TRUE(store_->erase("segments", {}));
  EXPECT_THAT(datasets_.load("d").error().message, HasSubstr("missing"));
}

}  // namespace
}  // namespace vedette
