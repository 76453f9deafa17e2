// SPDX-License-Identifier: Apache-2.0
/// Settings of the program: flag, then environment, then file, then default; and which it was.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "cli/arguments.hpp"

namespace vedette {

/// One row of the table of settings.
struct SettingSpec {
  std::string name;         ///< dotted key in the file: "store.uri"
  std::string environment;  ///< VEDETTE_STORE__URI; with _FILE appended, a file that holds the value
  std::string flag;         ///< "--store"; empty: none
  std::string help;
  bool secret = false;      ///< may hold a password: masked when printed
  std::vector<std::string> choices{};
  std::int64_t least = 0;  ///< of a whole number, where `most` says that it is one
  std::int64_t most = 0;
};

[[nodiscard]] std::span<const SettingSpec> setting_table();

struct Setting {
  std::string value;
  std::string origin;  ///< "flag --home", "environment VEDETTE_HOME", "file ...", "default"
};

/// Looks up an environment variable; passed in so that tests need not change the process.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

class Settings {
 public:
  /// Errors: `invalid_argument` for an unknown key in the file or a value out of range, `io` for
  /// a file that was named and cannot be read.
  [[nodiscard]] static Result<Settings> load(const Arguments& flags, const Environment& environment);

  [[nodiscard]] const Setting& at(std::string_view name) const;
  [[nodiscard]] const std::string& text(std::string_view name) const { return at(name).value; }
  /// Of a setting that is a whole number.
  [[nodiscard]] std::int64_t number(std::string_view name) const;
  /// Where the configuration file is, whether or not it exists.
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  std::map<std::string, Setting, std::less<>> values_;
  std::string file_;
};

}  // namespace vedette
