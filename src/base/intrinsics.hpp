// SPDX-License-Identifier: Apache-2.0
/// Vector instructions by name, for the source files of hot loops; nothing on other processors. To
/// be included by those files alone, and before their own code.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes the undefined operand inside its own intrinsics for ours (its bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
