// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "records/zeek.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostHeaderBytes = std::size_t{64} << 10;

/// `\x09` becomes the byte; everything else stays.
std::string unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const bool escape = text.substr(i, 2) == "\\x" && i + 4 <= text.size();
    if (escape && std::from_chars(&text[i] + 2, &text[i] + 4, byte, 16).ptr == &text[i] + 4) {
      plain += static_cast<char>(byte);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::vector<std::string_view> split(std::string_view line, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = line.find(separator);
    parts.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return parts;
    line.remove_prefix(end + separator.size());
  }
}

/// The words of the last part, as parts of their own.
void split_last_by_blanks(std::vector<std::string_view>& parts) {
  std::string_view rest = parts.back();
  parts.pop_back();
  for (;;) {
    const std::size_t begin = rest.find_first_not_of(' ');
    if (begin == std::string_view::npos) return;
    const std::size_t end = rest.find(' ', begin);
    parts.push_back(rest.substr(begin, end - begin));
    if (end == std::string_view::npos) return;
    rest.remove_prefix(end);
  }
}

/// What the `#` lines before some records say.
struct ZeekHeader {
  std::string separator = "\t";
  std::string empty = "(empty)";
  std::string unset = "-";
  std::string path = "conn";
  std::string lines{};  ///< as they stand, with line ends
  std::vector<std::optional<std::size_t>> positions{};  ///< per kZeekFields
  std::size_t fields = 0;
  bool spaced_tail = false;  ///< the last fields are set apart by blanks
  bool is_conn = false;      ///< has the fields that make a flow
};

void take_fields(ZeekHeader& header, std::vector<std::string_view> names) {
  header.spaced_tail = names.back().find(' ') != std::string_view::npos;
  if (header.spaced_tail) split_last_by_blanks(names);
  header.fields = names.size();
  header.positions.assign(kZeekFields.size(), std::nullopt);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto known = std::ranges::find(kZeekFields, names[i]);
    if (known != kZeekFields.end())
      header.positions[static_cast<std::size_t>(known - kZeekFields.begin())] = i;
  }
  // ts, both ends, proto and duration come first in kZeekFields.
  header.is_conn = std::all_of(header.positions.begin(), header.positions.begin() + 7,
                               [](const auto& position) { return position.has_value(); });
}

Facets known_by(const ZeekHeader& header) {
  const auto has = [&header](std::string_view name) {
    const auto known = std::ranges::find(kZeekFields, name) - kZeekFields.begin();
    return header.positions[static_cast<std::size_t>(known)].has_value();
  };
  Facets known = kZeekKnows;
  if (!has("orig_bytes") || !has("resp_bytes")) known &= ~kPayloadSums;
  if (!has("orig_pkts") || !has("resp_pkts")) known &= ~(kPacketCounts | kPacketTotal);
  if (!has("orig_ip_bytes") || !has("resp_ip_bytes")) known &= ~kIpSums;
  if (!has("history") && !has("conn_state")) known &= ~kTcpState;
  return known;
}

class ZeekTextParser final : public LineParser {
 public:
  explicit ZeekTextParser(ZeekLabel label) : label_(label) {}

  LineOutcome parse(std::string_view line) override {
    if (line.starts_with('#')) return take_header_line(line);
    in_header_ = false;
    if (header_.fields == 0)
      return LineFault{{}, {"no_header", "there is no #fields line before this one"}};
    if (first_.empty()) first_ = header_.lines;
    if (!header_.is_conn) return PassedOver{header_.path + ".log"};
    return take_record(line);
  }

  Facets known() const override { return header_.is_conn ? known_by(header_) : Facets{0}; }
  bool has_labels() const override {
    const auto label_fields = std::span(header_.positions).subspan(header_.fields == 0 ? 0 : 17);
    return std::ranges::any_of(label_fields, [](const auto& at) { return at.has_value(); });
  }
  std::string header() const override { return first_; }
  std::string own_header() const override {
    return header_.lines == first_ ? std::string() : header_.lines;
  }

 private:
  LineOutcome take_header_line(std::string_view line) {
    if (line.starts_with("#close")) return NoRecord{};
    if (!in_header_) header_ = {};
    in_header_ = true;
    // Without the time of opening, headers of rotated logs are equal.
    if (!line.starts_with("#open") && header_.lines.size() < kMostHeaderBytes)
      header_.lines += std::string(line) + "\n";
    if (line.starts_with("#separator ")) {
      header_.separator = unescape(line.substr(11));
      if (header_.separator.empty()) header_.separator = "\t";
      return NoRecord{};
    }
    std::vector<std::string_view> parts = split(line, header_.separator);
    const std::string_view key = parts.front();
    parts.erase(parts.begin());
    if (parts.empty()) return NoRecord{};
    if (key == "#unset_field") header_.unset = parts.front();
    if (key == "#empty_field") header_.empty = parts.front();
    if (key == "#path") header_.path = parts.front();
    if (key == "#fields") take_fields(header_, std::move(parts));
    return NoRecord{};
  }

  LineOutcome take_record(std::string_view line) {
    std::vector<std::string_view> parts = split(line, header_.separator);
    if (header_.spaced_tail) split_last_by_blanks(parts);
    if (parts.size() != header_.fields)
      return LineFault{{},
                       {"field_count", fmt::format("the line has {} fields, its header names {}",
                                                   parts.size(), header_.fields)}};
    std::array<std::string_view, kZeekFields.size()> texts{};
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (header_.positions[i]) texts[i] = value_of(parts[*header_.positions[i]]);
    LineOutcome outcome = zeek_flow(texts, label_);
    if (auto* record = std::get_if<FlowRecord>(&outcome)) record->label = unescape(record->label);
    return outcome;
  }

  std::string_view value_of(std::string_view text) const {
    return text == header_.unset || text == header_.empty ? std::string_view() : text;
  }

  ZeekLabel label_;
  ZeekHeader header_{};
  std::string first_{};  ///< lines of the first header that records followed
  bool in_header_ = false;
};

}  // namespace

std::unique_ptr<LineParser> zeek_text_parser(ZeekLabel label) {
  return std::make_unique<ZeekTextParser>(label);
}

bool is_zeek_text(std::string_view start) {
  return start.starts_with("#separator ") && start.find("\n#fields") != std::string_view::npos;
}

}  // namespace vedette
