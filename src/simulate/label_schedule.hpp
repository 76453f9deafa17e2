// SPDX-License-Identifier: Apache-2.0
/// The label schedule: which flows of a capture are which attack. The form is
/// docs/formats/label-schedule.md.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "wire/calls.hpp"

namespace vedette {

/// Which flows of a row are labelled as attempts only.
enum class AttemptRule { none, no_payload };

/// Text of the fields that say which flows a row means.
struct LabelPattern {
  std::string label{};
  std::string protocol = "*";
  std::string initiator = "*";
  std::string initiator_port = "*";
  std::string responder = "*";
  std::string responder_port = "*";
  AttemptRule attempted = AttemptRule::none;
};

struct LabelRow {
  LabelPattern pattern{};
  TimeNs first = 0;  ///< time of the first packet
  TimeNs last = 0;   ///< time of the last packet
};

/// Rows gathered while packets are made.
class LabelSchedule {
 public:
  /// One row for every flow among the frames of a conversation, ICMP errors included. Frames at or
  /// after `end` are not in the capture.
  void add(const Conversation& call, const std::vector<TimedFrame>& frames, TimeNs end,
           const std::string& label, AttemptRule attempted);

  /// A row for all conversations of a campaign together. Returns its number.
  [[nodiscard]] std::size_t open_campaign(LabelPattern pattern);
  void add_to_campaign(std::size_t campaign, const std::vector<TimedFrame>& frames, TimeNs end);

  /// Header and rows in order of time; campaigns without packets left out.
  [[nodiscard]] std::string to_csv() const;
  [[nodiscard]] std::vector<LabelRow> rows() const;

 private:
  struct Campaign {
    LabelPattern pattern{};
    std::optional<LabelRow> row{};
  };

  std::vector<LabelRow> rows_;
  std::vector<Campaign> campaigns_;
};

}  // namespace vedette
