// SPDX-License-Identifier: Apache-2.0
#include "serve/prediction_answers.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "data/byte_source.hpp"
#include "data/csv_reader.hpp"
#include "registry/example_for_test.hpp"
#include "serve/call_for_test.hpp"
#include "serve/routes.hpp"

namespace vedette {
namespace {

/// More rows than the batches of one turn of all threads hold, each thousandth of them bad.
std::string csv_rows(std::size_t count) {
  const Table rows = example::table(count, 3);
  std::string csv = "seconds,bytes,protocol\n";
  for (std::size_t i = 0; i < count; ++i)
    csv += fmt::format("{},{},{}\n", rows.columns[1].text(i),
                       i % 1000 == 999 ? "many" : rows.columns[2].text(i), rows.columns[3].text(i));
  return csv;
}

/// What it does with some batch of another reader, counted from 0.
struct Mishap {
  int batch = 0;
  enum { error, lacks_a_column } kind = error;
};

class FaultyReader final : public RecordReader {
 public:
  FaultyReader(std::unique_ptr<RecordReader> reader, Mishap mishap, int* asked = nullptr)
      : reader_(std::move(reader)), mishap_(mishap), asked_(asked) {}
  Result<std::optional<Batch>> next(std::size_t max_rows) override {
    if (asked_ != nullptr) ++*asked_;
    const bool is_it = mishap_.batch-- == 0;
    if (is_it && mishap_.kind == Mishap::error)
      return fail(ErrorCode::malformed, "the stream is damaged");
    Result<std::optional<Batch>> batch = reader_->next(max_rows);
    if (is_it)
      std::erase_if((*batch)->table.columns, [](const Column& c) { return c.name == "bytes"; });
    return batch;
  }
  void recycle(Batch used) override { reader_->recycle(std::move(used)); }
  std::string content_sha256() const override { return {}; }
  std::uint64_t bytes_read() const override { return 0; }
  std::uint64_t bytes_total() const override { return 0; }
  std::vector<std::string> unknown_columns() const override { return {}; }

 private:
  std::unique_ptr<RecordReader> reader_;
  Mishap mishap_;
  int* asked_;  ///< how many times
};

class PredictionAnswersTest : public testing::Test {
 protected:
  PredictionAnswersTest() {
    Bundle bundle = example::bundle();
    EXPECT_TRUE(world_.registry().publish(bundle));
    model_ = world_.world().models.find("example").value();
  }

  std::unique_ptr<RecordReader> reader(const std::string& csv) {
    ByteSource source = ByteSource::from_memory(csv, "rows").value();
    return open_csv(std::move(source), model_->schema(), {}).value();
  }
  /// What an answer says up to its end or to an error, which is in `error_` then.
  std::string answer(std::unique_ptr<RecordReader> reader, PredictionForm form) {
    error_.reset();
    pieces_ = 0;
    Result<AnyBody> body =
        stream_predictions(model_, std::move(reader), {}, form, world_.world(), nullptr);
    if (!body) error_ = body.error();
    if (!body) return {};
    if (const auto* whole = std::get_if<BodyParts>(&*body))
      return fmt::format("{}", fmt::join(*whole, ""));
    return read(*std::get<std::unique_ptr<BodyStream>>(*body));
  }
  std::string read(BodyStream& body) {
    std::string text;
    for (;; ++pieces_) {
      Result<BodyParts> piece = body.next();
      if (!piece) error_ = piece.error();
      if (!piece || piece->empty()) return text;
      for (const std::string& part : *piece) text += part;
    }
  }

