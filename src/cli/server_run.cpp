// SPDX-License-Identifier: Apache-2.0
#include "cli/server_run.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "pipeline/run_process.hpp"

namespace vedette {

Result<> join_server_run(Session& session, const Environment& environment) {
  const auto id = environment(kRunIdVariable);
  if (!id || id->empty()) return {};
  VEDETTE_TRY(session.adopt_run(*id));
  const auto server = environment(kRunServerVariable);
  if (!server) return {};
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Had it ended before that, no signal would ever come.
  if (std::to_string(::getppid()) != *server)
    return fail(ErrorCode::cancelled, "the server that started this run is gone");
  return {};
}

}  // namespace vedette
