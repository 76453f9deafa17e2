// SPDX-License-Identifier: Apache-2.0
/// The models that answer requests: loaded once, shared by all threads, exchanged whole when a
/// version or alias changes, so that no request ever waits for a change or fails by one.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "data/json_rows.hpp"
#include "registry/registry.hpp"
#include "score/explain.hpp"
#include "score/score.hpp"
#include "serve/recent_rows.hpp"
#include "validate/drift_json.hpp"

namespace vedette {

/// What was predicted under one model name, whichever version did it. All counts only grow.
struct PredictionCounts {
  std::atomic<std::uint64_t> benign = 0;
  std::atomic<std::uint64_t> attack = 0;
  std::atomic<std::uint64_t> abstain = 0;
  std::atomic<std::uint64_t> rejected = 0;

  [[nodiscard]] std::uint64_t rows() const { return benign + attack + abstain + rejected; }
};

/// One version in memory, with what requests need prepared. Thread-safe.
class LiveModel {
 public:
  LiveModel(std::shared_ptr<const Bundle> bundle, std::shared_ptr<PredictionCounts> counts);

  [[nodiscard]] const Bundle& bundle() const { return *bundle_; }
  [[nodiscard]] const std::shared_ptr<const Bundle>& shared_bundle() const { return bundle_; }
  [[nodiscard]] const std::string& name() const { return name_; }  ///< name@version
  /// How to read input for it (`scoring_schema()`).
  [[nodiscard]] const Schema& schema() const { return schema_; }
  [[nodiscard]] const PredictionWriter& json() const { return json_; }
  /// What stands before its predictions in a JSON answer.
  [[nodiscard]] const std::string& answer_head() const { return answer_head_; }
  [[nodiscard]] PredictionCounts& counts() const { return *counts_; }
  [[nodiscard]] RecentRows& recent() const { return recent_; }

  /// How far the rows predicted lately are from those it learned from, as last looked at.
  [[nodiscard]] DriftLight drift() const { return drift_; }
  /// Looks at it anew; takes some milliseconds. None where the bundle keeps no reference.
  void measure_drift() const;

  /// Made when first asked for. Errors: as `Explainer::make()`.
  [[nodiscard]] Result<const Explainer*> explainer() const;

  /// Rows from a request's JSON; `text` grows by padding. Errors: as `JsonRows::decode()`.
  [[nodiscard]] Result<JsonRowBatch> decode(std::string& text, std::size_t max_rows) const;
  /// The same in two steps: parts of a list may be decoded side by side.
  [[nodiscard]] Result<JsonRowList> split(std::string& text, std::size_t max_rows) const;
  [[nodiscard]] Result<Batch> decode(const JsonRowList& list, std::size_t first,
                                     std::size_t count) const;
  /// Takes back what decode() gave, for its memory.
  void recycle(Batch used) const;
  /// Adds to counts().
  void count(const VerdictCounts& counts) const;

 private:
  [[nodiscard]] std::unique_ptr<JsonRows> take_decoder() const;
  void give_back(std::unique_ptr<JsonRows> decoder) const;

  std::shared_ptr<const Bundle> bundle_;
  std::string name_;
  Schema schema_;
  PredictionWriter json_;
  std::string answer_head_;
  std::shared_ptr<PredictionCounts> counts_;
  mutable RecentRows recent_;
  mutable std::atomic<DriftLight> drift_ = DriftLight::none;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<JsonRows>> idle_;  ///< decoders nobody uses now
  mutable std::mutex explainer_mutex_;
  mutable std::unique_ptr<const Explainer> explainer_;
};

using LiveModelPtr = std::shared_ptr<const LiveModel>;

class LiveModels {
 public:
  /// `registry` must outlive this. `standard` is what requests without a model get; empty: the
  /// champion, where there is one name only.
  LiveModels(const Registry& registry, std::string standard);

  /// Loads where needed. `text` is a reference as `ModelRef::parse()` takes it, or empty for the
  /// standard. Errors: `not_found`, `invalid_argument` (no model named, and several there), and
  /// those of loading.
  [[nodiscard]] Result<LiveModelPtr> find(std::string_view text);
  /// The same without ever blocking on the disk; null where it is not loaded.
  [[nodiscard]] LiveModelPtr ready(std::string_view text) const;
  /// Looks at the registry again: aliases that moved get their new version, loaded beforehand; what
  /// is gone is let go. To be called now and then, and after every change. Errors leave all as it
  /// was for the names concerned; they are returned, the first one.
  [[nodiscard]] Result<> refresh();
  [[nodiscard]] std::vector<LiveModelPtr> loaded() const;
  /// Counts by model name.
  [[nodiscard]] std::vector<std::pair<std::string, std::shared_ptr<PredictionCounts>>> counts()
      const;

 private:
  using Table = std::map<std::string, LiveModelPtr, std::less<>>;
  [[nodiscard]] Result<std::string> standard_name() const;
  /// From `loaded` where it is there.
  [[nodiscard]] Result<LiveModelPtr> resolve(const ModelRef& ref, const Table& loaded);
  [[nodiscard]] std::shared_ptr<PredictionCounts> counts_of(const std::string& name);

  const Registry& registry_;
  std::string standard_;
  std::atomic<std::shared_ptr<const Table>> table_;  ///< by reference as asked for
  mutable std::mutex mutex_;                         ///< of changes to the table
  std::map<std::string, std::shared_ptr<PredictionCounts>, std::less<>> counts_;
};

}  // namespace vedette
