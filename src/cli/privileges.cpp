// SPDX-License-Identifier: Apache-2.0
#include "cli/privileges.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vedette {

Result<> drop_privileges(const std::string& user) {
  if (geteuid() != 0) return {};
  errno = 0;
  const passwd* const entry = getpwnam(user.c_str());
  if (entry == nullptr)
    return fail(ErrorCode::not_found, fmt::format("there is no user '{}'", user),
                "name another with --user");
  const bool done = setgroups(0, nullptr) == 0 && setgid(entry->pw_gid) == 0 &&
                    setuid(entry->pw_uid) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  if (!done)
    return fail(ErrorCode::io, fmt::format("cannot become '{}': {}", user, std::strerror(errno)));
  // A process that can take root back has not given it up.
  if (setuid(0) == 0) return fail(ErrorCode::internal, "root could be taken back");
  return {};
}

}  // namespace vedette
