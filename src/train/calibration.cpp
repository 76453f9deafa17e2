// SPDX-License-Identifier: Apache-2.0
#include "train/calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace vedette {
namespace {

constexpr std::size_t kMostClasses = 1U << 12;

/// Log-odds of a share; shares of 0 and 1 (common in forests) stay finite.
double log_odds(double share) {
  constexpr double kEdge = 1e-6;
  const double inside = std::clamp(share, kEdge, 1 - kEdge);
  return std::log(inside / (1 - inside));
}

/// Two classes need one map, since the shares add up to 1.
std::size_t map_count(std::size_t classes) {
  return classes == 2 ? 1 : classes;
}
std::size_t class_of_map(std::size_t map, std::size_t classes) {
  return classes == 2 ? 1 : map;
}

Result<> check_rows(const Scores& held_out, std::span<const std::int32_t> classes) {
  check(held_out.rows == classes.size(), "every held-out row has a class");
  if (held_out.rows == 0 || held_out.classes < 2)
    return fail(ErrorCode::invalid_argument, "calibration needs held-out rows of two classes");
  std::vector<bool> seen(held_out.classes);
  for (const std::int32_t cls : classes) {
    if (cls < 0 || static_cast<std::size_t>(cls) >= held_out.classes)
      return fail(ErrorCode::invalid_argument, "a held-out row has a class the model lacks");
    seen[static_cast<std::size_t>(cls)] = true;
  }
  const auto absent = std::ranges::find(seen, false);
  if (absent == seen.end()) return {};
  return fail(
      ErrorCode::invalid_argument,
      fmt::format("class number {} has no held-out rows to calibrate on", absent - seen.begin()),
      "hold out more rows, or train without calibration");
}

Result<std::vector<double>> numbers_of(const Json& object, std::string_view key) {
  const Json* list = VEDETTE_TRY(json_array(object, key));
  std::vector<double> numbers;
  for (const Json& item : *list) {
    if (!item.is_number() || !std::isfinite(item.get<double>()))
      return fail(ErrorCode::malformed, fmt::format("'{}' holds something not a number", key));
    numbers.push_back(item.get<double>());
  }
  return numbers;
}

Result<IsotonicMap> isotonic_from(const Json& json) {
  IsotonicMap map;
  map.scores = VEDETTE_TRY(numbers_of(json, "scores"));
  map.shares = VEDETTE_TRY(numbers_of(json, "shares"));
  const bool strictly_ascending =
      std::ranges::adjacent_find(map.scores, std::greater_equal{}) == map.scores.end();
  if (map.scores.empty() || map.scores.size() != map.shares.size() || !strictly_ascending ||
      !std::ranges::is_sorted(map.shares) || map.shares.front() < 0 || map.shares.back() > 1)
    return fail(ErrorCode::malformed, "the points of an isotonic map do not rise from 0 to 1");
  return map;
}

Result<Sigmoid> sigmoid_from(const Json& json) {
  Sigmoid sigmoid;
  sigmoid.slope = VEDETTE_TRY(json_number(json, "slope"));
  sigmoid.intercept = VEDETTE_TRY(json_number(json, "intercept"));
  if (!std::isfinite(sigmoid.slope) || !std::isfinite(sigmoid.intercept))
    return fail(ErrorCode::malformed, "a sigmoid has numbers that are not finite");
  return sigmoid;
}

}  // namespace

std::string_view to_string(CalibrationMethod method) {
  switch (method) {
    case CalibrationMethod::none:
      return "none";
    case CalibrationMethod::sigmoid:
      return "sigmoid";
    case CalibrationMethod::isotonic:
      return "isotonic";
  }
  return "unknown";
}

Result<CalibrationMethod> calibration_method_from(std::string_view name) {
  for (const auto method :
       {CalibrationMethod::none, CalibrationMethod::sigmoid, CalibrationMethod::isotonic})
    if (to_string(method) == name) return method;
  return fail(ErrorCode::invalid_argument, fmt::format("there is no calibration '{}'", name),
              "the methods are none, sigmoid, isotonic");
}

