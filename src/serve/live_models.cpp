// SPDX-License-Identifier: Apache-2.0
#include "serve/live_models.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

namespace vedette {
namespace {

constexpr std::size_t kMostIdleDecoders = 64;
constexpr std::size_t kMostReferences = 256;  ///< under which versions are kept loaded

/// Adding nothing would still take the cache line from the other threads.
void add(std::atomic<std::uint64_t>& count, std::uint64_t more) {
  if (more > 0) count += more;
}

std::string answer_head_of(const Bundle& bundle, std::string_view name) {
  const std::string threshold =
      bundle.threshold ? fmt::format("{}", static_cast<float>(bundle.threshold->value)) : "null";
  return fmt::format(R"({{"model":"{}","threshold":{},"predictions":[)", name, threshold);
}

}  // namespace

LiveModel::LiveModel(std::shared_ptr<const Bundle> bundle,
                     std::shared_ptr<PredictionCounts> counts)
    : bundle_(std::move(bundle)),
      name_(fmt::format("{}@{}", bundle_->name, bundle_->version)),
      schema_(scoring_schema(*bundle_)),
      json_(*bundle_, PredictionWriter::Format::jsonl),
      answer_head_(answer_head_of(*bundle_, name_)),
      counts_(std::move(counts)) {}

void LiveModel::measure_drift() const {
  const std::optional<Table> rows = recent_.sample();
  const Result<ReferenceSketch> reference = sketch_from_json(bundle_->reference);
  drift_ = rows && reference ? light_of(compare(*reference, *rows)) : DriftLight::none;
}

Result<const Explainer*> LiveModel::explainer() const {
  const std::scoped_lock lock(explainer_mutex_);
  if (!explainer_) {
    Explainer made = VEDETTE_TRY(Explainer::make(bundle_));
    explainer_ = std::make_unique<const Explainer>(std::move(made));
  }
  return explainer_.get();
}

std::unique_ptr<JsonRows> LiveModel::take_decoder() const {
  {
    const std::scoped_lock lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<JsonRows> decoder = std::move(idle_.back());
      idle_.pop_back();
      return decoder;
    }
  }
  return std::make_unique<JsonRows>(schema_);
}

Result<JsonRowBatch> LiveModel::decode(std::string& text, std::size_t max_rows) const {
  std::unique_ptr<JsonRows> decoder = take_decoder();
  Result<JsonRowBatch> decoded = decoder->decode(text, max_rows);
  give_back(std::move(decoder));
  return decoded;
}

void LiveModel::give_back(std::unique_ptr<JsonRows> decoder) const {
  const std::scoped_lock lock(mutex_);
  if (idle_.size() < kMostIdleDecoders) idle_.push_back(std::move(decoder));
}

Result<JsonRowList> LiveModel::split(std::string& text, std::size_t max_rows) const {
  std::unique_ptr<JsonRows> decoder = take_decoder();
  Result<JsonRowList> list = decoder->split(text, max_rows);
  give_back(std::move(decoder));
  return list;
}

Result<Batch> LiveModel::decode(const JsonRowList& list, std::size_t first,
                                std::size_t count) const {
  std::unique_ptr<JsonRows> decoder = take_decoder();
  Result<Batch> batch = decoder->decode(list, first, count);
  give_back(std::move(decoder));
  return batch;
}

void LiveModel::recycle(Batch used) const {
  const std::scoped_lock lock(mutex_);
  if (!idle_.empty()) idle_.back()->recycle(std::move(used));
}

void LiveModel::count(const VerdictCounts& counts) const {
  add(counts_->benign, counts.benign);
  add(counts_->attack, counts.attack);
  add(counts_->abstain, counts.abstain);
  add(counts_->rejected, counts.rejected);
}

LiveModels::LiveModels(const Registry& registry, std::string standard)
    : registry_(registry),
      standard_(std::move(standard)),
      table_(std::make_shared<const Table>()) {}

