// SPDX-License-Identifier: Apache-2.0
#include "serve/prediction_answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/json.hpp"
#include "base/number_text.hpp"
#include "base/parallel.hpp"
#include "serve/answers.hpp"

namespace vedette {
namespace {

// Of a stream. A piece of the answer is small enough that the first verdicts come soon, and that
// many readers who do not read hold little memory.
constexpr std::size_t kMostRows = 1024;
constexpr std::size_t kRowsAtOnce = 256;  ///< that trees score together: batches have a multiple
constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
constexpr int kMostThreads = 8;  ///< as each adds a batch to the piece
constexpr std::uint64_t kFewBytes = std::uint64_t{64} << 10;  ///< read before another thread begins
constexpr std::size_t kMoreInLine = 8;  ///< bytes that a line may be longer than the first
constexpr std::size_t kRowsPerSlice = 512;  ///< of a list that several threads share

void count(const LiveModel& model, ServeWorld& world, const VerdictCounts& counts) {
  model.count(counts);
  world.metrics.traffic().count_rows(world.clock(), counts.rows(), counts.attack, counts.rejected);
}

/// Why the attacks of a batch are ones: a JSON list per prediction, empty for all others.
Result<std::vector<std::string>> reasons_of(const LiveModel& model, const Batch& batch,
                                            std::span<const Prediction> predictions,
                                            std::size_t most) {
  std::vector<std::string> reasons(predictions.size());
  std::vector<std::uint32_t> rows;  // of the table
  std::vector<std::size_t> places;  // among the predictions
  std::uint32_t row = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    if (!predictions[i].verdict) continue;
    if (predictions[i].verdict->decision == Decision::attack) {
      rows.push_back(row);
      places.push_back(i);
    }
    ++row;
  }
  if (rows.empty()) return reasons;
  const Explainer* explainer = VEDETTE_TRY(model.explainer());
  const std::vector<Explanation> all = VEDETTE_TRY(explainer->explain(batch.table.select(rows)));
  for (std::size_t i = 0; i < all.size(); ++i)
    reasons[places[i]] = dump_json(to_json(all[i], model.bundle(), most)["features"]);
  return reasons;
}

/// Verdicts of one batch as text: members of a JSON list with commas between them, or whole lines.
struct Part {
  std::string text{};
  VerdictCounts counts{};
  RecentRows::Picked picked{};  ///< of its rows
};

/// Once it is sure that the part is an answer.
void count(const LiveModel& model, ServeWorld& world, const Part& part) {
  count(model, world, part.counts);
  model.recent().add(part.picked);
}

/// Makes parts, and counts nothing. Threads may do so side by side.
class PartMaker {
 public:
  PartMaker(const LiveModel& model, const PredictionExtras& extras, PredictionForm form)
      : model_(model), extras_(extras), form_(form) {
    if (form == PredictionForm::csv)
      own_.emplace(model.bundle(), PredictionWriter::Format::csv, extras.keep);
    else if (!extras.keep.empty())  // the model's has no kept columns
      own_.emplace(model.bundle(), PredictionWriter::Format::jsonl, extras.keep);
  }

  [[nodiscard]] std::string head() const {
    return form_ == PredictionForm::json ? model_.answer_head() : writer().header();
  }
  [[nodiscard]] std::string tail(std::uint64_t rejected) const {
    if (form_ != PredictionForm::json) return {};
    std::string text = "],\"rejected\":";
    append_number(text, rejected);
    return text += '}';
  }
  [[nodiscard]] std::string_view between() const {
    return form_ == PredictionForm::json ? "," : "";
  }

