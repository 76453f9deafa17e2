// SPDX-License-Identifier: Apache-2.0
#include "registry/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "registry/bundle_directory.hpp"
#include "registry/bundle_format.hpp"
#include "registry/directory_for_test.hpp"
#include "registry/example_for_test.hpp"
#include "registry/manifest.hpp"

namespace vedette {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr TimeNs kNow = 1'700'000'000'000'000'000;

class RegistryTest : public testing::Test {
 protected:
  Registry open() { return Registry::open(root(), [] { return kNow; }).value(); }
  [[nodiscard]] fs::path root() const { return directory_.path() / "models"; }

  /// Publishes `count` versions of `example`.
  Registry with_versions(int count) {
    Registry registry = open();
    for (int i = 0; i < count; ++i) EXPECT_TRUE(registry.publish(bundle_));
    return registry;
  }

  example::TestDirectory directory_;
  Bundle bundle_ = example::bundle();
};

ModelRef ref(std::string_view text) { return ModelRef::parse(text).value(); }

void overwrite(const fs::path& path, std::string_view bytes) {
  fs::permissions(path, fs::perms::owner_write, fs::perm_options::add);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory))
    names.push_back(entry.path().filename().string());
  return names;
}

TEST(ModelRef, reads_name_number_and_alias) {
  EXPECT_EQ(to_string(ref("dos")), "dos@champion");
  EXPECT_EQ(to_string(ref("dos@3")), "dos@3");
  EXPECT_EQ(to_string(ref("dos@challenger")), "dos@challenger");
  for (const char* bad : {"", "@", "dos@", "Dos", "a b", "../dos", "dos@1@2", "-dos", "dos/1"})
    EXPECT_EQ(ModelRef::parse(bad).error().code, ErrorCode::invalid_argument) << bad;
  EXPECT_FALSE(ModelRef::parse(std::string(65, 'a')));
}

TEST_F(RegistryTest, an_empty_registry_lists_nothing_and_says_so) {
  const Registry registry = open();
  EXPECT_THAT(registry.list().value(), IsEmpty());
  EXPECT_THAT(registry.list("example").value(), IsEmpty());
  EXPECT_EQ(registry.load(ref("example")).error().code, ErrorCode::not_found);
}

TEST_F(RegistryTest, versions_count_from_one_and_get_their_aliases) {
  const Registry registry = with_versions(3);
  EXPECT_EQ(bundle_.version, 3);
  EXPECT_EQ(bundle_.created_at, kNow);
  const std::vector<ModelVersion> versions = registry.list("example").value();
  ASSERT_EQ(versions.size(), 3U);
  EXPECT_THAT(versions[0].aliases, ElementsAre("champion"));
  EXPECT_THAT(versions[1].aliases, IsEmpty());
  EXPECT_THAT(versions[2].aliases, ElementsAre("challenger"));
}

TEST_F(RegistryTest, a_summary_holds_what_lists_show) {
  const Registry registry = with_versions(1);
  const ModelVersion version = registry.show(ref("example")).value();
  EXPECT_EQ(version.name, "example");
  EXPECT_EQ(version.version, 1);
  EXPECT_EQ(version.created_at, kNow);
  EXPECT_EQ(version.learner, "decision_tree");
  EXPECT_EQ(version.summary["task"], "binary");
  EXPECT_EQ(version.summary["rows"], 60);
  EXPECT_EQ(version.summary["split"], "stratified");
  EXPECT_TRUE(version.summary["threshold"].is_number());
  EXPECT_TRUE(version.summary["metrics"]["macro_f1"].is_number());
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(registry.directory("example", 1)))
    bytes += entry.file_size();
  EXPECT_EQ(version.bytes, bytes);
}

TEST_F(RegistryTest, what_is_loaded_is_what_was_published) {
  const Registry registry = with_versions(2);
  const std::shared_ptr<const Bundle> loaded = registry.load(ref("example@2")).value();
  EXPECT_EQ(to_files(*loaded).files, to_files(bundle_).files);
}

