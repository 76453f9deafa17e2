// SPDX-License-Identifier: Apache-2.0
/// What stands between strangers and the expensive check of a password.
#pragma once

#include <semaphore>
#include <string>

#include "accounts/password.hpp"
#include "accounts/throttle.hpp"

namespace vedette {

/// Thread-safe.
class SignInGuard {
 public:
  SignInGuard(const ThrottleRules& rules, const PasswordCost& cost)
      : throttle_(rules), decoy_(decoy_hash(cost)) {}

  [[nodiscard]] LoginThrottle& throttle() { return throttle_; }
  /// What to check a password against when there is no such user.
  [[nodiscard]] const std::string& decoy() const { return decoy_; }

  /// A place at the table: each check takes the memory and time of one hash, so only a few may run
  /// at once, and the others are told to come back instead of holding the server's threads.
  class Place {
   public:
    explicit Place(SignInGuard& guard) : guard_(guard), taken_(guard.places_.try_acquire()) {}
    ~Place() {
      if (taken_) guard_.places_.release();
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    [[nodiscard]] bool taken() const { return taken_; }

   private:
    SignInGuard& guard_;
    bool taken_;
  };

 private:
  static constexpr int kPlaces = 4;
  LoginThrottle throttle_;
  std::string decoy_;
  std::counting_semaphore<kPlaces> places_{kPlaces};
};

}  // namespace vedette
