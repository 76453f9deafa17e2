// SPDX-License-Identifier: Apache-2.0
#include "validate/row_sample.hpp"

#include <numeric>

namespace vedette {

void RowSample::add(const Table& batch) {
  std::vector<std::uint32_t> taken;
  auto next = static_cast<std::uint32_t>(pool_.rows());
  for (std::uint32_t row = 0; row < batch.rows(); ++row) {
    ++seen_;
    if (chosen_.size() < max_rows_) {
      chosen_.push_back(next++);
      taken.push_back(row);
      continue;
    }
    const std::uint64_t place = random_.below(static_cast<std::uint64_t>(seen_));
    if (place >= max_rows_) continue;
    chosen_[place] = next++;
    taken.push_back(row);
  }
  if (pool_.columns.empty())
    pool_ = batch.select(taken);
  else
    pool_.append(batch.select(taken));
  if (pool_.rows() <= 3 * max_rows_) return;
  pool_ = pool_.select(chosen_);
  std::iota(chosen_.begin(), chosen_.end(), 0U);
}

}  // namespace vedette
