// SPDX-License-Identifier: Apache-2.0
/// What all logs with one record a line have in common.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "data/reject.hpp"
#include "records/flow_record.hpp"

namespace vedette {

/// A line that should be a flow and is none.
struct LineFault {
  std::string column{};  ///< as the format names it; empty when the whole line is at fault
  RejectReason reason;
};

/// A record that rightly is no flow, such as a DNS event: counted by kind.
struct PassedOver {
  std::string kind;
};

/// A header, a comment: not a record at all.
struct NoRecord {};

/// Of a FlowRecord, only the fields that come from the line are set.
using LineOutcome = std::variant<FlowRecord, LineFault, PassedOver, NoRecord>;

/// Reads one format line by line. Not thread-safe.
class LineParser {
 public:
  /// So many bytes past the end of a line must be readable.
  static constexpr std::size_t kPadding = 64;

  virtual ~LineParser() = default;
  /// One line without its end. Nothing borrowed from it is kept.
  [[nodiscard]] virtual LineOutcome parse(std::string_view line) = 0;
  /// What the format knows of a flow; for a format with a header, final once it was parsed.
  [[nodiscard]] virtual Facets known() const = 0;
  /// Whether its records may have labels; as known().
  [[nodiscard]] virtual bool has_labels() const = 0;
  /// Lines that must stand before others of this file for these to be read again; empty where
  /// there are none. Those of the first header, where a file has several.
  [[nodiscard]] virtual std::string header() const { return {}; }
  /// Header lines that must stand in the text of a line read now, because header() is not its own.
  [[nodiscard]] virtual std::string own_header() const { return {}; }
};

}  // namespace vedette
