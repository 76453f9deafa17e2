// SPDX-License-Identifier: Apache-2.0
#include "registry/bundle_archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>

#include <functional>

#include "registry/bundle_format.hpp"
#include "registry/directory_for_test.hpp"
#include "registry/example_for_test.hpp"
#include "registry/manifest.hpp"
#include "registry/registry.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

struct Member {
  std::string path;
  std::string bytes;
  unsigned type = AE_IFREG;
  std::string link{};
};

/// All members of a good archive.
std::vector<Member> good_members(const Bundle& bundle) {
  const BundleFiles files = to_files(bundle);
  const std::string manifest = manifest_text(files);
  std::vector<Member> members{{"m-1/manifest.json", manifest},
                              {"m-1/manifest.sha256", manifest_digest(manifest)}};
  for (const auto& [name, bytes] : files.files) members.push_back({"m-1/" + name, bytes});
  return members;
}

/// Any tar at all, in a compression of libarchive's.
std::string tar_of(const std::vector<Member>& members, int filter = ARCHIVE_FILTER_NONE) {
  std::string out;
  archive* writer = archive_write_new();
  archive_write_add_filter(writer, filter);
  archive_write_set_format_pax(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open(
      writer, &out, nullptr,
      [](archive*, void* target, const void* bytes, std::size_t size) {
        static_cast<std::string*>(target)->append(static_cast<const char*>(bytes), size);
        return static_cast<la_ssize_t>(size);
      },
      nullptr);
  for (const Member& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.path.c_str());
    archive_entry_set_filetype(entry, member.type);
    archive_entry_set_perm(entry, 0644);
    if (member.type == AE_IFLNK) archive_entry_set_symlink(entry, member.link.c_str());
    if (member.type == AE_IFREG && !member.link.empty())
      archive_entry_set_hardlink(entry, member.link.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, member.bytes.data(), member.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return out;
}

TEST(BundleArchive, what_is_packed_unpacks_to_the_same_files) {
  const BundleFiles files = to_files(example::bundle());
  const std::string tar = pack_bundle(files, "example-3", 1'700'000'000'000'000'000).value();
  EXPECT_EQ(unpack_bundle(tar)->files, files.files);
  EXPECT_EQ(pack_bundle(files, "example-3", 1'700'000'000'000'000'000).value(), tar);
}

TEST(BundleArchive, takes_compressed_archives_with_or_without_a_directory) {
  std::vector<Member> members = good_members(example::bundle());
  for (const int filter : {ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD})
    EXPECT_TRUE(unpack_bundle(tar_of(members, filter))) << filter;
  members.insert(members.begin(), {"m-1/", "", AE_IFDIR});
  EXPECT_TRUE(unpack_bundle(tar_of(members)));
  std::erase_if(members, [](const Member& member) { return member.type == AE_IFDIR; });
  for (Member& member : members) member.path.erase(0, 4);
  EXPECT_TRUE(unpack_bundle(tar_of(members)));
}

TEST(BundleArchive, refuses_members_that_do_not_belong_there) {
  using Members = std::vector<Member>;
  const struct {
    std::string what;
    std::function<void(Members&)> change;
    std::string sentence;
  } cases[] = {
      {"stranger", [](Members& m) { m.push_back({"m-1/run.sh", "x"}); }, "no part of a bundle"},
      {"absolute", [](Members& m) { m[2].path = "/bundle.json"; }, "no part"},
      {"up", [](Members& m) { m[2].path = "../bundle.json"; }, "no part"},
      {"up inside", [](Members& m) { m[2].path = "m-1/../bundle.json"; }, "no part"},
      {"deep", [](Members& m) { m[2].path = "m-1/a/bundle.json"; }, "no part"},
      {"other directory", [](Members& m) { m[2].path = "m-2/bundle.json"; }, "several"},
      {"nested directory", [](Members& m) { m.push_back({"m-1/a/", "", AE_IFDIR}); }, "no part"},
      {"up directory", [](Members& m) { m.push_back({"../", "", AE_IFDIR}); }, "no part"},
      {"symbolic link",
       [](Members& m) { m[2] = {"m-1/bundle.json", "", AE_IFLNK, "/etc/passwd"}; },
       "not a regular file"},
      {"hard link",
       [](Members& m) { m[2] = {"m-1/bundle.json", "", AE_IFREG, "m-1/manifest.json"}; },
       "not a regular file"},
      {"pipe", [](Members& m) { m[2] = {"m-1/bundle.json", "", AE_IFIFO}; }, "not a regular file"},
      {"twice", [](Members& m) { m.push_back(m[2]); }, "twice"},
      {"lacking", [](Members& m) { m.erase(m.begin() + 4); }, "lacks"},
      {"no manifest", [](Members& m) { m.erase(m.begin()); }, "lacks 'manifest.json'"},
      {"a changed part", [](Members& m) { m[3].bytes.back() ^= 1; }, "has changed"},
      {"a longer part", [](Members& m) { m[3].bytes += "\n"; }, "bytes instead of"},
      {"a changed manifest", [](Members& m) { m[0].bytes += "\n"; }, "do not match"},
  };
  for (const auto& c : cases) {
    Members members = good_members(example::bundle());
    c.change(members);
    const auto refused = unpack_bundle(tar_of(members));
    ASSERT_FALSE(refused) << c.what;
    EXPECT_EQ(refused.error().code, ErrorCode::malformed) << c.what;
    EXPECT_THAT(refused.error().message, HasSubstr(c.sentence)) << c.what;
  }
}

TEST(BundleArchive, refuses_parts_that_are_too_large_and_data_that_grow_too_much) {
  std::vector<Member> members = good_members(example::bundle());
  members[0].bytes.assign(kMostManifestBytes + 1, ' ');
  EXPECT_EQ(unpack_bundle(tar_of(members)).error().code, ErrorCode::too_large);
  members = good_members(example::bundle());
  for (Member& member : members)
    if (member.path.ends_with("model.bin")) member.bytes.assign(std::size_t{50} << 20, '\0');
  const std::string bomb = tar_of(members, ARCHIVE_FILTER_ZSTD);
  ASSERT_LT(bomb.size(), std::size_t{100'000});
  EXPECT_EQ(unpack_bundle(bomb).error().code, ErrorCode::too_large);
}

TEST(BundleArchive, refuses_what_is_no_tar_and_archives_cut_anywhere) {
  for (const std::string& bytes : {std::string(), std::string("{}"), std::string(5000, '\0')})
    EXPECT_FALSE(unpack_bundle(bytes)) << bytes.size();
  const std::string tar = tar_of(good_members(example::bundle()), ARCHIVE_FILTER_GZIP);
  // The end of a tar is zeros, of which some may be lacking.
  for (std::size_t size = 0; size + 64 < tar.size(); size += tar.size() / 40)
    EXPECT_FALSE(unpack_bundle(std::string_view(tar).substr(0, size))) << size;
}

class Transfer : public testing::Test {
 protected:
  example::TestDirectory from_;
  example::TestDirectory to_;
  Clock clock_ = [] { return TimeNs{1'700'000'000'000'000'000}; };
};

TEST_F(Transfer, an_imported_version_scores_as_the_exported_one_and_says_where_it_came_from) {
  Registry there = Registry::open(from_.path(), clock_).value();
  Bundle bundle = example::bundle();
  static_cast<void>(there.publish(bundle).value());
  const std::string tar = there.export_bundle({"example"}).value();

  Registry here = Registry::open(to_.path(), clock_).value();
  const ModelVersion first = here.import_bundle(tar).value();
  EXPECT_EQ(first.version, 1);
  EXPECT_THAT(first.aliases, testing::Contains("champion"));
  const ModelVersion second = here.import_bundle(tar).value();
  EXPECT_EQ(second.version, 2);
  EXPECT_THAT(second.aliases, testing::ElementsAre("challenger"));
  EXPECT_EQ(here.import_bundle(tar, "other").value().name, "other");

  const auto loaded = here.load({"example"}).value();
  EXPECT_EQ(loaded->training["imported_from"]["name"], "example");
  EXPECT_EQ(loaded->training["imported_from"]["version"], 1);
  const Matrix rows = bundle.transform.apply(example::table(30, 4), {}).value();
  EXPECT_EQ(loaded->model->predict(rows)->values, bundle.model->predict(rows)->values);
}

TEST_F(Transfer, nothing_is_kept_of_what_is_refused) {
  Registry here = Registry::open(to_.path(), clock_).value();
  std::vector<Member> members = good_members(example::bundle());
  members[5].bytes.back() ^= 1;
  EXPECT_FALSE(here.import_bundle(tar_of(members)));
  EXPECT_FALSE(here.import_bundle(tar_of(good_members(example::bundle())), "../up"));
  EXPECT_TRUE(here.list().value().empty());
}

TEST_F(Transfer, a_damaged_version_is_not_exported) {
  Registry there = Registry::open(from_.path(), clock_).value();
  Bundle bundle = example::bundle();
  static_cast<void>(there.publish(bundle).value());
  const std::filesystem::path part = there.directory("example", 1) / BundlePart::model;
  std::filesystem::permissions(part, std::filesystem::perms::owner_all);
  std::filesystem::resize_file(part, 10);
  EXPECT_EQ(there.export_bundle({"example"}).error().code, ErrorCode::malformed);
  EXPECT_EQ(there.export_bundle({"nothing"}).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace vedette
