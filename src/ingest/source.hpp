// SPDX-License-Identifier: Apache-2.0
/// Where rows come from: one catalogue entry per file format.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/options.hpp"
#include "data/byte_source.hpp"
#include "data/read_options.hpp"
#include "data/records.hpp"

namespace vedette {

/// Facts about a format that other code needs.
struct SourceTraits {
  bool has_header = false;  ///< names columns once, so an absent column is known at once
  bool nests = false;       ///< rows may hold objects, whose paths are flattened
  bool flows = false;       ///< records of flows, whose features are the columns
};

/// One format. The functions borrow their arguments only for the call.
struct Source {
  std::string name;     ///< stable; what `--format` takes
  std::string summary;  ///< one sentence
  std::vector<OptionSpec> options{};
  SourceTraits traits{};
  /// Whether the first unpacked bytes of a file are of this format.
  bool (*recognises)(std::string_view start) = nullptr;
  /// `options` were made by this entry's table. Errors: those of the reader.
  Result<std::unique_ptr<RecordReader>> (*open)(ByteSource source, const Schema& schema,
                                                const ReadOptions& read,
                                                const Options& options) = nullptr;
  /// A table as text of this format, such that reading it gives the table again; nullptr for
  /// formats that are only read.
  std::string (*write)(const Table& table) = nullptr;
};

[[nodiscard]] Source argus_source();
[[nodiscard]] Source capture_source();
[[nodiscard]] Source csv_source();
[[nodiscard]] Source eve_source();
[[nodiscard]] Source jsonl_source();
[[nodiscard]] Source netflow_source();
[[nodiscard]] Source nfdump_source();
[[nodiscard]] Source zeek_source();

/// All formats; a file is of the first that recognises it.
[[nodiscard]] std::span<const Source> sources();

/// Errors: `not_found` with the nearest name.
[[nodiscard]] Result<const Source*> find_source(std::string_view name);

}  // namespace vedette
