// SPDX-License-Identifier: Apache-2.0
// Linked into every program that is built with address and undefined-behaviour checks.

/// Undefined behaviour traps (SIGILL, or SIGTRAP on ARM); the address sanitizer then prints where,
/// with a stack trace. What ASAN_OPTIONS says comes on top of this.
extern "C" const char* __asan_default_options() { return "handle_sigill=1:handle_sigtrap=1"; }
