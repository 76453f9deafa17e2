// SPDX-License-Identifier: Apache-2.0
/// A file that came as a request's body, into a data set.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/message.hpp"
#include "ingest/open_records.hpp"
#include "pipeline/ingest_job.hpp"
#include "serve/route.hpp"
#include "validate/infer.hpp"

namespace vedette {

/// Handles `POST /api/v1/datasets/{name}/files`. Costs one segment and what the reader buffers,
/// however large the file is.
[[nodiscard]] Result<Response> upload_file(const Call& call);

/// What is left of a name that a client gave its file: a label, never a path. Without folders,
/// control characters and what is not UTF-8; at most 200 bytes; `upload` where nothing is left.
[[nodiscard]] std::string file_label(std::string_view given);

/// `?format=&option=k=v`. Errors: `invalid_argument`, also for options that name files of this
/// machine.
[[nodiscard]] Result<RecordFormat> format_from(const RequestHead& head);

/// A first schema for a file, from its first 16 MiB after unpacking: that of flows for captures and
/// records of flows, else what its columns look like. `scratch` is for a copy of that beginning.
/// Errors: those of sniffing, under the file's name.
[[nodiscard]] Result<InferredSchema> infer_from_head(const NamedFile& file,
                                                     const std::filesystem::path& scratch,
                                                     std::string_view schema_name);

}  // namespace vedette
