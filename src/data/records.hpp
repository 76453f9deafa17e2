// SPDX-License-Identifier: Apache-2.0
/// Reading rows in bounded batches; rows that cannot be read are handed over with the reason.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"

namespace vedette {

/// A row that was not taken, with everything needed to mend and replay it.
struct RejectedRow {
  std::string file;       ///< as the user named it
  std::int64_t row = 0;   ///< 1-based number of the data row in its file
  std::string column{};   ///< canonical name, or empty when the whole row is at fault
  std::int64_t byte = 0;  ///< 0-based offset of the row in the uncompressed input
  std::string rule;       ///< stable code: field_count, not_a_number, out_of_int64_range,
                          ///< not_a_boolean, not_a_time, unclosed_quote, row_too_long,
                          ///< not_utf8, not_json, not_an_object, missing_value, ...
  std::string message;    ///< one sentence
  std::string raw;        ///< the row's text (at most 64 KiB; then cut, and `message` says so)
};

/// Some consecutive rows of one input.
struct Batch {
  Table table;                            ///< schema columns, in schema order, typed
  std::vector<std::int64_t> row_numbers;  ///< per table row, its 1-based number in the file
  std::vector<RejectedRow> rejected;
};

/// A format by its name in the catalogue of sources, and that source's options as a JSON object.
struct ReplayAs {
  std::string format{};
  std::string options{};
};

/// One of several threads at a reader: what it takes in its turn, it reads beside the others.
/// Ends before the reader does.
class RowTaker {
 public:
  virtual ~RowTaker() = default;
  /// Takes the next rows, up to `max_rows`, and tells how many; 0 at the end of the input. No other
  /// taker of the reader may take at the same time. Errors: as RecordReader::next().
  [[nodiscard]] virtual Result<std::size_t> take(std::size_t max_rows) = 0;
  /// The rows taken, to be asked for once there are any; they end with the next take(). Errors: as
  /// RecordReader::next().
  [[nodiscard]] virtual Result<const Batch*> read() = 0;
};

/// A stream of rows of one file. Not thread-safe, but for what its takers do.
class RecordReader {
 public:
  virtual ~RecordReader() = default;
  /// Up to `max_rows` accepted rows; nullopt at the end of the input. A batch may hold only
  /// rejected rows. Errors: `io`, `malformed` (the compressed stream is damaged; rows before the
  /// damage have been handed out), `schema_mismatch` (a date that can be read in two ways).
  [[nodiscard]] virtual Result<std::optional<Batch>> next(std::size_t max_rows) = 0;
  /// Takes back a batch that has been used up: the next one may reuse its memory. Fresh memory
  /// costs page faults, which take as long as the reading.
  virtual void recycle(Batch /*used*/) {}
  /// A taker of rows; several share them. Not while another one takes. By default it reads while
  /// it takes.
  [[nodiscard]] virtual std::unique_ptr<RowTaker> taker();
  /// SHA-256 of the raw (compressed) bytes; call after the end. Empty where the reader's source
  /// was opened without hashing.
  [[nodiscard]] virtual std::string content_sha256() const = 0;
  /// Raw bytes read so far and in all (0 when unknown), for progress.
  [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;
  /// Text of the header row with its line end, needed to read rejected rows again; empty where
  /// the input has none.
  [[nodiscard]] virtual std::string header() const { return {}; }
  /// How rejected rows of this input are read again; by default as CSV or JSON Lines, by content.
  [[nodiscard]] virtual ReplayAs replay_as() const { return {}; }
  /// What the reader has to tell of the input so far besides rejected rows, a sentence each: records
  /// that are not for it, for instance.
  [[nodiscard]] virtual std::vector<std::string> notes() const { return {}; }
  /// Header columns that the schema does not know, in file order.
  [[nodiscard]] virtual std::vector<std::string> unknown_columns() const = 0;
};

}  // namespace vedette
