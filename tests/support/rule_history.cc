// SPDX-License-Identifier: Apache-2.0
#include "support/rule_history.h"

namespace weft::test {

bool RuleHistory::Allows(const Sample& sample, std::chrono::milliseconds grace) const {
  for (size_t i = 0; i < changes_.size(); ++i) {
    const bool had_begun = changes_[i].started <= sample.done;
    const bool was_over = i + 1 < changes_.size() && changes_[i + 1].returned + grace < sample.sent;
    if (had_begun && !was_over && changes_[i].marker == sample.marker) return true;
  }
  return false;
}

std::chrono::milliseconds RuleHistory::LongestDelay(const std::vector<Sample>& samples) const {
  std::chrono::milliseconds grace{0};
  for (const Sample& sample : samples) {
    while (!Allows(sample, grace) && grace < std::chrono::seconds(60)) ++grace;
  }
  return grace;
}

}  // namespace weft::test