LiveModelPtr LiveModels::ready(std::string_view text) const {
  const std::shared_ptr<const Table> table = table_.load(std::memory_order_acquire);
  const auto found = table->find(text);
  return found == table->end() ? nullptr : found->second;
}

Result<std::string> LiveModels::standard_name() const {
  if (!standard_.empty()) return standard_;
  const std::vector<ModelVersion> all = VEDETTE_TRY(registry_.list());
  std::set<std::string> names;
  for (const ModelVersion& version : all) names.insert(version.name);
  if (names.size() == 1) return *names.begin();
  if (names.empty())
    return fail(ErrorCode::not_found, "there is no model yet",
                "train one, or import a bundle");
  return fail(ErrorCode::invalid_argument,
              fmt::format("there are several models: {}", fmt::join(names, ", ")),
              "name one in `model`, or start the server with --standard-model");
}

std::shared_ptr<PredictionCounts> LiveModels::counts_of(const std::string& name) {
  std::shared_ptr<PredictionCounts>& counts = counts_[name];
  if (!counts) counts = std::make_shared<PredictionCounts>();
  return counts;
}

Result<LiveModelPtr> LiveModels::resolve(const ModelRef& ref, const Table& loaded) {
  const ModelVersion version = VEDETTE_TRY(registry_.show(ref));
  for (const auto& [text, live] : loaded)
    if (live->bundle().name == version.name && live->bundle().version == version.version)
      return live;
  std::shared_ptr<const Bundle> bundle =
      VEDETTE_TRY(registry_.load({version.name, std::to_string(version.version)}));
  return std::make_shared<const LiveModel>(std::move(bundle), counts_of(version.name));
}

Result<LiveModelPtr> LiveModels::find(std::string_view text) {
  if (LiveModelPtr live = ready(text)) return live;
  const std::scoped_lock lock(mutex_);
  const std::string named = text.empty() ? VEDETTE_TRY(standard_name()) : std::string(text);
  const ModelRef ref = VEDETTE_TRY(ModelRef::parse(named));
  auto table = std::make_shared<Table>(*table_.load());
  LiveModelPtr live = VEDETTE_TRY(resolve(ref, *table));
  // References are the callers' words: however many of them come, memory stays bounded.
  if (table->size() >= kMostReferences) table->clear();
  (*table)[std::string(text)] = live;
  table_.store(std::move(table), std::memory_order_release);
  return live;
}

Result<> LiveModels::refresh() {
  const std::scoped_lock lock(mutex_);
  const std::shared_ptr<const Table> old = table_.load();
  auto table = std::make_shared<Table>();
  Table loaded = *old;  // what a reference before has just loaded is not loaded again
  std::optional<Error> first;
  for (const auto& [text, live] : *old) {
    const Result<std::string> named = text.empty() ? standard_name() : Result<std::string>(text);
    const Result<ModelRef> ref = named ? ModelRef::parse(*named) : tl::unexpected(named.error());
    Result<LiveModelPtr> now = ref ? resolve(*ref, loaded) : tl::unexpected(ref.error());
    if (now)
      loaded[text] = (*table)[text] = *now;
    else if (now.error().code != ErrorCode::not_found &&
             now.error().code != ErrorCode::invalid_argument)
      table->emplace(text, live);  // better the model that answered so far than none
    if (!now && !first) first = now.error();
  }
  table_.store(std::move(table), std::memory_order_release);
  if (first) return tl::unexpected(*first);
  return {};
}

std::vector<LiveModelPtr> LiveModels::loaded() const {
  std::vector<LiveModelPtr> all;
  const std::shared_ptr<const Table> table = table_.load();
  for (const auto& [text, live] : *table)
    if (std::ranges::find(all, live) == all.end()) all.push_back(live);
  return all;
}

std::vector<std::pair<std::string, std::shared_ptr<PredictionCounts>>> LiveModels::counts() const {
  const std::scoped_lock lock(mutex_);
  return {counts_.begin(), counts_.end()};
}

}  // namespace vedette
