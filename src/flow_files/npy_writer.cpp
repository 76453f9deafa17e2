// SPDX-License-Identifier: Apache-2.0
// Features as a NumPy file (numpy.lib.format, version 1.0): a structured array, one record per
// flow, that `numpy.load(FILE, mmap_mode="r")` opens without reading it.
#include <fmt/format.h>

#include <bit>
#include <vector>

#include "features/flow_table.hpp"
#include "flow_files/flow_writer.hpp"

namespace vedette {
namespace {

static_assert(std::endian::native == std::endian::little, "records are written as they lie in memory");

constexpr std::size_t kLabelBytes = 32;
constexpr int kCountDigits = 20;  // room for any number of rows, to be filled in at the end

template <class Number>
void put(std::string& bytes, Number value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put_address(std::string& bytes, const Address& address) {
  bytes.append(reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size());
}

class NpyWriter final : public FlowWriter {
 public:
  explicit NpyWriter(const FlowWriterOptions& options)
      : features_(options.features),
        labelled_(options.labelled),
        values_(features_.features().size()),
        pending_(head()) {}

  void add(const FlowRow& row) override {
    ++rows_;
    const Flow& flow = row.flow;
    put(pending_, flow_number(flow));
    put(pending_, flow.first);
    put_address(pending_, flow.initiator().address);
    put_address(pending_, flow.responder().address);
    put(pending_, flow.initiator().port);
    put(pending_, flow.responder().port);
    put(pending_, flow.key.protocol);
    put(pending_, static_cast<std::uint8_t>(flow.end));
    if (labelled_) {
      std::string label(row.label.substr(0, kLabelBytes));
      label.resize(kLabelBytes, '\0');
      pending_ += label;
    }
    add_features({row.flow, row.hosts});
  }

  std::string_view bytes() override { return pending_; }
  void clear() override { pending_.clear(); }
  std::string final_head() override { return head(); }

 private:
  void add_features(const FlowView& view) {
    features_.values(values_, view);
    pending_.append(reinterpret_cast<const char*>(values_.data()), values_.size() * sizeof(double));
  }

  [[nodiscard]] std::string fields() const {
    std::string text =
        "('flow_id','<u8'),('timestamp_ns','<i8'),('src_ip','u1',(16,)),('dst_ip','u1',(16,)),"
        "('src_port','<u2'),('dst_port','<u2'),('protocol','u1'),('end_reason','u1')";
    if (labelled_) text += fmt::format(",('label','S{}')", kLabelBytes);
    for (const FeatureSpec* spec : features_.features())
      text += fmt::format(",('{}','<f8')", spec->name);
    return text;
  }

  [[nodiscard]] std::string head() const {
    constexpr std::size_t kFixed = 10;
    std::string text =
        fmt::format("{{'descr': [{}], 'fortran_order': False, 'shape': ({:>{}},), }}", fields(),
                    rows_, kCountDigits);
    text.resize((kFixed + text.size() + 1 + 63) / 64 * 64 - kFixed - 1, ' ');
    text += '\n';
    std::string bytes = "\x93NUMPY";
    bytes += '\1';
    bytes += '\0';
    put(bytes, static_cast<std::uint16_t>(text.size()));
    return bytes + text;
  }

  FeatureSet features_;
  bool labelled_;
  std::vector<double> values_;  ///< of the row that is added
  std::uint64_t rows_ = 0;
  std::string pending_;
};

}  // namespace

FlowFormat npy_flow_format() {
  return {"npy", "Features as a NumPy structured array", true, true,
          [](const FlowWriterOptions& options) -> std::unique_ptr<FlowWriter> {
            return std::make_unique<NpyWriter>(options);
          }};
}

}  // namespace vedette
