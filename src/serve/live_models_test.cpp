// SPDX-License-Identifier: Apache-2.0
#include "serve/live_models.hpp"

#include <gtest/gtest.h>

#include "pipeline/test_home.hpp"
#include "registry/example_for_test.hpp"

namespace vedette {
namespace {

class LiveModelsTest : public testing::Test {
 protected:
  void publish() {
    Bundle bundle = example::bundle();
    ASSERT_TRUE(registry_.publish(bundle));
  }

  TestHome home_;
  Registry registry_ = Registry::open(home_.path(), system_clock()).value();
  LiveModels models_{registry_, ""};
};

TEST_F(LiveModelsTest, a_version_is_in_memory_once_however_it_is_named) {
  publish();
  for (const char* name : {"", "example", "example@champion", "example@1"})
    ASSERT_TRUE(models_.find(name)) << name;
  EXPECT_EQ(models_.loaded().size(), 1U);
}

TEST_F(LiveModelsTest, a_new_champion_is_loaded_once_for_all_its_names) {
  publish();
  for (const char* name : {"", "example", "example@champion"}) ASSERT_TRUE(models_.find(name));
  publish();
  ASSERT_TRUE(registry_.promote({"example", "2"}));
  ASSERT_TRUE(models_.refresh());
  ASSERT_EQ(models_.loaded().size(), 1U);
  EXPECT_EQ(models_.ready("")->name(), "example@2");
  EXPECT_EQ(models_.ready("example"), models_.ready("example@champion"));
}

TEST_F(LiveModelsTest, without_a_name_several_models_are_a_question) {
  publish();
  Bundle other = example::bundle("other");
  ASSERT_TRUE(registry_.publish(other));
  const Error error = models_.find("").error();
  EXPECT_EQ(error.code, ErrorCode::invalid_argument);
  EXPECT_NE(error.hint.find("--standard-model"), std::string::npos);
}

TEST_F(LiveModelsTest, what_is_gone_is_let_go) {
  publish();
  publish();
  ASSERT_TRUE(models_.find("example@2"));
  ASSERT_TRUE(registry_.promote({"example", "2"}));
  ASSERT_TRUE(registry_.promote({"example", "1"}));
  publish();
  ASSERT_TRUE(registry_.promote({"example", "3"}));
  ASSERT_TRUE(registry_.remove({"example", "2"}));
  EXPECT_FALSE(models_.refresh());
  EXPECT_EQ(models_.ready("example@2"), nullptr);
}

}  // namespace
}  // namespace vedette
