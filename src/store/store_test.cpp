// SPDX-License-Identifier: Apache-2.0
// The conformance list on every entry of the catalogue.
#include "store/store.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "store/conformance.hpp"

namespace vedette {
namespace {

/// Where to open a back end for this test; nullopt when it needs a server nobody named.
std::optional<std::string> uri_of(const StoreEntry& entry) {
  if (entry.name == "memory") return "memory:";
  if (entry.name == "sqlite") {
    const auto file =
        std::filesystem::path(testing::TempDir()) / "vedette_conformance" / "store.db";
    std::filesystem::remove_all(file.parent_path());
    return "sqlite:" + file.string();
  }
  const char* const server = std::getenv("VEDETTE_TEST_MONGODB_URI");
  return server == nullptr ? std::nullopt : std::optional<std::string>(server);
}

class EveryStore : public testing::TestWithParam<StoreEntry> {};

TEST_P(EveryStore, does_what_the_conformance_list_asks) {
  const auto uri = uri_of(GetParam());
  if (!uri) GTEST_SKIP() << "set VEDETTE_TEST_MONGODB_URI to test this back end";
  const auto store = open_store(*uri);
  ASSERT_TRUE(store) << to_string(store.error());
  const auto outcomes = run_conformance(**store);
  EXPECT_GE(outcomes.size(), 35U);
  for (const ConformanceCase& outcome : outcomes)
    EXPECT_EQ(outcome.outcome, ConformanceCase::Outcome::passed)
        << outcome.name << ": " << outcome.message;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryStore,
                         testing::ValuesIn(store_catalog().begin(), store_catalog().end()),
                         [](const auto& entry) { return entry.param.name; });

}  // namespace
}  // namespace vedette
