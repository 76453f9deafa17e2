// SPDX-License-Identifier: Apache-2.0
// The first byte is the number of the part of a good bundle that the rest stands in for. Whatever
// loads must score without harm and be the same after being written and read again.
#include <string_view>

#include "registry/aliases.hpp"
#include "registry/example_for_test.hpp"
#include "registry/manifest.hpp"
#include "score/score.hpp"

namespace vedette {
namespace {

void check_round_trip(const Bundle& bundle) {
  const BundleFiles files = to_files(bundle);
  const Result<Bundle> again = bundle_from_files(files);
  check(again.has_value(), "a written bundle can be read");
  check(to_files(*again).files == files.files, "writing keeps every part");
}

void load_with_part(std::size_t part, std::string_view bytes) {
  static const BundleFiles good = to_files(example::bundle());
  static const Table rows = example::table(20, 5);
  BundleFiles files = good;
  files.files[part % files.files.size()].second = bytes;
  const Result<Bundle> bundle = bundle_from_files(files);
  if (!bundle) return;
  static_cast<void>(score(*bundle, rows));
  check_round_trip(*bundle);
}

}  // namespace
}  // namespace vedette

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'M':
      static_cast<void>(vedette::parse_manifest(rest));
      return 0;
    case 'A':
      static_cast<void>(vedette::parse_aliases(rest));
      return 0;
    default:
      vedette::load_with_part(data[0], rest);
      return 0;
  }
}
