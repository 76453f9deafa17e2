// SPDX-License-Identifier: Apache-2.0
/// Exchanges of site-internal protocols that several scenarios use, benign and hostile.
#pragma once

#include "wire/dialogue.hpp"
#include "wire/draws.hpp"

namespace vedette {

enum class AccessAnswer { granted, refused };

/// Windows file sharing (SMB 3, encrypted): opening a share and `operations` reads or writes.
void share_files(Dialogue& talk, Draws& draws, AccessAnswer answer, std::int64_t operations);

/// Remote desktop: negotiation, TLS, sign-in, then `screens` updates of the screen.
void use_desktop(Dialogue& talk, Draws& draws, AccessAnswer answer, std::int64_t screens);

/// FTP control connection up to the answer to the password, which is refused `mistakes` times.
enum class FtpEnd { logs_in, gives_up };
void ftp_log_in(Dialogue& talk, Draws& draws, std::int64_t mistakes, FtpEnd end);

}  // namespace vedette
