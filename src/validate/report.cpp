// SPDX-License-Identifier: Apache-2.0
#include "validate/report.hpp"

#include <algorithm>

namespace vedette {

std::int64_t count_findings(const ValidationReport& report, Severity severity) {
  return std::count_if(report.findings.begin(), report.findings.end(),
                       [=](const Finding& finding) { return finding.severity == severity; });
}

bool has_errors(const ValidationReport& report) {
  return count_findings(report, Severity::error) > 0;
}

}  // namespace vedette
