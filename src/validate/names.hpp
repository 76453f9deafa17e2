// SPDX-License-Identifier: Apache-2.0
/// What the name of a column or of a label value says about its meaning. Hints only: data decides
/// wherever it can.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// Lower-case words of a name, split at anything that is not a letter or digit and at camel case:
/// `SrcAddr` is `src addr`, `Flow ID` is `flow id`.
[[nodiscard]] std::vector<std::string> words_of(std::string_view name);

/// What kind of thing a name promises.
enum class NameKind { other, row_id, source_address, address, source_port, time };

[[nodiscard]] NameKind kind_of_name(std::string_view name);

/// In words for a sentence, such as `a source port`; `other` has none.
[[nodiscard]] std::string_view describe(NameKind kind);

/// From 0 (no reason) to 100 (`label`): how much a name sounds like the label of a data set.
[[nodiscard]] int label_likeness(std::string_view name);

/// Whether a label value sounds like "no attack": `normal.`, `BENIGN`, `flow=Background-UDP`.
[[nodiscard]] bool sounds_benign(std::string_view label_value);

/// Whether a name says that it counts something: `num_shells`, `ct_ftp_cmd`, `urgent_count`.
[[nodiscard]] bool sounds_like_a_count(std::string_view name);

/// [A-Za-z0-9_]+ made from a header: runs of anything else become one underscore.
[[nodiscard]] std::string canonical_name(std::string_view header);

}  // namespace vedette
