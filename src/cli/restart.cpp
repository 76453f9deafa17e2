// SPDX-License-Identifier: Apache-2.0
#include "cli/restart.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace vedette {
namespace {

struct LibrarySetting {
  const char* name;
  const char* value;
};
constexpr LibrarySetting kSettings[] = {{"OMP_WAIT_POLICY", "passive"},
                                        {"MONGOC_DISABLE_SHM", "1"}};

/// Whether all are set, by the user or by us; sets those that are not.
bool settings_were_there() {
  bool all = true;
  for (const LibrarySetting& setting : kSettings) {
    if (std::getenv(setting.name) != nullptr) continue;
    all = false;
    setenv(setting.name, setting.value, 0);
  }
  return all;
}

/// The counters that libmongoc has made by now; the new start would stumble over them.
void remove_counters() { shm_unlink(fmt::format("/mongoc-{}", getpid()).c_str()); }

}  // namespace

Result<> restart_with_library_settings(char** arguments) {
  if (settings_were_there()) return {};
  remove_counters();
  execv("/proc/self/exe", arguments);
  return fail(ErrorCode::io, fmt::format("cannot start again: {}", std::strerror(errno)));
}

}  // namespace vedette
