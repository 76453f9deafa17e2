// SPDX-License-Identifier: Apache-2.0
/// From a path to typed rows, whatever the format.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "ingest/source.hpp"

namespace vedette {

struct OpenOptions {
  std::string format{};         ///< name of a source; empty: recognised by content
  const Json* given = nullptr;  ///< values for the source's options; borrowed for the call
  ReadOptions read{};           ///< options of the source override these
};

/// What a user says of a file's format.
struct RecordFormat {
  std::string name{};     ///< of a source; empty: recognised by content
  std::string options{};  ///< of that source, as the text of a JSON object; empty: defaults
};

/// Opens a file, or standard input for `-`. Errors: `not_found`, `io`, `invalid_argument` for
/// options, and those of the reader.
[[nodiscard]] Result<std::unique_ptr<RecordReader>> open_records(const std::string& path,
                                                                 const Schema& schema,
                                                                 const OpenOptions& options = {});

/// The same over bytes that are already there.
[[nodiscard]] Result<std::unique_ptr<RecordReader>> open_records(ByteSource source,
                                                                 const Schema& schema,
                                                                 const OpenOptions& options = {});

/// Identity of a file's rows: the hash of its bytes, and of the options where some were given,
/// since they decide which rows there are.
[[nodiscard]] std::string content_under(std::string_view content_sha256,
                                        const RecordFormat& format);

/// The same for what a user said; the reader's content_sha256() is the identity of above.
/// Errors: also `malformed` where the options are no JSON.
[[nodiscard]] Result<std::unique_ptr<RecordReader>> open_records(ByteSource source,
                                                                 const Schema& schema,
                                                                 const RecordFormat& format);

}  // namespace vedette
