// SPDX-License-Identifier: Apache-2.0
// Rows of features as text, by the writers that tables have.
#include "data/writers.hpp"
#include "features/flow_table.hpp"
#include "flow_files/flow_writer.hpp"

namespace vedette {
namespace {

class TableWriter final : public FlowWriter {
 public:
  enum class Form { csv, jsonl };

  TableWriter(Form form, const FlowWriterOptions& options)
      : form_(form),
        table_({all_id_columns().begin(), all_id_columns().end()}, options.features,
               options.labelled ? LabelColumn::present : LabelColumn::absent) {
    if (form_ == Form::csv) text_ = csv_header(table_.table());
  }

  void add(const FlowRow& row) override { table_.add(row.flow, row.hosts, row.label); }

  std::string_view bytes() override {
    text_ += form_ == Form::csv ? csv_rows(table_.table()) : jsonl_rows(table_.table());
    table_.clear();
    return text_;
  }

  void clear() override { text_.clear(); }

 private:
  Form form_;
  FlowTable table_;
  std::string text_{};
};

}  // namespace

FlowFormat csv_flow_format() {
  return {"csv", "Features as CSV with a header", true, false,
          [](const FlowWriterOptions& options) -> std::unique_ptr<FlowWriter> {
            return std::make_unique<TableWriter>(TableWriter::Form::csv, options);
          }};
}

FlowFormat jsonl_flow_format() {
  return {"jsonl", "Features as one JSON object per line", true, false,
          [](const FlowWriterOptions& options) -> std::unique_ptr<FlowWriter> {
            return std::make_unique<TableWriter>(TableWriter::Form::jsonl, options);
          }};
}

}  // namespace vedette