TEST_F(RegistryTest, names_do_not_mix) {
  Registry registry = with_versions(2);
  Bundle other = example::bundle("other");
  EXPECT_EQ(registry.publish(other).value(), 1);
  const std::vector<ModelVersion> all = registry.list().value();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[2].name, "other");
  Bundle nameless = example::bundle("No Name");
  EXPECT_EQ(registry.publish(nameless).error().code, ErrorCode::invalid_argument);
}

TEST_F(RegistryTest, promotion_and_rollback_move_the_champion) {
  Registry registry = with_versions(3);
  EXPECT_EQ(registry.promote(ref("example@challenger"))->version, 3);
  EXPECT_EQ(registry.show(ref("example@previous"))->version, 1);
  EXPECT_EQ(registry.show(ref("example@challenger")).error().code, ErrorCode::not_found);
  EXPECT_EQ(registry.rollback("example")->version, 1);
  EXPECT_EQ(registry.show(ref("example@previous"))->version, 3);
  EXPECT_EQ(registry.promote(ref("example@9")).error().code, ErrorCode::not_found);
  EXPECT_EQ(registry.promote(ref("none@1")).error().code, ErrorCode::not_found);
  EXPECT_EQ(registry.rollback("none").error().code, ErrorCode::not_found);
  EXPECT_EQ(registry.show(ref("example"))->version, 1);
}

TEST_F(RegistryTest, rollback_needs_a_previous_champion) {
  Registry registry = with_versions(2);
  EXPECT_EQ(registry.rollback("example").error().code, ErrorCode::not_found);
}

TEST_F(RegistryTest, aliases_survive_reopening) {
  Registry registry = with_versions(2);
  ASSERT_TRUE(registry.set_alias("night", ref("example@2")));
  ASSERT_TRUE(registry.promote(ref("example@night")));
  EXPECT_THAT(open().show(ref("example"))->aliases, ElementsAre("champion", "night"));
  EXPECT_EQ(registry.set_alias("champion", ref("example@1")).error().code,
            ErrorCode::invalid_argument);
  EXPECT_EQ(registry.set_alias("night", ref("example@7")).error().code, ErrorCode::not_found);
}

TEST_F(RegistryTest, not_found_names_what_there_is) {
  const Registry registry = with_versions(2);
  const Error error = registry.load(ref("example@7")).error();
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_THAT(error.hint, HasSubstr("1, 2"));
  EXPECT_THAT(error.hint, HasSubstr("champion (1)"));
}

TEST_F(RegistryTest, only_versions_without_alias_are_removed_and_no_number_comes_twice) {
  Registry registry = with_versions(3);
  EXPECT_EQ(registry.remove(ref("example@1")).error().code, ErrorCode::conflict);
  EXPECT_EQ(registry.remove(ref("example@challenger")).error().code, ErrorCode::conflict);
  EXPECT_TRUE(registry.remove(ref("example@2")));
  EXPECT_EQ(registry.remove(ref("example@2")).error().code, ErrorCode::not_found);
  ASSERT_TRUE(registry.set_alias("challenger", ref("example@1")));
  EXPECT_TRUE(registry.remove(ref("example@3")));
  EXPECT_EQ(registry.list("example")->size(), 1U);
  EXPECT_EQ(registry.publish(bundle_).value(), 4);
}

TEST_F(RegistryTest, a_name_without_alias_file_has_its_lowest_version_as_champion) {
  Registry registry = with_versions(2);
  fs::remove(root() / "example" / "aliases.json");
  EXPECT_EQ(registry.show(ref("example"))->version, 1);
  EXPECT_EQ(registry.publish(bundle_).value(), 3);
  EXPECT_EQ(registry.show(ref("example@challenger"))->version, 3);
  EXPECT_EQ(registry.show(ref("example"))->version, 1);
}