  [[nodiscard]] Result<Part> make(const Batch& batch) const {
    const std::vector<Prediction> predictions =
        VEDETTE_TRY(predict_batch(model_.bundle(), batch, extras_.keep));
    std::vector<std::string> reasons;
    if (extras_.reasons > 0 && form_ != PredictionForm::csv)  // CSV has one shape for all lines
      reasons = VEDETTE_TRY(reasons_of(model_, batch, predictions, extras_.reasons));
    Part part{.counts = counts_of(predictions)};
    for (std::size_t i = 0; i < predictions.size(); ++i) {
      writer().append_line(predictions[i], part.text);
      if (!reasons.empty() && !reasons[i].empty()) add_reasons(reasons[i], part.text);
      if (form_ == PredictionForm::json) part.text.back() = ',';
      if (i == 0) reserve_lines(predictions.size(), part.text);
    }
    if (form_ == PredictionForm::json && !part.text.empty()) part.text.pop_back();
    return part;
  }

 private:
  [[nodiscard]] const PredictionWriter& writer() const { return own_ ? *own_ : model_.json(); }
  /// For so many lines like the first; no more than is usual, as that one may be of any length.
  static void reserve_lines(std::size_t lines, std::string& text) {
    text.reserve(std::min((text.size() + kMoreInLine) * lines, text.size() + kPieceBytes));
  }
  static void add_reasons(const std::string& reasons, std::string& text) {
    text.resize(text.size() - std::string_view("}\n").size());
    text += ",\"reasons\":" + reasons + "}\n";
  }

  const LiveModel& model_;
  const PredictionExtras& extras_;
  PredictionForm form_;
  std::optional<PredictionWriter> own_{};
};

/// The results of jobs 0 to `count`, or the first error.
template <class T, class Work>
Result<std::vector<T>> side_by_side(std::size_t count, int threads, const Work& work) {
  std::vector<std::optional<Result<T>>> outcomes(count);
  parallel_for(count, threads, [&](std::size_t job) { outcomes[job] = work(job); });
  std::vector<T> all;
  all.reserve(count);
  for (std::optional<Result<T>>& outcome : outcomes)
    all.push_back(VEDETTE_TRY(std::move(*outcome)));
  return all;
}

std::size_t slices_of(const JsonRowList& list) {
  return std::max<std::size_t>(1, list.rows.size() / kRowsPerSlice);
}

Result<Batch> slice_of(const LiveModel& model, const JsonRowList& list, std::size_t number) {
  const std::size_t count = slices_of(list);
  const std::size_t first = list.rows.size() * number / count;
  return model.decode(list, first, list.rows.size() * (number + 1) / count - first);
}

BodyParts whole(const PredictionAnswer& answer, const PartMaker& maker, std::span<Part> parts) {
  BodyParts body;
  body.reserve(parts.size() + 1);
  body.push_back(maker.head());
  std::uint64_t rejected = 0;
  for (Part& part : parts) {
    if (&part != parts.data()) body.back() += maker.between();
    body.push_back(std::move(part.text));
    rejected += part.counts.rejected;
    count(answer.model, answer.world, part);
  }
  body.back() += maker.tail(rejected);
  return body;
}

/// Slices are decoded, scored and written side by side. For a guess, `is_wrong` becomes true when
/// rows cannot be decoded, and the others are let be then.
Result<BodyParts> json_of(const PredictionAnswer& answer, const JsonRowList& list,
                          std::atomic<bool>* is_wrong) {
  const LiveModel& model = answer.model;
  const PartMaker maker{model, answer.extras, PredictionForm::json};
  const auto one = [&](std::size_t number) -> Result<Part> {
    if (is_wrong != nullptr && *is_wrong) return Part{};
    Result<Batch> batch = slice_of(model, list, number);
    if (!batch && is_wrong != nullptr) *is_wrong = true;
    if (!batch) return tl::unexpected(std::move(batch).error());
    Result<Part> part = maker.make(*batch);
    if (part) part->picked = model.recent().pick(batch->table);
    model.recycle(std::move(*batch));
    return part;
  };
  std::vector<Part> parts =
      VEDETTE_TRY(side_by_side<Part>(slices_of(list), answer.world.threads, one));
  return whole(answer, maker, parts);
}

/// Threads take turns at the reader; each scores what it took while the others read on.
class PredictionBody final : public BodyStream {
 public:
  PredictionBody(LiveModelPtr model, std::unique_ptr<RecordReader> reader, PredictionExtras extras,
                 PredictionForm form, ServeWorld& world, std::shared_ptr<TemporaryFile> file)
      : file_(std::move(file)),
        model_(std::move(model)),
        reader_(std::move(reader)),
        extras_(std::move(extras)),
        world_(world),
        maker_(*model_, extras_, form) {}

