// SPDX-License-Identifier: Apache-2.0
#include "train/versions.hpp"

#include <fmt/format.h>
#include <libsvm/svm.h>
#include <linear.h>
#include <xgboost/c_api.h>

namespace vedette {
namespace {

/// Both libraries of National Taiwan University write 2.30 as 230.
std::string hundredths(int version) {
  return fmt::format("{}.{:02}", version / 100, version % 100);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> learner_library_versions() {
  int major = 0;
  int minor = 0;
  int patch = 0;
  XGBoostVersion(&major, &minor, &patch);
  return {{"xgboost", fmt::format("{}.{}.{}", major, minor, patch)},
          {"liblinear", hundredths(liblinear_version)},
          {"libsvm", hundredths(libsvm_version)}};
}

}  // namespace vedette