TEST_F(RegistryTest, damaged_aliases_are_an_error_that_names_the_file) {
  const Registry registry = with_versions(1);
  overwrite(root() / "example" / "aliases.json", "{");
  const Error error = registry.load(ref("example")).error();
  EXPECT_EQ(error.code, ErrorCode::malformed);
  EXPECT_THAT(error.where.file, HasSubstr("aliases.json"));
}

TEST_F(RegistryTest, opening_sweeps_leftovers_and_nothing_else) {
  static_cast<void>(with_versions(1));
  const fs::path shelf = root() / "example";
  fs::create_directories(shelf / ".incoming-2");
  std::ofstream(shelf / ".incoming-2" / "bundle.json") << "{";
  fs::create_directories(shelf / ".removed-7");
  std::ofstream(shelf / "aliases.json.AbCdEf") << "{";
  std::ofstream(shelf / "notes.txt") << "mine";
  static_cast<void>(open());
  EXPECT_THAT(names_in(shelf),
              testing::UnorderedElementsAre(".lock", "1", "aliases.json", "notes.txt"));
}

TEST_F(RegistryTest, what_cannot_be_read_back_is_not_published) {
  Registry registry = with_versions(1);
  Bundle broken = example::bundle();
  broken.threshold->value = 2;
  EXPECT_EQ(registry.publish(broken).error().code, ErrorCode::malformed);
  EXPECT_EQ(broken.version, 0);
  EXPECT_EQ(registry.list("example")->size(), 1U);
}

TEST_F(RegistryTest, a_number_taken_by_something_else_is_passed_over) {
  Registry registry = with_versions(1);
  std::ofstream(root() / "example" / "2") << "a file";
  fs::create_symlink("1", root() / "example" / "3");
  EXPECT_EQ(registry.publish(bundle_).value(), 4);
  EXPECT_EQ(registry.list("example")->size(), 2U);
}

TEST_F(RegistryTest, diff_puts_metrics_side_by_side_and_lists_what_changed) {
  Registry registry = with_versions(1);
  Bundle wider = example::bundle("example", Task::multiclass, example::schema(), 90);
  wider.schema.columns[1].unit = "minutes";
  ASSERT_TRUE(registry.publish(wider));
  const Json diff = registry.diff(ref("example@1"), ref("example@2")).value();
  EXPECT_EQ(diff["left"], "example@1");
  EXPECT_EQ(diff["right"], "example@2");
  EXPECT_EQ(diff["metrics"]["rows"], (Json{{"left", 60}, {"right", 90}, {"change", 30.0}}));
  EXPECT_EQ(diff["training"], (Json{{"rows", {{"left", 60}, {"right", 90}}}}));
  EXPECT_EQ(diff["labels"]["task"]["right"], "multiclass");
  EXPECT_EQ(diff["schema"]["columns.seconds"]["left"], "feature float64 in seconds");
  EXPECT_EQ(diff["schema"]["columns.seconds"]["right"], "feature float64 in minutes");
  EXPECT_TRUE(diff["learner"].empty());
  const Json same = registry.diff(ref("example@1"), ref("example@1")).value();
  for (const char* part : {"learner", "options", "threshold", "labels", "split", "training",
                           "schema", "versions"})
    EXPECT_TRUE(same[part].is_object() && same[part].empty()) << part;
  EXPECT_EQ(same["metrics"]["rows"]["change"], 0.0);
}

// --- damage ---------------------------------------------------------------------------------

/// Whether damage is seen by `verify` and refused by `load`.
void expect_damaged(const Registry& registry, const std::string& what) {
  const IntegrityReport report = registry.verify(ref("example@1")).value();
  EXPECT_FALSE(report.faults.empty()) << what;
  const auto loaded = registry.load(ref("example@1"));
  EXPECT_FALSE(loaded) << what;
}

