// SPDX-License-Identifier: Apache-2.0
#include "accounts/audit_verify.hpp"

#include <fmt/format.h>

#include "accounts/audit_line.hpp"

namespace vedette {
namespace {

class ChainCheck {
 public:
  void take(const ForwardLines::Line& line) {
    ++number_;
    const std::optional<AuditLine> good =
        line.finished ? parse_audit_line(line.text) : std::nullopt;
    if (!good) {
      settle_bad_line();
      bad_line_ = line;
      return;
    }
    if (bad_line_) {
      take_after_bad_line(*good);
    } else {
      check_follows(*good);
    }
    chain_ = {.seq = good->entry.seq, .hash = good->hash};
    ++report_.entries;
  }

  [[nodiscard]] AuditReport finish() {
    ++number_;
    settle_bad_line();
    report_.last_hash = chain_.hash;
    return std::move(report_);
  }

 private:
  void check_follows(const AuditLine& line) {
    if (line.prev != chain_.hash || line.entry.seq != chain_.seq + 1)
      report_.faults.push_back(
          {number_, fmt::format("entry {} does not follow entry {}: lines were removed, added or "
                                "put in another order",
                                line.entry.seq, chain_.seq)});
  }

  /// What comes after an altered line is bound to its old hash, which is lost; but after a torn
  /// line the chain goes on from the one before.
  void take_after_bad_line(const AuditLine& line) {
    const bool torn = line.entry.event.action == kTornAction && line.prev == chain_.hash &&
                      line.entry.event.detail == torn_detail(bad_line_->text);
    if (torn)
      report_.torn.push_back(number_ - 1);
    else
      settle_bad_line();
    bad_line_.reset();
  }

  void settle_bad_line() {
    if (!bad_line_) return;
    report_.faults.push_back(
        {number_ - 1, bad_line_->finished ? "is not as it was written" : "is cut short"});
    bad_line_.reset();
  }

  AuditReport report_;
  ChainEnd chain_;
  std::int64_t number_ = 0;
  std::optional<ForwardLines::Line> bad_line_;  ///< the line before, not judged yet
};

}  // namespace

Result<AuditReport> verify_lines(ForwardLines& lines) {
  ChainCheck chain;
  for (;;) {
    const std::optional<ForwardLines::Line> line = VEDETTE_TRY(lines.next());
    if (!line) return chain.finish();
    chain.take(*line);
  }
}

}  // namespace vedette
