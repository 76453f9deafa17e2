// SPDX-License-Identifier: Apache-2.0
/// For tests: everything a reader gives, in one value.
#pragma once

#include <gtest/gtest.h>

#include "data/records.hpp"

namespace vedette {

using Words = std::vector<std::string>;

struct Reading {
  Table table;
  std::vector<std::int64_t> numbers;
  std::vector<RejectedRow> rejected;
  Words unknown;
  std::string sha256;
  std::optional<Error> error{};

  /// Texts of a column, `<missing>` where there is no value.
  Words column(std::string_view name) const {
    Words texts;
    const Column* found = table.find(name);
    for (std::size_t row = 0; row < table.rows(); ++row)
      texts.push_back(found->missing[row] != 0 ? "<missing>" : found->text(row));
    return texts;
  }
};

inline void take(const Batch& batch, Reading& into) {
  EXPECT_EQ(batch.table.rows(), batch.row_numbers.size());
  into.table.append(batch.table);
  into.numbers.insert(into.numbers.end(), batch.row_numbers.begin(), batch.row_numbers.end());
  into.rejected.insert(into.rejected.end(), batch.rejected.begin(), batch.rejected.end());
}

inline Reading empty_reading(const Schema& schema) {
  Reading reading;
  for (const ColumnSpec& column : schema.columns)
    reading.table.columns.push_back(Column::make(column.name, column.type));
  return reading;
}

inline Reading drain(Result<std::unique_ptr<RecordReader>> opened, const Schema& schema,
                     std::size_t batch_rows) {
  Reading reading = empty_reading(schema);
  if (!opened) {
    reading.error = opened.error();
    return reading;
  }
  for (;;) {
    Result<std::optional<Batch>> batch = (*opened)->next(batch_rows);
    if (!batch) {
      reading.error = batch.error();
      return reading;
    }
    if (!*batch) break;
    EXPECT_LE((*batch)->table.rows(), batch_rows);
    take(**batch, reading);
    (*opened)->recycle(std::move(**batch));
  }
  reading.unknown = (*opened)->unknown_columns();
  reading.sha256 = (*opened)->content_sha256();
  return reading;
}

/// The same by so many takers, who all take before the last of them reads first.
inline Reading drain_in_turns(Result<std::unique_ptr<RecordReader>> opened, const Schema& schema,
                              std::size_t batch_rows, std::size_t takers) {
  Reading reading = empty_reading(schema);
  std::vector<std::unique_ptr<RowTaker>> all;
  for (std::size_t i = 0; i < takers; ++i) all.push_back((*opened)->taker());
  for (bool at_end = false; !at_end;) {
    std::vector<std::size_t> taken;
    for (const std::unique_ptr<RowTaker>& taker : all) {
      const Result<std::size_t> rows = taker->take(batch_rows);
      if (!rows) reading.error = rows.error();
      at_end = rows.value_or(0) == 0;
      if (at_end) break;
      EXPECT_LE(*rows, batch_rows);
      taken.push_back(*rows);
    }
    std::vector<const Batch*> batches(taken.size());
    for (std::size_t i = taken.size(); i-- > 0;) batches[i] = all[i]->read().value();
    for (std::size_t i = 0; i < taken.size(); ++i) {
      EXPECT_EQ(batches[i]->row_numbers.size() + batches[i]->rejected.size(), taken[i]);
      take(*batches[i], reading);
    }
  }
  reading.unknown = (*opened)->unknown_columns();
  reading.sha256 = (*opened)->content_sha256();
  return reading;
}

inline void expect_same(const Reading& a, const Reading& b) {
  ASSERT_EQ(a.error.has_value(), b.error.has_value());
  EXPECT_EQ(a.table.columns, b.table.columns);
  EXPECT_EQ(a.numbers, b.numbers);
  EXPECT_EQ(a.sha256, b.sha256);
  ASSERT_EQ(a.rejected.size(), b.rejected.size());
  for (std::size_t i = 0; i < a.rejected.size(); ++i) {
    EXPECT_EQ(a.rejected[i].row, b.rejected[i].row);
    EXPECT_EQ(a.rejected[i].byte, b.rejected[i].byte);
    EXPECT_EQ(a.rejected[i].rule, b.rejected[i].rule);
    EXPECT_EQ(a.rejected[i].raw, b.rejected[i].raw);
  }
}

}  // namespace vedette
