// SPDX-License-Identifier: Apache-2.0
#include "pipeline/health.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "pipeline/ingest_job.hpp"
#include "pipeline/test_home.hpp"
#include "registry/example_for_test.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

class HealthTest : public testing::Test {
 protected:
  TestHome directory_;
  Clock clock_ = [] { return TimeNs{1'700'000'000'000'000'000}; };
  Home home_ = Home::open(directory_.path()).value();
  std::unique_ptr<Store> store_ = open_store("memory:").value();
  Datasets datasets_{*store_, clock_};
  Registry registry_ = Registry::open(home_.models(), clock_).value();
};

TEST_F(HealthTest, a_fresh_home_is_well) {
  EXPECT_EQ(home_is_writable(home_).value(), home_.root.string());
  EXPECT_THAT(disk_has_room(home_.root).value(), HasSubstr("free"));
  EXPECT_TRUE(store_is_sound(*store_));
  EXPECT_EQ(datasets_are_complete(datasets_).value(), "0 data sets");
  EXPECT_THAT(models_are_intact(registry_).value(), HasSubstr("0 model versions"));
  EXPECT_THAT(libraries_in_use().value(), HasSubstr("xgboost"));
}

TEST_F(HealthTest, a_home_that_is_not_there_is_not_well) {
  const Home gone{directory_.path() / "gone"};
  EXPECT_FALSE(home_is_writable(gone));
  EXPECT_FALSE(disk_has_room(gone.root));
  const HealthCheck check = health_check("home", home_is_writable(gone));
  EXPECT_EQ(check.check, "home");
  EXPECT_FALSE(check.well);
  EXPECT_FALSE(check.message.empty());
}

TEST_F(HealthTest, an_ingest_that_was_cut_short_is_named) {
  const auto file = directory_.path() / "long.csv";
  std::ofstream rows(file);
  rows << "x\n";
  for (int i = 0; i < 20'000; ++i) rows << i << '\n';
  rows.close();
  ASSERT_TRUE(datasets_.create("d", parse_schema("name: s\ncolumns: [{name: x}]\n", "s").value()));
  std::stop_source stop;
  const WorkContext work{.stop = stop.get_token(),
                         .on_progress = [&](auto, auto, auto) { stop.request_stop(); }};
  ASSERT_FALSE(ingest_file(datasets_, "d", {file.string(), "long.csv"}, {}, work));
  EXPECT_THAT(datasets_are_complete(datasets_).error().message, HasSubstr("long.csv"));
}

TEST_F(HealthTest, a_damaged_model_is_named) {
  Bundle bundle = example::bundle();
  ASSERT_TRUE(registry_.publish(bundle));
  ASSERT_TRUE(models_are_intact(registry_));
  std::ofstream(registry_.directory("example", 1) / "transform.json", std::ios::app) << ' ';
  EXPECT_THAT(models_are_intact(registry_).error().message, HasSubstr("example@1"));
}

}  // namespace
}  // namespace vedette
