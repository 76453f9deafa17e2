// SPDX-License-Identifier: Apache-2.0
#include "data/records.hpp"

#include <utility>

namespace vedette {
namespace {

/// Of a reader whose rows are only found by reading them.
class ReadingTaker final : public RowTaker {
 public:
  explicit ReadingTaker(RecordReader& reader) : reader_(reader) {}

  Result<std::size_t> take(std::size_t max_rows) override {
    if (batch_) reader_.recycle(*std::exchange(batch_, std::nullopt));
    batch_ = VEDETTE_TRY(reader_.next(max_rows));
    return batch_ ? batch_->row_numbers.size() + batch_->rejected.size() : 0;
  }
  Result<const Batch*> read() override { return &*batch_; }

 private:
  RecordReader& reader_;
  std::optional<Batch> batch_{};
};

}  // namespace

std::unique_ptr<RowTaker> RecordReader::taker() {
  return std::make_unique<ReadingTaker>(*this);
}

}  // namespace vedette