  Result<BodyParts> next() override {
    if (ready_.empty()) VEDETTE_TRY(prepare());
    for (const Part& part : std::exchange(uncounted_, {})) count(*model_, world_, part);
    return std::exchange(ready_, {});
  }
  /// Makes the piece that next() gives out; one without parts ends the body.
  Result<> prepare() {
    if (!std::exchange(started_, true)) append(maker_.head());
    const std::size_t begun = ready_.size();
    while (ready_.size() == begun && !finished_) {
      if (failure_) return tl::unexpected(*failure_);
      if (!ended_) append_parts();
      if (!ended_ || failure_) continue;
      finished_ = true;
      append(maker_.tail(rejected_));
    }
    return {};
  }
  /// True when what was prepared is the last piece.
  [[nodiscard]] bool is_finished() const { return finished_; }
  /// What ends the body after what was prepared.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  [[nodiscard]] int threads_of_piece() const {
    const std::uint64_t bytes = reader_->bytes_total();
    return bytes > 0 && bytes < kFewBytes ? 1 : std::min(world_.threads, kMostThreads);
  }

  /// About so many bytes as a piece has, in the order of the rows; a batch that fails ends the body
  /// after those before.
  void append_parts() {
    made_bytes_ = 0;
    const int threads = threads_of_piece();
    takers_.resize(static_cast<std::size_t>(threads));
    parallel_for(takers_.size(), threads, [this](std::size_t thread) {
      while (take_turn(takers_[thread])) {
      }
    });
    for (Result<Part>& part : parts_) {
      if (!part) {
        failure_ = std::move(part.error());
        break;
      }
      append(std::move(*part));
    }
    parts_.clear();
  }

  void append(Part part) {
    rejected_ += part.counts.rejected;
    if (!part.text.empty()) {
      if (std::exchange(has_rows_, true)) append_between();
      append(std::exchange(part.text, {}));
    }
    uncounted_.push_back(std::move(part));
  }
  void append(std::string text) {
    if (!text.empty()) ready_.push_back(std::move(text));
  }
  void append_between() {
    if (ready_.empty())
      append(std::string(maker_.between()));
    else
      ready_.back() += maker_.between();
  }

  /// Takes rows and makes a part of them; false when there are no more, or enough.
  bool take_turn(std::unique_ptr<RowTaker>& taker) {
    std::unique_lock lock(taking_);
    if (ended_ || made_bytes_ >= kPieceBytes) return false;
    ended_ = true;  // should the reader throw
    if (!taker) taker = reader_->taker();
    const Result<std::size_t> taken = taker->take(rows_of_next_batch());
    ended_ = taken.value_or(0) == 0;
    if (taken && ended_) return false;
    taken_rows_ += taken.value_or(0);
    Result<Part>& part = parts_.emplace_back();
    if (!taken) {
      part = tl::unexpected(taken.error());
      return false;
    }
    lock.unlock();
    Result<Part> made = part_of(*taker);
    lock.lock();
    part = std::move(made);
    if (part)
      made_bytes_ += part->text.size();
    else
      ended_ = true;  // what follows is not answered
    return true;
  }

