// SPDX-License-Identifier: Apache-2.0
/// A fair sample of the rows that were predicted lately, to hold against the training reference.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "data/table.hpp"

namespace vedette {

/// Two generations of rows: while the younger one fills, the older one answers as well, so that a
/// sample is never small just after a turn. Where more rows come between two turns than a
/// generation holds, every second of them is let go and every second one passed over from then on,
/// and so on: the generation spans its whole time evenly, and a busy server hardly works for it.
/// Thread-safe; never waits: rows offered while somebody else is at it are passed over.
class RecentRows {
 public:
  static constexpr std::size_t kRows = 10'000;

  void offer(const Table& rows);
  /// The same in two steps, where it is known only later whether the rows count: those that belong
  /// to the sample, copied ...
  struct Picked {
    Table rows{};
    std::size_t stride = 1;  ///< one of so many
  };
  [[nodiscard]] Picked pick(const Table& rows);
  /// ... and put into it.
  void add(const Picked& picked);
  /// To be called now and then. Once the younger generation has `kRows` rows it becomes the older.
  void turn();
  /// At most four times `kRows`, in the order they came; nullopt where none came yet.
  [[nodiscard]] std::optional<Table> sample() const;

 private:
  [[nodiscard]] std::optional<std::size_t> pass(std::size_t rows);
  void append(const Table& table, const std::vector<std::uint32_t>& rows);
  void thin_out();

  mutable std::mutex mutex_;
  Table younger_;
  Table older_;
  std::size_t stride_ = 1;  ///< the younger one has each row of this number
  std::size_t skip_ = 0;    ///< rows to come before the next one of them
};

}  // namespace vedette
