// SPDX-License-Identifier: Apache-2.0
/// The feature table: one row per feature, with its name, unit, meaning and how it is computed.
/// Documentation, schema and fingerprint are made from it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "features/host_context.hpp"
#include "flow/flow.hpp"

namespace vedette {

/// What must be known of a flow for a feature to be computed. Packets give everything; a record of
/// another tool gives some.
enum Facet : std::uint32_t {
  kTimes = 1U << 0,         ///< first and last
  kPacketCounts = 1U << 1,  ///< per direction
  kPayloadSums = 1U << 2,   ///< bytes after the transport header, per direction
  kIpSums = 1U << 3,        ///< bytes of IP packets, per direction
  kWireSums = 1U << 4,      ///< bytes of frames, per direction
  kTcpState = 1U << 5,      ///< how far the connection came (tcp_events)
  kIcmpKind = 1U << 6,
  kTtl = 1U << 7,
  kPackets = 1U << 8,  ///< everything that takes each packet
  kHosts = 1U << 9,    ///< both addresses: for what hosts did before
  kPacketTotal = 1U << 10,  ///< of both directions; where only this is known, it is all forward
  kEndReason = 1U << 11,    ///< why the flow was over
};
using Facets = std::uint32_t;
inline constexpr Facets kAllFacets = (1U << 12) - 1;
/// Names of the facets, for messages and for the table.
[[nodiscard]] std::vector<std::string_view> names_of(Facets facets);

/// What a getter sees.
struct FlowView {
  const Flow& flow;
  const HostCounts& hosts;
};

struct FeatureSpec {
  std::string_view name;     ///< of the column
  std::string_view unit;     ///< s, us, bytes, packets, 1/s, bytes/s, bits; empty for pure numbers
  std::string_view side;     ///< fwd, bwd or both
  std::string_view empty;    ///< value when it is not defined: a number, or `missing`
  std::string_view meaning;  ///< one sentence
  Facets needs;
  /// NaN for missing.
  double (*get)(const FlowView&);
};

/// As CICFlowMeter defines them, faults mended: names and units are that tool's.
[[nodiscard]] std::span<const FeatureSpec> cic_features();
/// Ours: seconds, bytes, shares; what is undefined is missing.
[[nodiscard]] std::span<const FeatureSpec> vedette_features();
/// What the getters of all rows of a table give, in their order, much faster than one by one.
/// `into` has room for them.
void cic_values(std::span<double> into, const FlowView& view);
void vedette_values(std::span<double> into, const FlowView& view);

/// Raised whenever the meaning of a feature changes while its row does not.
inline constexpr int kDefinitionVersion = 1;

/// An ordered choice of features.
class FeatureSet {
 public:
  /// `cic`, `vedette` or `all`. Errors: `invalid_argument`.
  [[nodiscard]] static Result<FeatureSet> named(std::string_view name);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::span<const FeatureSpec* const> features() const { return features_; }
  /// Writes the value of each feature, in order. `into` is as long as features().
  void values(std::span<double> into, const FlowView& view) const;
  /// Those that can be computed where only `known` is known.
  [[nodiscard]] FeatureSet limited_to(Facets known) const;
  /// SHA-256 over names, units, meanings and the definition version: equal fingerprints mean
  /// equal columns.
  [[nodiscard]] std::string fingerprint() const;

 private:
  /// A table that the set begins or goes on with, taken whole.
  struct WholeTable {
    std::size_t rows;
    void (*values)(std::span<double> into, const FlowView& view);
  };

  std::string name_{};
  std::vector<const FeatureSpec*> features_{};
  std::vector<WholeTable> whole_tables_{};  ///< all of the set, or none
};

}  // namespace vedette
