// SPDX-License-Identifier: Apache-2.0
#include "ingest/flow_reader.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "data/cells.hpp"
#include "data/reject.hpp"
#include "features/host_context.hpp"

namespace vedette {
namespace {

/// Fills one column. What takes no conversion is pushed as it is; everything else goes through the
/// text form, so that a column takes from a flow what it takes from a file.
class ColumnFiller {
 public:
  ColumnFiller(const Schema& schema, const ColumnSpec& column, ColumnContent content)
      : rules_(schema, column), content_(content), needs_(needs_of(content)) {}

  /// Appends one value, a missing one where there is a fault.
  std::optional<CellFault> push(Column& into, const FlowRecord& record,
                                const HostCounts& hosts) const {
    if ((needs_ & record.lacks) != 0) return rules_.append_missing(into);
    if (const auto* id = std::get_if<IdColumn>(&content_)) return push_id_value(into, *id, record);
    if (const auto* spec = std::get_if<const FeatureSpec*>(&content_))
      return push_number(into, (*spec)->get({record.flow, hosts}));
    if (std::holds_alternative<FlowLabel>(content_)) return rules_.append(record.label, into);
    into.push_missing();  // the plan says that nothing fills it
    return std::nullopt;
  }

  const std::string& name() const { return rules_.name(); }

 private:
  std::optional<CellFault> push_id_value(Column& into, IdColumn id,
                                         const FlowRecord& record) const {
    if (into.type == type_of(id)) {
      push_id(into, id, record.flow);
      return std::nullopt;
    }
    Column value = Column::make("", type_of(id));
    push_id(value, id, record.flow);
    return rules_.append(value.text(0), into);
  }

  std::optional<CellFault> push_number(Column& into, double value) const {
    constexpr double kExact = 9'007'199'254'740'992;  // 2^53
    if (std::isnan(value)) return rules_.append_missing(into);
    if (into.type == ColumnType::float64)
      into.push_float64(value);
    else if (into.type == ColumnType::int64 && std::abs(value) <= kExact &&
             value == std::trunc(value))
      into.push_int64(static_cast<std::int64_t>(value));
    else
      return rules_.append(format_number(value), into);
    return std::nullopt;
  }

  CellRules rules_;
  ColumnContent content_;
  Facets needs_;
};

class FlowReader final : public RecordReader {
 public:
  FlowReader(FlowInput input, std::vector<ColumnFiller> fillers, Table empty)
      : input_(std::move(input)), fillers_(std::move(fillers)), empty_(std::move(empty)) {
    empty_.origin.source = input_.file;
  }

  Result<std::optional<Batch>> next(std::size_t max_rows) override {
    Batch batch{.table = empty_, .row_numbers = {}, .rejected = {}};
    while (batch.row_numbers.size() < max_rows) {
      if (next_ == pending_.size()) {
        take_rejected(batch);
        if (!refill(max_rows - batch.row_numbers.size())) break;
        continue;
      }
      const std::size_t room = max_rows - batch.row_numbers.size();
      const std::size_t count = std::min(room, pending_.size() - next_);
      append({pending_.data() + next_, count}, batch);
      next_ += count;
    }
    take_rejected(batch);
    sort_by_row(batch.rejected);
    if (!batch.row_numbers.empty() || !batch.rejected.empty()) return batch;
    if (failure_) return tl::unexpected(*failure_);
    return std::nullopt;
  }

  std::string content_sha256() const override { return input_.flows->content_sha256(); }
  std::uint64_t bytes_read() const override { return input_.flows->bytes_read(); }
  std::uint64_t bytes_total() const override { return input_.flows->bytes_total(); }
  std::string header() const override { return input_.flows->header(); }
  std::vector<std::string> unknown_columns() const override { return {}; }
  ReplayAs replay_as() const override { return input_.replay; }
  std::vector<std::string> notes() const override { return input_.flows->notes(); }

 private:
  /// False where nothing more comes now: at the end, or at a failure, which is kept.
  bool refill(std::size_t max_flows) {
    if (failure_ || ended_) return false;
    Result<std::optional<FlowBatch>> more = input_.flows->next(max_flows);
    if (!more) {
      failure_ = std::move(more).error();
      return false;
    }
    ended_ = !more->has_value();
    if (ended_) return false;
    pending_ = std::move((*more)->flows);
    next_ = 0;
    rejected_ = std::move((*more)->rejected);
    return true;
  }

  /// What the source could not read before the flow that is next, so that it stays in its place.
  void take_rejected(Batch& batch) {
    const auto waits = [&](const RejectedRow& row) {
      return next_ < pending_.size() && row.row > pending_[next_].row;
    };
    const auto rest = std::ranges::find_if(rejected_, waits);
    batch.rejected.insert(batch.rejected.end(), std::move_iterator(rejected_.begin()),
                          std::move_iterator(rest));
    rejected_.erase(rejected_.begin(), rest);
  }

  void append(std::span<const FlowRecord> records, Batch& batch) {
    Table rows = empty_;
    std::vector<std::uint32_t> good;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const HostCounts hosts = hosts_.add(records[i].flow, records[i].reported);
      const auto fault = push(records[i], hosts, rows);
      if (fault) {
        batch.rejected.push_back(*fault);
        continue;
      }
      good.push_back(static_cast<std::uint32_t>(i));
      batch.row_numbers.push_back(records[i].row);
    }
    batch.table.append(good.size() == records.size() ? rows : rows.select(good));
  }

  /// Appends a row to all columns; the first fault in it rejects it.
  std::optional<RejectedRow> push(const FlowRecord& record, const HostCounts& hosts,
                                  Table& rows) const {
    std::optional<RejectedRow> rejected;
    for (std::size_t c = 0; c < fillers_.size(); ++c) {
      const auto fault = fillers_[c].push(rows.columns[c], record, hosts);
      if (fault && !rejected)
        rejected = reject(input_.file, {record.row, record.byte, record.text}, fillers_[c].name(),
                          {std::string(fault->rule), fault->message});
    }
    return rejected;
  }

  FlowInput input_;
  std::vector<ColumnFiller> fillers_;
  Table empty_;
  HostContext hosts_{};
  std::vector<FlowRecord> pending_{};  ///< read and not yet handed out, from next_ on
  std::size_t next_ = 0;
  std::vector<RejectedRow> rejected_{};  ///< before, between and after those, in their order
  std::optional<Error> failure_{};
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<RecordReader>> read_flows(FlowInput input, const Schema& schema,
                                                 const ReadOptions& options) {
  const FlowOffer offer{input.what, input.flows->known(), input.flows->has_labels()};
  const std::vector<ColumnContent> plan =
      VEDETTE_TRY(plan_columns(schema, options, offer));
  std::vector<ColumnFiller> fillers;
  Table empty;
  for (std::size_t c = 0; c < plan.size(); ++c) {
    const ColumnSpec& column = schema.columns[c];
    fillers.emplace_back(schema, column, plan[c]);
    empty.columns.push_back(Column::make(column.name, column.type));
  }
  return std::make_unique<FlowReader>(std::move(input), std::move(fillers), std::move(empty));
}

}  // namespace vedette
