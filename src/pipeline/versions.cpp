// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "pipeline/train_job.hpp"
#include "train/versions.hpp"

namespace vedette {

Json library_versions() {
  Json versions = {{"vedette", program_version()}, {"compiler", compiler_version()}};
  for (const auto& [name, version] : learner_library_versions()) versions[name] = version;
  return versions;
}

}  // namespace vedette
