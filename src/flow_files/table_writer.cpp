// SPDX-License-Identifier: Apache-2.0
// Rows of features as text, by the writers that tables have.
#include <utility>

#include "data/writers.hpp"
#include "features/flow_table.hpp"
#include "flow_files/flow_writer.hpp"

namespace vedette {
namespace {

constexpr std::string_view kLabel = "label";

class TableWriter final : public FlowWriter {
 public:
  enum class Form { csv, jsonl };

  TableWriter(Form form, const FlowWriterOptions& options)
      : form_(form),
        labelled_(options.labelled),
        table_({all_id_columns().begin(), all_id_columns().end()}, options.features) {
    if (labelled_) labels_.columns.push_back(Column::make(std::string(kLabel), ColumnType::text));
  }

  void add(const FlowRow& row) override {
    table_.add(row.flow, row.hosts);
    if (labelled_) labels_.columns[0].push_text(row.label);
  }

  std::string take() override {
    Table rows = table_.table();
    for (const Column& column : labels_.columns) rows.columns.push_back(column);
    std::string text;
    if (form_ == Form::csv && !std::exchange(began_, true)) text = csv_header(rows);
    text += form_ == Form::csv ? csv_rows(rows) : jsonl_rows(rows);
    table_.clear();
    for (Column& column : labels_.columns) column.clear();
    return text;
  }

 private:
  Form form_;
  bool labelled_;
  bool began_ = false;
  FlowTable table_;
  Table labels_{};
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