  /// Each thread's share of half of what is left, so that all are done at about the same time
  /// (factoring: Hummel, Schonberg and Flynn 1992). What the reader holds counts as read, so this
  /// is too low rather than too high.
  [[nodiscard]] std::size_t rows_of_next_batch() const {
    const std::uint64_t bytes = reader_->bytes_total();
    const std::uint64_t read = reader_->bytes_read();
    if (bytes < read || read == 0) return kMostRows;  // nobody knows how many there are
    const std::uint64_t left = (bytes - read) * taken_rows_ / read;
    const std::size_t share = left / (2 * takers_.size());
    return std::clamp(share / kRowsAtOnce * kRowsAtOnce, kRowsAtOnce, kMostRows);
  }

  Result<Part> part_of(RowTaker& taker) const {
    const Batch* batch = VEDETTE_TRY(taker.read());
    Part part = VEDETTE_TRY(maker_.make(*batch));
    part.picked = model_->recent().pick(batch->table);
    return part;
  }

  std::shared_ptr<TemporaryFile> file_;
  LiveModelPtr model_;
  std::unique_ptr<RecordReader> reader_;
  PredictionExtras extras_;
  ServeWorld& world_;
  PartMaker maker_;
  BodyParts ready_{};              ///< prepared, and not yet given out
  std::vector<Part> uncounted_{};  ///< of it, without their texts
  std::vector<std::unique_ptr<RowTaker>> takers_{};  ///< one per thread
  std::mutex taking_;  ///< for the reader and the four below, while there are several threads
  std::deque<Result<Part>> parts_{};  ///< in the order of the rows
  std::uint64_t taken_rows_ = 0;
  std::size_t made_bytes_ = 0;
  bool ended_ = false;
  std::optional<Error> failure_{};
  bool started_ = false;
  bool has_rows_ = false;
  bool finished_ = false;
  std::uint64_t rejected_ = 0;
};

}  // namespace

Result<std::vector<Prediction>> predict_and_count(const LiveModel& model, ServeWorld& world,
                                                  const Batch& batch,
                                                  const std::vector<std::string>& keep) {
  std::vector<Prediction> predictions = VEDETTE_TRY(predict_batch(model.bundle(), batch, keep));
  count(model, world, counts_of(predictions));
  model.recent().offer(batch.table);
  return predictions;
}

PredictionForm prediction_form(const RequestHead& head) {
  if (accepts(head, "text/csv")) return PredictionForm::csv;
  if (accepts(head, "application/x-ndjson")) return PredictionForm::jsonl;
  return PredictionForm::json;
}

std::string_view content_type_of(PredictionForm form) {
  switch (form) {
    case PredictionForm::csv:
      return "text/csv; charset=utf-8";
    case PredictionForm::jsonl:
      return "application/x-ndjson";
    case PredictionForm::json:
      break;
  }
  return "application/json";
}

Result<BodyParts> PredictionAnswer::json(const Batch& batch) const {
  const PartMaker maker{model, extras, PredictionForm::json};
  Part only = VEDETTE_TRY(maker.make(batch));
  model.recent().offer(batch.table);
  return whole(*this, maker, {&only, 1});
}

Result<BodyParts> PredictionAnswer::json(const JsonRowList& list) const {
  return json_of(*this, list, nullptr);
}

Result<std::optional<BodyParts>> PredictionAnswer::json_of_guess(const JsonRowList& list) const {
  std::atomic<bool> is_wrong = false;
  Result<BodyParts> parts = json_of(*this, list, &is_wrong);
  if (is_wrong) return std::nullopt;  // whatever else went wrong
  return parts;
}

Result<AnyBody> stream_predictions(LiveModelPtr model, std::unique_ptr<RecordReader> reader,
                                   PredictionExtras extras, PredictionForm form, ServeWorld& world,
                                   std::shared_ptr<TemporaryFile> file) {
  auto body = std::make_unique<PredictionBody>(std::move(model), std::move(reader),
                                               std::move(extras), form, world, std::move(file));
  VEDETTE_TRY(body->prepare());
  if (body->failure()) return tl::unexpected(*body->failure());
  if (body->is_finished()) return AnyBody(VEDETTE_TRY(body->next()));
  return AnyBody(std::move(body));
}

}  // namespace vedette