TEST_F(RegistryTest, an_untouched_version_has_no_faults) {
  const Registry registry = with_versions(1);
  const IntegrityReport report = registry.verify(ref("example")).value();
  EXPECT_EQ(report.version, 1);
  EXPECT_THAT(report.faults, IsEmpty());
}

TEST_F(RegistryTest, a_flip_of_a_bit_anywhere_in_any_file_is_found_and_refused) {
  constexpr std::size_t kEvery = 3;  // bytes: no divisor of 8, so that all bits have their turn
  Registry registry = open();
  Bundle small = example::bundle("example", Task::binary, example::schema(), 15);
  ASSERT_TRUE(registry.publish(small));
  const fs::path directory = registry.directory("example", 1);
  for (const std::string& name : names_in(directory)) {
    const std::string whole = read_file(directory / name).value();
    fs::permissions(directory / name, fs::perms::owner_write, fs::perm_options::add);
    std::fstream file(directory / name, std::ios::binary | std::ios::in | std::ios::out);
    const auto put = [&](std::size_t at, char byte) {
      file.seekp(static_cast<std::streamoff>(at));
      file.put(byte);
      file.flush();
    };
    for (std::size_t at = 0; at < whole.size() && !HasFailure(); at += kEvery) {
      put(at, static_cast<char>(whole[at] ^ (1 << (at % 8))));
      // `verify` and `load` see the same faults, so the second may look at fewer bytes.
      EXPECT_THAT(registry.verify(ref("example@1"))->faults, testing::Not(IsEmpty()))
          << name << ", byte " << at;
      if (at % (16 * kEvery) == 0) expect_damaged(registry, fmt::format("{}, byte {}", name, at));
      put(at, whole[at]);
    }
  }
  EXPECT_THAT(registry.verify(ref("example"))->faults, IsEmpty());
}

TEST_F(RegistryTest, a_missing_shortened_emptied_or_lengthened_file_is_found_and_refused) {
  const Registry registry = with_versions(1);
  const fs::path directory = registry.directory("example", 1);
  for (const std::string& name : names_in(directory)) {
    const std::string whole = read_file(directory / name).value();
    fs::rename(directory / name, root() / "aside");
    expect_damaged(registry, "without " + name);
    fs::create_symlink(root() / "aside", directory / name);
    expect_damaged(registry, "a link in place of " + name);
    fs::remove(directory / name);
    fs::create_directory(directory / name);
    expect_damaged(registry, "a directory in place of " + name);
    fs::remove(directory / name);
    fs::rename(root() / "aside", directory / name);
    for (const std::string& bytes :
         {std::string(), whole.substr(0, whole.size() - 1), whole.substr(0, whole.size() / 2),
          whole + "\n", whole + whole}) {
      overwrite(directory / name, bytes);
      expect_damaged(registry, fmt::format("{} with {} bytes", name, bytes.size()));
    }
    overwrite(directory / name, whole);
  }
  EXPECT_THAT(registry.verify(ref("example"))->faults, IsEmpty());
}

TEST_F(RegistryTest, a_strange_file_is_reported_and_never_opened) {
  const Registry registry = with_versions(1);
  std::ofstream(registry.directory("example", 1) / "run.sh") << "echo";
  EXPECT_THAT(registry.verify(ref("example"))->faults, ElementsAre(HasSubstr("'run.sh'")));
  EXPECT_TRUE(registry.load(ref("example")));
}

TEST_F(RegistryTest, a_foreign_directory_is_listed_as_damaged_and_refused) {
  const Registry registry = with_versions(1);
  fs::create_directories(root() / "example" / "5");
  std::ofstream(root() / "example" / "5" / "readme") << "hello";
  const std::vector<ModelVersion> versions = registry.list("example").value();
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_TRUE(versions[1].summary.contains("damage"));
  EXPECT_EQ(registry.load(ref("example@5")).error().code, ErrorCode::malformed);
  EXPECT_THAT(registry.verify(ref("example@5"))->faults, Contains(HasSubstr("manifest.json")));
}

