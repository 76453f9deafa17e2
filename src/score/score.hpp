// SPDX-License-Identifier: Apache-2.0
/// The one function from rows to verdicts: batch, HTTP and live detection all call it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "data/matrix.hpp"
#include "data/records.hpp"
#include "data/table.hpp"
#include "registry/bundle.hpp"
#include "score/line_text.hpp"

namespace vedette {

enum class Decision { benign, attack, abstain };
[[nodiscard]] std::string_view to_string(Decision decision);

/// The scores of one row, by class. A few are copied; of many, rows that were scored together share
/// the memory.
class RowScores {
 public:
  RowScores() = default;
  RowScores(const std::shared_ptr<const Scores>& all, std::size_t row) : size_(all->classes) {
    const float* scores = all->row(row).data();
    if (size_ > few_.size())
      all_ = {all, scores};  // which keeps them all
    else if (size_ > 0)
      few_ = {scores[0], size_ > 1 ? scores[1] : 0};
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] float operator[](std::size_t cls) const { return begin()[cls]; }
  [[nodiscard]] const float* begin() const { return all_ ? all_.get() : few_.data(); }
  [[nodiscard]] const float* end() const { return begin() + size_; }
  friend bool operator==(const RowScores& a, const RowScores& b) {
    return std::ranges::equal(a, b);
  }

 private:
  std::size_t size_ = 0;
  std::array<float, 2> few_{};
  std::shared_ptr<const float> all_{};
};

struct Verdict {
  std::int64_t row = 0;            ///< 1-based number in its input
  Decision decision = Decision::abstain;  ///< `abstain` when no class is benign
  std::int32_t cls = -1;           ///< index into the bundle's classes
  float attack_score = 0;          ///< 1 - score(benign); highest score when no class is benign
  RowScores scores{};
};

/// Verdicts for all rows of a table that has the bundle's feature columns (others are ignored).
/// A row's verdict depends on that row only, bit for bit. Errors: `schema_mismatch` naming the
/// feature column that is missing. `threads` share the rows where there are many.
[[nodiscard]] Result<std::vector<Verdict>> score(const Bundle& bundle, const Table& rows,
                                                 int threads = 1);

/// How to read input for a bundle: its schema, where every column that the transform reads must be
/// there (single values may be missing as in training), and every other one, the label too, may be
/// absent and is taken as unread text: a malformed label is no reason not to score a row.
[[nodiscard]] Schema scoring_schema(const Bundle& bundle);

/// One row of `predict` output: a verdict, or the reason why there is none.
struct Prediction {
  std::int64_t row = 0;
  std::optional<Verdict> verdict;
  std::shared_ptr<const RejectedRow> rejected{};  ///< seldom there, and large
  std::vector<std::string> kept{};  ///< the asked-for columns of the input; empty for a rejected row
};

/// What became of some rows.
struct VerdictCounts {
  std::uint64_t benign = 0;
  std::uint64_t attack = 0;
  std::uint64_t abstain = 0;
  std::uint64_t rejected = 0;

  [[nodiscard]] std::uint64_t rows() const { return benign + attack + abstain + rejected; }
};
[[nodiscard]] VerdictCounts counts_of(std::span<const Prediction> predictions);

/// Predictions for all rows of a batch, rejected ones in their places. `keep` names columns whose
/// values come back with each verdict. Errors: as score().
[[nodiscard]] Result<std::vector<Prediction>> predict_batch(
    const Bundle& bundle, const Batch& batch, const std::vector<std::string>& keep = {},
    int threads = 1);

/// Streams predictions in the order of the input rows, bad rows in their place. Not thread-safe.
class PredictionStream {
 public:
  /// `keep` names columns of the bundle's schema to hand on with each verdict.
  PredictionStream(std::shared_ptr<const Bundle> bundle, std::unique_ptr<RecordReader> reader,
                   std::vector<std::string> keep = {});
  /// Up to about `max_rows` predictions; empty at the end of the input.
  [[nodiscard]] Result<std::vector<Prediction>> next(std::size_t max_rows = 4096);

 private:
  std::shared_ptr<const Bundle> bundle_;
  std::unique_ptr<RecordReader> reader_;
  std::vector<std::string> keep_;
};

/// Text forms of predictions (docs/formats/predictions.md): row, class, decision, attack_score,
/// one score_<class> column per class, threshold, model, error. Scores are the shortest text that
/// reads back to the same float. Rejected rows have an error and no verdict. Lines end with a line
/// feed, the header too.
class PredictionWriter {
 public:
  enum class Format { csv, jsonl };
  /// `bundle` must outlive the writer. `keep` names the columns that come with each prediction.
  PredictionWriter(const Bundle& bundle, Format format, std::vector<std::string> keep = {});
  /// CSV header line; empty for JSON Lines.
  [[nodiscard]] std::string header() const;
  /// With its line end.
  [[nodiscard]] std::string line(const Prediction& prediction) const;
  void append_line(const Prediction& prediction, std::string& text) const;

 private:
  using Texts = std::vector<std::string>;
  void prepare_csv(const Texts& classes, const std::string& threshold, const std::string& model);
  void prepare_json(const Texts& classes, const std::string& threshold, const std::string& model);
  [[nodiscard]] const LineText& verdict_text(const Verdict& verdict) const;
  void put_verdict(const Verdict& verdict, Line& line) const;
  void append_kept(const Prediction& prediction, std::string& text) const;
  void append_error(const RejectedRow& row, std::string& text) const;

  const Bundle& bundle_;  // outlived by the caller's shared pointer
  Format format_;
  std::vector<std::string> keep_;
  // What does not change from line to line, ready to be written.
  LineText begin_;
  std::vector<LineText> verdict_texts_;  ///< class and decision, by both, up to the first score
  LineText no_verdict_;
  std::vector<LineText> score_texts_;    ///< what stands before each class's score
  LineText end_of_scores_;
  LineText end_text_;                    ///< threshold and model
  LineText end_;
  std::size_t most_in_line_ = 0;         ///< bytes, without what is of any length
};

/// What became of the rows of one label value.
struct LabelOutcome {
  std::string label;           ///< as in the rows
  std::int64_t rows = 0;
  std::int64_t flagged = 0;    ///< decided as any attack
  bool trained_on = true;      ///< false: the value was not in the training data
};

struct BundleEvaluation {
  Evaluation evaluation;
  std::vector<LabelOutcome> labels{};  ///< by name; empty without a benign class
};

/// Evaluates a bundle at its frozen threshold on rows that carry the label column. Labels become
/// classes by the rules that the bundle was trained with. A value that no rule covers is an error,
/// since it may as well be a misspelt "normal", unless the schema names nothing but the benign
/// label and the task is binary: then everything else is an attack, kinds never trained on too.
/// Errors: `schema_mismatch` when the label column is absent or holds values the model has no
/// class for (the sentence counts and names them; a missing label is one of them).
[[nodiscard]] Result<BundleEvaluation> evaluate_bundle(const Bundle& bundle, const Table& rows);

}  // namespace vedette
