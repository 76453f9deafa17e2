// SPDX-License-Identifier: Apache-2.0
/// The server's mind: from a request to its route, past the gate, to the handler, and back as an
/// answer or a problem; every request counted and logged.
#pragma once

#include <memory>
#include <span>

#include "http/server.hpp"
#include "serve/access_log.hpp"
#include "serve/gate.hpp"
#include "serve/router.hpp"
#include "serve/world.hpp"

namespace vedette {

/// What plan() found out, for the rest of a request's way.
struct Admission {
  const Route* route = nullptr;
  PathValues path{};
  std::shared_ptr<const Principal> who{};
  mutable CallLimits::Share share{};  ///< given back early by answers that have no end
};

class ServeApplication final : public Application {
 public:
  /// All of them outlive this.
  ServeApplication(ServeWorld& world, std::span<const Route> routes, AccessLog& access_log);

  [[nodiscard]] RequestPlan plan(const RequestHead& head) override;
  [[nodiscard]] Response respond(Request& request, const RequestPlan& plan) override;
  [[nodiscard]] Response fault(unsigned status, const std::string& detail,
                               const RequestHead* head) override;
  void finished(const RequestHead& head, const RequestPlan& plan,
                const RequestOutcome& outcome) override;

 private:
  [[nodiscard]] Response no_route(const RequestHead& head) const;
  void place(const RequestHead& head, const Admission& admission, RequestPlan& plan) const;
  [[nodiscard]] std::size_t number_of(const Route* route) const;

  ServeWorld& world_;
  std::span<const Route> routes_;
  Router router_;
  Gate gate_;
  AccessLog& access_log_;
};

}  // namespace vedette