Result<Calibration> Calibration::fit(CalibrationMethod method, const Scores& held_out,
                                     std::span<const std::int32_t> classes,
                                     std::span<const float> weights) {
  VEDETTE_TRY(check_rows(held_out, classes));
  Calibration calibration;
  calibration.method_ = method;
  if (method == CalibrationMethod::none) return calibration;
  calibration.classes_ = held_out.classes;
  for (std::size_t map = 0; map < map_count(held_out.classes); ++map) {
    const std::size_t cls = class_of_map(map, held_out.classes);
    std::vector<double> shares(held_out.rows);
    std::vector<std::uint8_t> positive(held_out.rows);
    for (std::size_t i = 0; i < held_out.rows; ++i) {
      shares[i] = held_out.row(i)[cls];
      positive[i] = static_cast<std::size_t>(classes[i]) == cls ? 1 : 0;
    }
    if (method == CalibrationMethod::isotonic) {
      calibration.isotonics_.push_back(fit_isotonic(shares, positive, weights));
    } else {
      std::ranges::transform(shares, shares.begin(), log_odds);
      calibration.sigmoids_.push_back(fit_sigmoid(shares, positive, weights));
    }
  }
  return calibration;
}

double Calibration::mapped(std::size_t map, double share) const {
  return method_ == CalibrationMethod::sigmoid ? sigmoids_[map](log_odds(share))
                                               : isotonics_[map](share);
}

Result<Scores> Calibration::apply(const Scores& scores) const {
  if (method_ == CalibrationMethod::none) return scores;
  if (scores.classes != classes_)
    return fail(ErrorCode::schema_mismatch,
                fmt::format("the calibration is for {} classes, the scores have {}", classes_,
                            scores.classes));
  Scores calibrated = scores;
  std::vector<double> shares(classes_);
  for (std::size_t i = 0; i < scores.rows; ++i) {
    if (classes_ == 2) {
      shares[1] = mapped(0, scores.row(i)[1]);
      shares[0] = 1 - shares[1];
    } else {
      for (std::size_t c = 0; c < classes_; ++c) shares[c] = mapped(c, scores.row(i)[c]);
    }
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (sum <= 0) continue;  // every map says no: the uncalibrated shares are the best guess
    for (std::size_t c = 0; c < classes_; ++c)
      calibrated.values[i * classes_ + c] = static_cast<float>(shares[c] / sum);
  }
  return calibrated;
}

Json Calibration::to_json() const {
  Json maps = Json::array();
  for (const Sigmoid& sigmoid : sigmoids_)
    maps.push_back({{"slope", sigmoid.slope}, {"intercept", sigmoid.intercept}});
  for (const IsotonicMap& map : isotonics_)
    maps.push_back({{"scores", map.scores}, {"shares", map.shares}});
  return {{"method", to_string(method_)}, {"classes", classes_}, {"maps", std::move(maps)}};
}

Result<Calibration> Calibration::from_json(const Json& json) {
  Calibration calibration;
  const auto method = calibration_method_from(VEDETTE_TRY(json_text(json, "method")));
  if (!method) return fail(ErrorCode::malformed, method.error().message, method.error().hint);
  calibration.method_ = *method;
  const std::int64_t classes = VEDETTE_TRY(json_integer(json, "classes"));
  const Json* maps = VEDETTE_TRY(json_array(json, "maps"));
  if (*method == CalibrationMethod::none) {
    if (classes != 0 || !maps->empty())
      return fail(ErrorCode::malformed, "the calibration 'none' has maps");
    return calibration;
  }
  if (classes < 2 || classes > static_cast<std::int64_t>(kMostClasses))
    return fail(ErrorCode::malformed, "a calibration has at least two classes");
  calibration.classes_ = static_cast<std::size_t>(classes);
  if (maps->size() != map_count(calibration.classes_))
    return fail(ErrorCode::malformed, "the calibration has a wrong number of maps");
  for (const Json& map : *maps) {
    if (*method == CalibrationMethod::sigmoid) {
      calibration.sigmoids_.push_back(VEDETTE_TRY(sigmoid_from(map)));
    } else {
      calibration.isotonics_.push_back(VEDETTE_TRY(isotonic_from(map)));
    }
  }
  return calibration;
}

}  // namespace vedette
