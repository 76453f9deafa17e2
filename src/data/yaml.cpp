// SPDX-License-Identifier: Apache-2.0
#include "data/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

namespace vedette {
namespace {

constexpr int kMostLevels = 32;
constexpr int kMostValues = 10'000;

template <class Number>
std::optional<Number> whole_text_as(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Json scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return text;  // quoted
  if (text == "true" || text == "false") return text == "true";
  if (text.empty() || text == "null" || text == "~") return nullptr;
  if (const auto whole = whole_text_as<std::int64_t>(text)) return *whole;
  if (const auto number = whole_text_as<double>(text)) return *number;
  return text;
}

/// Walks a loaded document and counts what it makes, because an alias to a list of aliases grows
/// without bound when it is followed.
class Converter {
 public:
  explicit Converter(std::string_view file) : file_(file) {}

  Result<Json> convert(const YAML::Node& node, int level = 0) {
    if (level > kMostLevels || ++values_ > kMostValues)
      return wrong(node.Mark(), ErrorCode::too_large, "more values or levels than are allowed");
    if (node.IsMap()) return mapping(node, level);
    if (node.IsScalar()) return scalar(node);
    if (!node.IsSequence()) return Json(nullptr);
    Json list = Json::array();
    for (const auto& item : node) {
      Json value = VEDETTE_TRY(convert(item, level + 1));
      list.push_back(std::move(value));
    }
    return list;
  }

  [[nodiscard]] tl::unexpected<Error> wrong(const YAML::Mark& mark, ErrorCode code,
                                            std::string message) const {
    const std::string line = mark.is_null() ? "" : fmt::format("line {}: ", mark.line + 1);
    return fail(code, line + message, {}, {file_, {}, {}, {}});
  }

 private:
  Result<Json> mapping(const YAML::Node& node, int level) {
    Json object = Json::object();
    for (const auto& member : node) {
      if (!member.first.IsScalar())
        return wrong(member.first.Mark(), ErrorCode::malformed, "a key must be plain text");
      const std::string& key = member.first.Scalar();
      if (object.contains(key))
        return wrong(member.first.Mark(), ErrorCode::malformed,
                     fmt::format("the key '{}' is given twice", key));
      Json value = VEDETTE_TRY(convert(member.second, level + 1));
      object[key] = std::move(value);
    }
    return object;
  }

  std::string file_;
  int values_ = 0;
};

}  // namespace

Result<Json> parse_yaml(std::string_view text, std::string_view file_name) {
  Converter converter(file_name);
  try {
    return converter.convert(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& e) {
    return converter.wrong(e.mark, ErrorCode::malformed, "not valid YAML: " + e.msg);
  }
}

}  // namespace vedette
