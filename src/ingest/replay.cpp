// SPDX-License-Identifier: Apache-2.0
#include "ingest/replay.hpp"

#include <nlohmann/json.hpp>

namespace vedette {

ReplayAs replay_as(std::string_view format, const Options& options) {
  return {std::string(format), dump_json(options.to_json())};
}

}  // namespace vedette
