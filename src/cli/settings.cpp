// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/options.hpp"
#include "base/parallel.hpp"
#include "data/yaml.hpp"

namespace vedette {
namespace {

const std::vector<SettingSpec> kSettings = {
    {"home", "VEDETTE_HOME", "--home", "Directory that holds all state", false, {}},
    {"store.uri", "VEDETTE_STORE__URI", "--store",
     "Store of the data sets: sqlite:PATH, mongodb://..., memory: (default: in the home)", true,
     {}},
    {"threads", "VEDETTE_THREADS", "--threads", "Threads to use (default: all allowed)", false, {},
     1, 999},
    {"output.color", "VEDETTE_OUTPUT__COLOR", "", "Colours: auto, always or never", false,
     {"auto", "always", "never"}},
    {"serve.address", "VEDETTE_SERVE__ADDRESS", "--address", "Address that the server binds", false,
     {}},
    {"serve.port", "VEDETTE_SERVE__PORT", "--port", "Port of the server; 0: any free one", false,
     {}, 0, 65'535},
    {"serve.grpc_port", "VEDETTE_SERVE__GRPC_PORT", "--grpc-port",
     "Port for gRPC; 0: any free one (default: no gRPC)", false, {}, 0, 65'535},
    {"serve.access", "VEDETTE_SERVE__ACCESS", "--access",
     "Who may come in: open (loopback only), accounts, or auto", false,
     {"auto", "open", "accounts"}},
    {"serve.requests_per_second", "VEDETTE_SERVE__REQUESTS_PER_SECOND", "--requests-per-second",
     "Requests a second that one token or session may send; 0: any number", false, {}, 0,
     1'000'000},
    {"serve.requests_at_a_time", "VEDETTE_SERVE__REQUESTS_AT_A_TIME", "--requests-at-a-time",
     "Requests that one token or session may have under way; 0: any number", false, {}, 0,
     1'000'000},
    {"serve.model", "VEDETTE_SERVE__MODEL", "--standard-model",
     "What requests that name no model get (default: the champion, where there is one model)", false,
     {}},
    {"serve.certificate", "VEDETTE_SERVE__CERTIFICATE", "--certificate",
     "Certificate chain for TLS (PEM); `self-signed` makes one", false, {}},
    {"serve.key", "VEDETTE_SERVE__KEY", "--key", "Its private key (PEM)", false, {}},
    {"serve.access_log", "VEDETTE_SERVE__ACCESS_LOG", "", "Log every request: on or off", false,
     {"on", "off"}},
};

using Values = std::map<std::string, std::string, std::less<>>;

std::string xdg(const Environment& environment, const char* variable, const char* below_home) {
  if (const auto set = environment(variable); set && !set->empty()) return *set + "/vedette";
  return environment("HOME").value_or(".") + below_home + "/vedette";
}

/// Dotted names of an object's scalars.
Result<> flatten(const Json& json, const std::string& prefix, Values& values) {
  for (const auto& [key, value] : json.items()) {
    const std::string name = prefix.empty() ? key : prefix + "." + key;
    if (value.is_object()) {
      VEDETTE_TRY(flatten(value, name, values));
      continue;
    }
    values[name] = value.is_string() ? value.get<std::string>() : dump_json(value);
  }
  return {};
}

Result<Values> read_config(const std::string& path, const Setting* named) {
  Values values;
  if (named == nullptr && !std::filesystem::exists(path)) return values;
  const std::string text = VEDETTE_TRY(read_file(path, std::size_t{1} << 20));
  const Json json = VEDETTE_TRY(parse_yaml(text, path));
  if (!json.is_object() && !json.is_null())
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a mapping", path));
  if (json.is_object()) VEDETTE_TRY(flatten(json, "", values));
  std::vector<std::string> known;
  for (const SettingSpec& spec : kSettings) known.push_back(spec.name);
  for (const auto& [name, value] : values) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string near = nearest_word(name, known);
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' has no setting '{}'", path, name),
                near.empty() ? fmt::format("the settings are {}", fmt::join(known, ", "))
                             : fmt::format("did you mean '{}'?", near));
  }
  return values;
}

/// The variable itself, or the content of the file that its `_FILE` form names.
Result<std::optional<Setting>> from_environment(const SettingSpec& spec,
                                                const Environment& environment) {
  const std::string origin = fmt::format("environment {}", spec.environment);
  if (auto value = environment(spec.environment); value && !value->empty())
    return Setting{*value, origin};
  const auto file = environment(spec.environment + "_FILE");
  if (!file || file->empty()) return std::nullopt;
  std::string text = VEDETTE_TRY(read_file(*file, 65536));
  text.erase(text.find_last_not_of("\r\n ") + 1);
  return Setting{std::move(text), origin + "_FILE"};
}

Result<Setting> resolve(const SettingSpec& spec, const Arguments& flags,
                        const Environment& environment, const Values& file,
                        const std::string& file_name, std::string standard) {
  if (!spec.flag.empty() && flags.has(spec.flag))
    return Setting{flags.text(spec.flag), "flag " + spec.flag};
  std::optional<Setting> set = VEDETTE_TRY(from_environment(spec, environment));
  if (set) return std::move(*set);
  if (const auto found = file.find(spec.name); found != file.end())
    return Setting{found->second, "file " + file_name};
  return Setting{std::move(standard), "default"};
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<> check_value(const SettingSpec& spec, const Setting& setting, std::string_view standard) {
  if (setting.value == standard) return {};
  const bool fits =
      spec.choices.empty() || std::ranges::find(spec.choices, setting.value) != spec.choices.end();
  const std::optional<std::int64_t> number = whole_number(setting.value);
  const bool in_range = spec.most == 0 || (number && *number >= spec.least && *number <= spec.most);
  if (fits && in_range) return {};
  return fail(ErrorCode::invalid_argument,
              fmt::format("the setting '{}' is '{}' ({})", spec.name, setting.value,
                          setting.origin),
              spec.most == 0 ? spec.help
                             : fmt::format("give a whole number from {} to {}: {}", spec.least,
                                           spec.most, spec.help));
}

}  // namespace

std::span<const SettingSpec> setting_table() { return kSettings; }

Result<Settings> Settings::load(const Arguments& flags, const Environment& environment) {
  Settings settings;
  std::optional<Setting> named;
  if (flags.has("--config")) named = Setting{flags.text("--config"), "flag --config"};
  if (const auto set = environment("VEDETTE_CONFIG"); !named && set && !set->empty())
    named = Setting{*set, "environment VEDETTE_CONFIG"};
  settings.file_ =
      named ? named->value : xdg(environment, "XDG_CONFIG_HOME", "/.config") + "/config.yaml";
  const Values file = VEDETTE_TRY(read_config(settings.file_, named ? &*named : nullptr));
  const Values standards = {{"home", xdg(environment, "XDG_DATA_HOME", "/.local/share")},
                            {"store.uri", ""},
                            {"threads", std::to_string(available_threads())},
                            {"output.color", "auto"},
                            {"serve.address", "127.0.0.1"},
                            {"serve.port", "8080"},
                            {"serve.grpc_port", ""},
                            {"serve.access", "auto"},
                            {"serve.requests_per_second", "0"},
                            {"serve.requests_at_a_time", "64"},
                            {"serve.model", ""},
                            {"serve.certificate", ""},
                            {"serve.key", ""},
                            {"serve.access_log", "on"}};
  for (const SettingSpec& spec : kSettings) {
    const std::string& standard = standards.find(spec.name)->second;
    Setting setting =
        VEDETTE_TRY(resolve(spec, flags, environment, file, settings.file_, standard));
    VEDETTE_TRY(check_value(spec, setting, standard));
    settings.values_[spec.name] = std::move(setting);
  }
  return settings;
}

const Setting& Settings::at(std::string_view name) const {
  const auto found = values_.find(name);
  check(found != values_.end(), "a setting that is read stands in the table");
  return found->second;
}

std::int64_t Settings::number(std::string_view name) const {
  const std::optional<std::int64_t> number = whole_number(text(name));
  check(number.has_value(), "a setting that is a number has a range in the table");
  return *number;
}

}  // namespace vedette