/// Rewrites the files of version 1 and a manifest that fits them, as a careful forger would.
void forge(const Registry& registry, const std::function<void(BundleFiles&)>& change) {
  const fs::path directory = registry.directory("example", 1);
  BundleFiles files = read_bundle_directory(directory)->files;
  change(files);
  fs::remove_all(directory);
  ASSERT_TRUE(write_bundle_directory(directory, files));
}

TEST_F(RegistryTest, a_version_moved_to_another_number_or_name_is_refused) {
  const Registry registry = with_versions(1);
  fs::copy(registry.directory("example", 1), registry.directory("example", 2));
  fs::create_directories(root() / "other");
  fs::copy(registry.directory("example", 1), registry.directory("other", 1));
  EXPECT_THAT(registry.load(ref("example@2")).error().message, HasSubstr("example@1"));
  EXPECT_THAT(registry.load(ref("other@1")).error().message, HasSubstr("example@1"));
}

TEST_F(RegistryTest, a_bundle_of_a_newer_format_is_refused_with_the_reason) {
  const Registry registry = with_versions(1);
  const fs::path directory = registry.directory("example", 1);
  std::string manifest = read_file(directory / kManifestName).value();
  const std::string_view version = "\"format_version\": 1";
  manifest.replace(manifest.find(version), version.size(), "\"format_version\": 2");
  overwrite(directory / kManifestName, manifest);
  overwrite(directory / kManifestDigestName, manifest_digest(manifest));
  const Error error = registry.load(ref("example")).error();
  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_THAT(error.message, HasSubstr("format 2"));
}

TEST_F(RegistryTest, a_manifest_can_name_no_file_outside_the_bundle) {
  const Registry registry = with_versions(1);
  forge(registry, [](BundleFiles& files) { files.files.emplace_back("../secret", "x"); });
  const Error error = registry.load(ref("example@1")).error();
  EXPECT_EQ(error.code, ErrorCode::malformed);
  EXPECT_THAT(error.message, HasSubstr("'../secret', which is no part of a bundle"));
}

TEST_F(RegistryTest, a_forged_model_with_a_fitting_manifest_is_still_checked) {
  const Registry registry = with_versions(1);
  forge(registry, [](BundleFiles& files) {
    for (auto& [name, bytes] : files.files)
      if (name == BundlePart::model) bytes = std::string(1000, '\xff');
  });
  EXPECT_THAT(registry.verify(ref("example"))->faults, IsEmpty());
  EXPECT_FALSE(registry.load(ref("example")));
}

TEST(Manifest, digest_file_is_what_sha256sum_writes) {
  EXPECT_EQ(manifest_digest("abc"), sha256_hex("abc") + "  manifest.json\n");
}

TEST(Manifest, refuses_lists_that_are_not_the_parts_of_a_bundle) {
  const auto listing = [](const std::vector<std::string>& names) {
    BundleFiles files;
    for (const std::string& name : names) files.files.emplace_back(name, "x");
    return manifest_text(files);
  };
  std::vector<std::string> all;
  for (const std::string_view name : bundle_file_names()) all.emplace_back(name);
  EXPECT_EQ(parse_manifest(listing(all))->size(), all.size());
  std::vector<std::string> doubled = all;
  doubled.push_back(all.front());
  EXPECT_THAT(parse_manifest(listing(doubled)).error().message, HasSubstr("twice"));
  std::vector<std::string> fewer(all.begin() + 1, all.end());
  EXPECT_THAT(parse_manifest(listing(fewer)).error().message, HasSubstr("does not list"));
  EXPECT_FALSE(parse_manifest("{}"));
  EXPECT_FALSE(parse_manifest("[]"));
  EXPECT_FALSE(parse_manifest(R"({"format":"vedette-manifest","format_version":1,"files":[1]})"));
}

}  // namespace
}  // namespace vedette
