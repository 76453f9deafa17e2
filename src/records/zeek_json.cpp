// SPDX-License-Identifier: Apache-2.0
#include "data/text.hpp"
#include "records/json_fields.hpp"
#include "records/zeek.hpp"

namespace vedette {
namespace {

class ZeekJsonParser final : public LineParser {
 public:
  explicit ZeekJsonParser(ZeekLabel label) : fields_(kZeekFields), label_(label) {}

  LineOutcome parse(std::string_view line) override {
    if (auto fault = fields_.parse(line)) return std::move(*fault);
    return zeek_flow(fields_.texts(), label_);
  }
  Facets known() const override { return kZeekKnows; }
  bool has_labels() const override { return true; }

 private:
  JsonFields fields_;
  ZeekLabel label_;
};

}  // namespace

std::unique_ptr<LineParser> zeek_json_parser(ZeekLabel label) {
  return std::make_unique<ZeekJsonParser>(label);
}

bool is_zeek_json(std::string_view start) {
  const std::string_view line = trim(start.substr(0, start.find('\n')));
  return line.starts_with('{') && line.find("\"id.orig_h\"") != std::string_view::npos &&
         line.find("\"conn_state\"") != std::string_view::npos;
}

}  // namespace vedette
