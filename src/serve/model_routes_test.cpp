// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "registry/example_for_test.hpp"
#include "serve/call_for_test.hpp"

namespace vedette {
namespace {

using testing::MatchesRegex;

constexpr const char* kModel = "/api/v1/models/example";

class ModelRoutes : public testing::Test {
 protected:
  ModelRoutes() {
    for (int i = 0; i < 3; ++i) publish();
  }
  void publish() {
    Bundle bundle = example::bundle();
    ASSERT_TRUE(world_.registry().publish(bundle));
  }
  std::string tag() { return world_.get(kModel).field("ETag"); }
  CallAnswer get_unless(const std::string& tags) {
    return world_.ask(HttpMethod::get, kModel, {}, {{"If-None-Match", tags}});
  }
  std::string champion() { return world_.get(kModel).json()["version"].dump(); }

  CallWorld world_;
};

TEST_F(ModelRoutes, the_tag_of_a_model_changes_with_its_aliases_and_only_then) {
  const std::string first = tag();
  EXPECT_THAT(first, MatchesRegex("\"[0-9a-f]{16}-[0-9.]+\""));
  EXPECT_EQ(tag(), first);
  EXPECT_EQ(world_.get("/api/v1/models/example@2").field("ETag"), first);
  const CallAnswer promoted = world_.post("/api/v1/models/example@2/promote");
  EXPECT_NE(tag(), first);
  EXPECT_EQ(promoted.field("ETag"), tag()) << "the next change may build on this one";
  const std::string second = tag();
  publish();
  EXPECT_NE(tag(), second) << "there is a new challenger";
}

TEST_F(ModelRoutes, a_caller_that_has_the_answer_is_told_so) {
  const Fields seen = {{"If-None-Match", tag()}};
  const CallAnswer same = world_.ask(HttpMethod::get, kModel, {}, seen);
  EXPECT_EQ(same.status, 304U);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(same.field("ETag"), tag());
  for (const std::string& field : {"W/" + tag(), "\"other\", " + tag(), std::string("*")})
    EXPECT_EQ(get_unless(field).status, 304U) << field;
  for (const std::string field : {"\"other\"", "\"0123456789abcdef\"", ""})
    EXPECT_EQ(get_unless(field).status, 200U) << field;
  ASSERT_EQ(world_.post("/api/v1/models/example@2/promote").status, 200U);
  EXPECT_EQ(world_.ask(HttpMethod::get, kModel, {}, seen).status, 200U);
}

TEST_F(ModelRoutes, a_change_is_made_only_if_nobody_else_has_made_one) {
  const Fields seen = {{"If-Match", tag()}};
  EXPECT_EQ(world_.post("/api/v1/models/example@2/promote", {}, seen).status, 200U);
  for (const char* path : {"/api/v1/models/example@3/promote", "/api/v1/models/example/rollback"}) {
    const CallAnswer late = world_.post(path, {}, seen);
    EXPECT_EQ(late.status, 412U) << path;
    EXPECT_EQ(late.json()["type"], "/problems/precondition_failed");
  }
  EXPECT_EQ(
      world_.ask(HttpMethod::put, "/api/v1/models/example/aliases/mine", R"({"version":1})", seen)
          .status,
      412U);
  EXPECT_EQ(world_.ask(HttpMethod::delete_, "/api/v1/models/example@3", {}, seen).status, 412U);
  EXPECT_EQ(champion(), "2");
  EXPECT_TRUE(world_.registry().show({"example", "3"}));
  EXPECT_FALSE(world_.registry().show({"example", "mine"}));
}

TEST_F(ModelRoutes, every_change_may_name_what_it_builds_on) {
  EXPECT_EQ(world_.post("/api/v1/models/example@2/promote", {}, {{"If-Match", tag()}}).status,
            200U);
  EXPECT_EQ(world_.post("/api/v1/models/example/rollback", {}, {{"If-Match", tag()}}).status, 200U);
  EXPECT_EQ(world_
                .ask(HttpMethod::put, "/api/v1/models/example/aliases/mine", R"({"version":3})",
                     {{"If-Match", tag()}})
                .status,
            200U);
  EXPECT_EQ(world_.post("/api/v1/models/example@3/promote", {}, {{"If-Match", "*"}}).status, 200U);
  EXPECT_EQ(champion(), "3");
}

TEST_F(ModelRoutes, what_a_change_answers_is_what_it_left) {
  const CallAnswer first = world_.post("/api/v1/models/example@2/promote");
  EXPECT_EQ(first.json()["version"], 2);
  EXPECT_EQ(first.json()["aliases"], Json({"champion"}));
  const CallAnswer second =
      world_.post("/api/v1/models/example/rollback", {}, {{"If-Match", first.field("ETag")}});
  EXPECT_EQ(second.status, 200U);
  EXPECT_EQ(second.json()["version"], 1);
  EXPECT_EQ(world_
                .ask(HttpMethod::delete_, "/api/v1/models/example@2", {},
                     {{"If-Match", second.field("ETag")}})
                .status,
            409U)
      << "it is `previous`";
}

TEST_F(ModelRoutes, a_tag_that_can_fit_nothing_fits_nothing) {
  const std::string revision = tag().substr(1, 16);
  for (const std::string& field :
       {"W/" + tag(), "\"" + revision + "\"", "\"" + revision + "-0.0.0\""})
    EXPECT_EQ(world_.post("/api/v1/models/example@2/promote", {}, {{"If-Match", field}}).status,
              412U)
        << field;
  EXPECT_EQ(champion(), "1");
}

TEST_F(ModelRoutes, an_if_match_field_that_is_no_tag_is_refused) {
  EXPECT_EQ(
      world_
          .post("/api/v1/models/example@2/promote", {}, {{"If-Match", tag()}, {"If-Match", tag()}})
          .status,
      400U);
  for (const char* field : {"", "3", "\"", "\"a\", \"b\"", "X\"a\"", "\"\""}) {
    const CallAnswer answer =
        world_.post("/api/v1/models/example@2/promote", {}, {{"If-Match", field}});
    EXPECT_EQ(answer.status, 400U) << field;
    EXPECT_EQ(answer.pointer(), "If-Match");
  }
  EXPECT_EQ(champion(), "1");
}

}  // namespace
}  // namespace vedette
