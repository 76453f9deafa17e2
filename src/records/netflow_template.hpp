// SPDX-License-Identifier: Apache-2.0
/// Templates of NetFlow v9 and IPFIX: what the bytes of a data record mean.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "net/packet.hpp"

namespace vedette {

struct TemplateField {
  std::uint32_t enterprise = 0;  ///< 0: the IANA registry
  std::uint16_t element = 0;
  std::uint16_t bytes = 0;  ///< kVariable: the record itself says
  static constexpr std::uint16_t kVariable = 0xffff;
};

struct RecordTemplate {
  std::vector<TemplateField> fields{};
  std::size_t least_bytes = 0;  ///< of a record; at least 1
  bool options = false;         ///< records tell about the exporter, not of flows
};

/// Where a template is valid.
struct TemplateKey {
  Address exporter{};
  std::uint32_t domain = 0;
  std::uint16_t version = 0;
  std::uint16_t id = 0;
  auto operator<=>(const TemplateKey&) const = default;
};

/// The most recently used templates. Not thread-safe.
class TemplateCache {
 public:
  static constexpr std::size_t kMostTemplates = 4'096;

  /// Returns whether another one had to make way.
  bool put(const TemplateKey& key, RecordTemplate what);
  void erase(const TemplateKey& key);
  /// All of that exporter, domain and version.
  void erase_domain(const TemplateKey& key);
  /// nullptr where it is not known; valid until the next put().
  [[nodiscard]] const RecordTemplate* find(const TemplateKey& key);
  [[nodiscard]] std::size_t size() const { return templates_.size(); }

 private:
  struct Entry {
    RecordTemplate what;
    std::list<TemplateKey>::iterator use;
  };
  std::map<TemplateKey, Entry> templates_{};
  std::list<TemplateKey> uses_{};  ///< latest first
};

/// One template of a template set and how long its text is.
struct ParsedTemplate {
  std::uint16_t id = 0;
  RecordTemplate what{};
  bool withdrawn = false;  ///< IPFIX: it is no longer valid
  std::size_t bytes = 0;
};

/// How the fields of a template are written down.
enum class TemplateForm : std::uint8_t { v9, v9_options, ipfix, ipfix_options };

/// The template at the front of `set` (RFC 3954, 5.2 and 6.1; RFC 7011, 3.4). nullopt where it is
/// cut off or absurd: an id below 256, more than 512 fields, records without bytes.
[[nodiscard]] std::optional<ParsedTemplate> parse_template(ByteSpan set, TemplateForm form);

}  // namespace vedette