  CallWorld world_;
  LiveModelPtr model_;
  std::optional<Error> error_;
  int pieces_ = 0;  ///< 0 where the answer is not a stream
};

TEST_F(PredictionAnswersTest, many_threads_write_what_one_does_and_in_that_order) {
  constexpr std::size_t kRows = 40'000;
  const std::string csv = csv_rows(kRows);
  PredictionStream one_by_one(model_->shared_bundle(), reader(csv));
  const PredictionWriter writer(model_->bundle(), PredictionWriter::Format::csv);
  std::string expected = writer.header();
  for (;;) {
    const std::vector<Prediction> predictions = one_by_one.next().value();
    if (predictions.empty()) break;
    for (const Prediction& prediction : predictions) writer.append_line(prediction, expected);
  }
  for (const int threads : {1, 3}) {
    world_.world().threads = threads;
    EXPECT_TRUE(answer(reader(csv), PredictionForm::csv) == expected) << threads;
    EXPECT_GT(pieces_, 1);
  }
  EXPECT_EQ(model_->counts().rows(), 2 * kRows);
  EXPECT_EQ(model_->counts().rejected, 2 * kRows / 1000);
  const Json whole = parse_json(answer(reader(csv), PredictionForm::json)).value();
  ASSERT_EQ(whole["predictions"].size(), kRows);
  EXPECT_EQ(whole["predictions"].back()["row"], kRows);
  EXPECT_EQ(whole["rejected"], kRows / 1000);
}

TEST_F(PredictionAnswersTest, what_comes_before_an_error_is_answered_and_nothing_else_is_counted) {
  constexpr std::size_t kBatches = 30;                           // more than the first piece has
  constexpr std::size_t kAnswered = kBatches * 1024 + kBatches;  // with their bad rows
  const std::string csv = csv_rows(40'000);
  std::size_t counted = 0;
  for (const int threads : {1, 3})
    for (const auto kind : {Mishap::error, Mishap::lacks_a_column}) {
      world_.world().threads = threads;
      const std::string text =
          answer(std::make_unique<FaultyReader>(reader(csv), Mishap{kBatches, kind}),
                 PredictionForm::jsonl);
      EXPECT_EQ(std::ranges::count(text, '\n'), kAnswered) << threads;
      EXPECT_TRUE(error_);
      EXPECT_EQ(model_->counts().rows(), counted += kAnswered) << threads;
    }
}

TEST_F(PredictionAnswersTest, an_error_in_the_first_piece_is_the_answer) {
  for (const int threads : {1, 3})
    for (const auto kind : {Mishap::error, Mishap::lacks_a_column}) {
      world_.world().threads = threads;
      const std::string text =
          answer(std::make_unique<FaultyReader>(reader(csv_rows(4'000)), Mishap{2, kind}),
                 PredictionForm::csv);
      EXPECT_EQ(text, "") << threads;
      EXPECT_TRUE(error_) << threads;
    }
  EXPECT_EQ(model_->counts().rows(), 0U);
  EXPECT_FALSE(model_->recent().sample());
}

TEST_F(PredictionAnswersTest, after_a_batch_that_fails_no_other_is_read) {
  world_.world().threads = 1;
  int asked = 0;
  const Mishap third{2, Mishap::lacks_a_column};
  answer(std::make_unique<FaultyReader>(reader(csv_rows(9'000)), third, &asked),
         PredictionForm::csv);
  EXPECT_TRUE(error_);
  EXPECT_EQ(asked, 3);
}

TEST_F(PredictionAnswersTest, a_short_answer_is_made_at_once) {
  const std::string text = answer(reader(csv_rows(3)), PredictionForm::csv);
  EXPECT_EQ(std::ranges::count(text, '\n'), 4);
  EXPECT_EQ(pieces_, 0);
  EXPECT_EQ(model_->counts().rows(), 3U);
  EXPECT_EQ(model_->recent().sample()->rows(), 3U);
  EXPECT_EQ(answer(reader("seconds,bytes,protocol\n"), PredictionForm::jsonl), "");
  EXPECT_FALSE(error_);
}

TEST_F(PredictionAnswersTest, a_list_without_rows_is_an_answer_too) {
  const Json whole =
      parse_json(answer(reader("seconds,bytes,protocol\n"), PredictionForm::json)).value();
  EXPECT_EQ(whole["predictions"], Json::array());
  EXPECT_EQ(whole["rejected"], 0);
}

TEST_F(PredictionAnswersTest, only_json_is_answered_by_a_thread_of_the_network) {
  for (const Route& route : predict_routes())
    for (const auto& [type, is_quick] : {std::pair("application/json", true),
                                         std::pair("Application/JSON; charset=utf-8", true),
                                         std::pair("text/csv", false),  // it may be packed
                                         std::pair("application/x-ndjson", false)}) {
      RequestHead head;
      head.query = {{"model", "example"}};
      head.fields = {{"Content-Type", type}};
      EXPECT_EQ(route.is_ready(head, {{"model", "example"}}, world_.world()), is_quick) << type;
    }
}

TEST_F(PredictionAnswersTest, a_wrong_guess_counts_nothing) {
  std::string text = "[";
  for (int i = 0; i < 2'000; ++i)
    text += fmt::format(R"({}{{"seconds":{},"bytes":{},"protocol":"tcp"}})", i == 0 ? "" : ",", i,
                        i == 1'500 ? R"("},{")" : "7");
  text += "]";
  world_.world().threads = 3;
  const std::optional<JsonRowList> guess = JsonRows::guess(text, 10'000);
  ASSERT_TRUE(guess);
  const PredictionExtras extras;
  const PredictionAnswer answer{*model_, world_.world(), extras};
  EXPECT_FALSE(answer.json_of_guess(*guess).value());
  EXPECT_EQ(model_->counts().rows(), 0U);
  EXPECT_FALSE(model_->recent().sample());
}

}  // namespace
}  // namespace vedette
