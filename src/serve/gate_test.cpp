// SPDX-License-Identifier: Apache-2.0
#include "serve/gate.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "serve/routes.hpp"
#include "serve/service_for_test.hpp"

namespace vedette {
namespace {

const std::vector<UserRole> kRoles = {UserRole::viewer, UserRole::analyst, UserRole::engineer,
                                      UserRole::admin};

/// A path of that route, with something in its segments.
std::string some_path(const Route& route) {
  std::string path;
  for (std::size_t i = 0; i < route.path.size(); ++i) {
    if (route.path[i] != '{') {
      path += route.path[i];
      continue;
    }
    path += "nothing";
    i = route.path.find('}', i);
  }
  return path;
}

class GateTest : public testing::Test {
 protected:
  std::string outcome(const RequestHead& head, const Route& route) {
    const Gate gate(service_.accounts(), Access::accounts);
    const auto admitted = gate.admit(head, route);
    const auto* problem = std::get_if<Problem>(&admitted);
    return problem == nullptr ? "admitted" : problem->code;
  }
  RequestHead head_for(const Route& route, Fields fields = {}) {
    RequestHead head{.method = route.method, .path = some_path(route), .fields = std::move(fields)};
    head.fields.emplace_back("Host", "127.0.0.1:8080");
    return head;
  }
  std::string token(UserRole role) {
    const std::string line = service_.bearer(role);
    return line.substr(15, line.size() - 17);  // the value of the field alone
  }

  TestService service_{Access::accounts};
};

TEST_F(GateTest, every_route_admits_exactly_the_roles_that_have_its_scope) {
  for (const UserRole role : kRoles) {
    const std::string bearer = token(role);
    for (const Route& route : route_table()) {
      const bool may = !route.scope || scopes_of(role).has(*route.scope);
      EXPECT_EQ(outcome(head_for(route, {{"Authorization", bearer}}), route),
                may ? "admitted" : "forbidden")
          << to_string(role) << ' ' << to_string(route.method) << ' ' << route.path;
    }
  }
}

TEST_F(GateTest, nobody_gets_past_a_route_with_a_scope) {
  for (const Route& route : route_table())
    EXPECT_EQ(outcome(head_for(route), route), route.scope ? "unauthenticated" : "admitted")
        << route.path;
}

TEST_F(GateTest, every_route_that_changes_something_has_a_scope_but_those_of_the_session) {
  for (const Route& route : route_table()) {
    if (route.method == HttpMethod::get || route.tag == "Session") continue;
    EXPECT_TRUE(route.scope.has_value()) << route.path;
  }
}

TEST_F(GateTest, a_token_that_is_none_is_refused_also_where_nobody_needs_one) {
  const Route route{.path = "/healthz", .id = "healthz"};
  for (const char* field : {"Bearer vdt_wrong", "Bearer ", "Basic YTpi", "nonsense"})
    EXPECT_EQ(outcome(head_for(route, {{"Authorization", field}}), route), "unauthenticated")
        << field;
}

const Route kWrite = {.method = HttpMethod::post, .path = "/w", .id = "w", .scope = Scope::train};

class SessionGateTest : public GateTest {
 protected:
  void SetUp() override {
    static_cast<void>(
        service_.accounts().add_user("eva", UserRole::engineer, "seven brave otters").value());
    signed_in_ =
        service_.accounts().sign_in("eva", "seven brave otters", "192.0.2.1").value();
  }
  Fields with_session(Fields more = {}) {
    more.emplace_back("Cookie", session_cookie_name(false) + "=" + signed_in_.secret);
    return more;
  }
  SignIn signed_in_;
};

TEST_F(SessionGateTest, writes_by_cookie_need_the_token_of_the_session) {
  EXPECT_EQ(outcome(head_for(kWrite, with_session()), kWrite), "cross_site");
  EXPECT_EQ(outcome(head_for(kWrite, with_session({{"X-Csrf-Token", "guess"}})), kWrite),
            "cross_site");
  const std::string csrf = signed_in_.principal->csrf;
  EXPECT_EQ(outcome(head_for(kWrite, with_session({{"X-Csrf-Token", csrf}})), kWrite), "admitted");
}

TEST_F(SessionGateTest, writes_that_another_site_sent_are_refused) {
  const std::string csrf = signed_in_.principal->csrf;
  struct Case {
    const char* field;
    const char* value;
    const char* outcome;
  };
  for (const Case& c : std::vector<Case>{{"Origin", "https://evil.example", "cross_site"},
                                         {"Origin", "null", "cross_site"},
                                         {"Origin", "http://127.0.0.1:9999", "cross_site"},
                                         {"Origin", "http://127.0.0.1:8080", "admitted"},
                                         {"Sec-Fetch-Site", "cross-site", "cross_site"},
                                         {"Sec-Fetch-Site", "same-site", "cross_site"},
                                         {"Sec-Fetch-Site", "same-origin", "admitted"}})
    EXPECT_EQ(outcome(head_for(kWrite, with_session({{"X-Csrf-Token", csrf}, {c.field, c.value}})),
                      kWrite),
              c.outcome)
        << c.field << ": " << c.value;
}

TEST(Gate, with_open_access_answers_only_to_loopback_names) {
  TestService service;
  const Gate gate(service.accounts(), Access::open);
  const Route route{.path = "/healthz", .id = "healthz"};
  struct Case {
    const char* host;
    bool admitted;
  };
  for (const Case& c : std::vector<Case>{{"127.0.0.1", true},
                                         {"127.0.0.1:8080", true},
                                         {"127.8.9.10:80", true},
                                         {"localhost", true},
                                         {"LOCALHOST:8080", true},
                                         {"[::1]:8080", true},
                                         {"127.0.0.1.evil.example", false},
                                         {"evil.example", false},
                                         {"localhost.evil.example", false},
                                         {"[::1].evil.example", false},
                                         {"", false}}) {
    RequestHead head{.path = "/healthz", .fields = {{"Host", c.host}}};
    EXPECT_EQ(std::holds_alternative<std::shared_ptr<const Principal>>(gate.admit(head, route)),
              c.admitted)
        << c.host;
  }
}

TEST(Gate, when_the_accounts_cannot_be_read_nobody_gets_in) {
  TestService service(Access::accounts);
  const std::string bearer = service.bearer(UserRole::admin);
  EXPECT_EQ(service.get("/api/v1/models", bearer).status, 200);
  std::ofstream(service.home().accounts() / "users.json") << "damaged";
  const Gate gate(service.accounts(), Access::accounts);
  const Route route{.path = "/r", .id = "r", .scope = Scope::read};
  // What another process changed is noticed within a second.
  for (int wait = 0; wait < 300; ++wait) {
    const RequestHead head{.path = "/r",
                           .fields = {{"Authorization", bearer.substr(15, bearer.size() - 17)}}};
    const auto admitted = gate.admit(head, route);
    if (const auto* problem = std::get_if<Problem>(&admitted)) {
      EXPECT_GE(problem->status, 400U);
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  FAIL() << "damaged accounts still let somebody in";
}

}  // namespace
}  // namespace vedette
