// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "train/boosting_options.hpp"
#include "train/catalog.hpp"
#include "train/forest_model.hpp"
#include "train/forest_options.hpp"
#include "train/model_bytes.hpp"
#include "train/share_attribution.hpp"
#include "train/training_rows.hpp"

namespace vedette {
namespace {

constexpr char kName[] = "blend";
constexpr std::uint32_t kVersion = 1;

/// Soft vote: the weighted mean of the class shares of a forest and of boosted trees.
class BlendModel final : public Model {
 public:
  BlendModel(std::unique_ptr<Model> forest, std::unique_ptr<Model> boosting, double forest_weight)
      : forest_(std::move(forest)), boosting_(std::move(boosting)), forest_weight_(forest_weight) {}

  Result<Scores> predict(const Matrix& rows) const override {
    Scores mean = VEDETTE_TRY(forest_->predict(rows));
    const Scores boosted = VEDETTE_TRY(boosting_->predict(rows));
    for (std::size_t i = 0; i < mean.values.size(); ++i)
      mean.values[i] =
          static_cast<float>(forest_weight_ * static_cast<double>(mean.values[i]) +
                             (1 - forest_weight_) * static_cast<double>(boosted.values[i]));
    return mean;
  }
  std::size_t columns() const override { return forest_->columns(); }
  std::size_t classes() const override { return forest_->classes(); }

  std::string to_bytes() const override {
    ModelWriter writer(kName, kVersion);
    writer.real(forest_weight_);
    writer.text(forest_->to_bytes());
    writer.text(boosting_->to_bytes());
    return writer.take();
  }

  Json describe() const override {
    return {{"forest_weight", forest_weight_},
            {"random_forest", forest_->describe()},
            {"gradient_boosting", boosting_->describe()}};
  }

  /// The same weighted mean of both explanations, those of the boosted margins as shares.
  Result<Attribution> explain(const ExplainRequest& request) const override {
    Attribution mean = VEDETTE_TRY(forest_->explain(request));
    std::vector<Attribution> margins;
    for (std::size_t cls = 0; cls < classes(); ++cls)
      margins.push_back(
          VEDETTE_TRY(boosting_->explain({request.rows, cls, request.background})));
    const Attribution boosted = share_attribution(margins, request.cls);
    const auto blend = [&](double a, double b) {
      return forest_weight_ * a + (1 - forest_weight_) * b;
    };
    mean.base = blend(mean.base, boosted.base);
    for (std::size_t k = 0; k < mean.contributions.size(); ++k)
      mean.contributions[k] = blend(mean.contributions[k], boosted.contributions[k]);
    return mean;
  }

 private:
  std::unique_ptr<Model> forest_;
  std::unique_ptr<Model> boosting_;
  double forest_weight_;
};

Result<std::unique_ptr<Model>> train(const TrainRequest& request) {
  const TrainingRows training = VEDETTE_TRY(TrainingRows::make(request, MissingValues::allowed));
  const Matrix& rows = training.matrix();
  Forest forest = VEDETTE_TRY(train_forest(rows, static_cast<int>(request.classes),
                                           read_random_forest_options(request.options, "forest_"),
                                           request.seed, request.work));
  std::unique_ptr<Model> boosting = VEDETTE_TRY(
      train_boosting(rows, request.classes, read_boosting_options(request.options, "boosting_"),
                     request.seed, request.work));
  return std::make_unique<BlendModel>(make_forest_model("random_forest", std::move(forest)),
                                      std::move(boosting), request.options.real("forest_weight"));
}

Result<std::unique_ptr<Model>> load(std::string_view bytes) {
  ModelReader reader = VEDETTE_TRY(ModelReader::open(bytes, kName, kVersion));
  const double forest_weight = VEDETTE_TRY(reader.real());
  if (forest_weight < 0 || forest_weight > 1)
    return reader.malformed("the weight of the forest lies between 0 and 1");
  const std::string_view forest_bytes = VEDETTE_TRY(reader.text());
  const std::string_view boosting_bytes = VEDETTE_TRY(reader.text());
  VEDETTE_TRY(reader.finish());
  std::unique_ptr<Model> forest = VEDETTE_TRY(random_forest_learner().load(forest_bytes));
  std::unique_ptr<Model> boosting = VEDETTE_TRY(gradient_boosting_learner().load(boosting_bytes));
  if (forest->columns() != boosting->columns() || forest->classes() != boosting->classes())
    return reader.malformed("the parts of a blend differ in columns or classes");
  return std::make_unique<BlendModel>(std::move(forest), std::move(boosting), forest_weight);
}

void add_prefixed(std::vector<OptionSpec>& all, std::string_view prefix,
                  std::vector<OptionSpec> part) {
  for (OptionSpec& spec : part) {
    spec.name.insert(0, prefix);
    all.push_back(std::move(spec));
  }
}

std::vector<OptionSpec> blend_options() {
  std::vector<OptionSpec> all = {
      {.name = "forest_weight",
       .type = OptionType::real,
       .standard = 0.5,
       .help = "the forest's share of the vote; the rest is the boosted trees'",
       .low = 0,
       .high = 1,
       .search = SearchRange{0.3, 0.7}}};
  add_prefixed(all, "forest_", random_forest_options());
  add_prefixed(all, "boosting_", boosting_options());
  all.push_back(class_weight_option());
  return all;
}

}  // namespace

LearnerEntry blend_learner() {
  return {.name = kName,
          .summary = "Soft vote of a random forest and gradient boosting on the same rows",
          .options = blend_options(),
          .traits = {.handles_missing = true, .handles_categories = true},
          .train = train,
          .load = load};
}

}  // namespace vedette
