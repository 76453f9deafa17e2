// SPDX-License-Identifier: Apache-2.0
/// A directory for one test, gone afterwards.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace vedette {

class TestHome {
 public:
  TestHome() {
    std::string name = (std::filesystem::temp_directory_path() / "vedette-test-XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr, "a test may make a temporary directory");
    path_ = name;
  }
  ~TestHome() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestHome(const TestHome&) = delete;
  TestHome& operator=(const TestHome&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace vedette
