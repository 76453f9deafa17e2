// SPDX-License-Identifier: Apache-2.0
#include "records/netflow_template.hpp"

#include <algorithm>

#include "net/read_bytes.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostFields = 512;
constexpr std::uint16_t kLeastId = 256;
constexpr std::uint16_t kEnterpriseBit = 0x8000;

bool is_options(TemplateForm form) {
  return form == TemplateForm::v9_options || form == TemplateForm::ipfix_options;
}

bool is_ipfix(TemplateForm form) {
  return form == TemplateForm::ipfix || form == TemplateForm::ipfix_options;
}

/// Header of a template: how many fields follow, and where. NetFlow v9 counts the bytes of the
/// fields of options templates, everything else the fields.
struct TemplateStart {
  std::size_t fields = 0;
  std::size_t at = 4;
};

std::optional<TemplateStart> start_of(ByteSpan set, TemplateForm form) {
  const std::size_t count = read_be16(set, 2);
  if (!is_options(form)) return TemplateStart{count, 4};
  if (form == TemplateForm::ipfix_options && count == 0) return TemplateStart{0, 4};
  if (!has(set, 6)) return std::nullopt;
  if (form == TemplateForm::ipfix_options) return TemplateStart{count, 6};
  return TemplateStart{(count + read_be16(set, 4)) / 4, 6};
}

}  // namespace

bool TemplateCache::put(const TemplateKey& key, RecordTemplate what) {
  erase(key);
  uses_.push_front(key);
  templates_.emplace(key, Entry{std::move(what), uses_.begin()});
  if (templates_.size() <= kMostTemplates) return false;
  templates_.erase(uses_.back());
  uses_.pop_back();
  return true;
}

void TemplateCache::erase(const TemplateKey& key) {
  const auto found = templates_.find(key);
  if (found == templates_.end()) return;
  uses_.erase(found->second.use);
  templates_.erase(found);
}

void TemplateCache::erase_domain(const TemplateKey& key) {
  TemplateKey at = key;
  at.id = 0;
  auto found = templates_.lower_bound(at);
  while (found != templates_.end() && found->first.exporter == key.exporter &&
         found->first.domain == key.domain && found->first.version == key.version) {
    uses_.erase(found->second.use);
    found = templates_.erase(found);
  }
}

const RecordTemplate* TemplateCache::find(const TemplateKey& key) {
  const auto found = templates_.find(key);
  if (found == templates_.end()) return nullptr;
  uses_.splice(uses_.begin(), uses_, found->second.use);
  return &found->second.what;
}

std::optional<ParsedTemplate> parse_template(ByteSpan set, TemplateForm form) {
  if (!has(set, 4)) return std::nullopt;
  const auto start = start_of(set, form);
  if (!start || start->fields > kMostFields) return std::nullopt;
  ParsedTemplate parsed{.id = read_be16(set, 0), .what = {.options = is_options(form)}};
  parsed.withdrawn = is_ipfix(form) && start->fields == 0;
  std::size_t at = start->at;
  for (std::size_t i = 0; i < start->fields; ++i) {
    if (!has(set, at + 4)) return std::nullopt;
    TemplateField field{.element = read_be16(set, at), .bytes = read_be16(set, at + 2)};
    at += 4;
    if (is_ipfix(form) && (field.element & kEnterpriseBit) != 0) {
      if (!has(set, at + 4)) return std::nullopt;
      field.element &= static_cast<std::uint16_t>(~kEnterpriseBit);
      field.enterprise = read_be32(set, at);
      at += 4;
    }
    const bool varies = is_ipfix(form) && field.bytes == TemplateField::kVariable;
    parsed.what.least_bytes += varies ? 1 : field.bytes;
    parsed.what.fields.push_back(field);
  }
  parsed.bytes = at;
  if (parsed.withdrawn) return parsed;
  const bool sane = parsed.id >= kLeastId && parsed.what.least_bytes > 0 &&
                    parsed.what.least_bytes <= 0xffff;
  return sane ? std::optional(std::move(parsed)) : std::nullopt;
}

}  // namespace vedette
