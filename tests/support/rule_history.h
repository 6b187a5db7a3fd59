// SPDX-License-Identifier: Apache-2.0
// Which rule may have decided a request, when rules were changed under load.
//
// A change is in doubt from the moment its apply starts (it may act before the command returns) until `grace` after the command
// has returned (until then its predecessor may still act). A request is right when the rule that its answer shows was allowed
// at the moment it was sent or came to be allowed before it was done.
#pragma once

#include <string>
#include <vector>

#include "support/load.h"

namespace weft::test {

struct Change {
  SteadyTime started;
  SteadyTime returned;
  std::string marker;  // what answers show under the new rule
};

class RuleHistory {
 public:
  // `first` holds from the beginning of time.
  explicit RuleHistory(std::string first) : changes_{{SteadyTime::min(), SteadyTime::min(), std::move(first)}} {}
  // In the order in which they were made.
  void Add(Change change) { changes_.push_back(std::move(change)); }
  size_t size() const { return changes_.size() - 1; }

  bool Allows(const Sample& sample, std::chrono::milliseconds grace) const;
  // The longest time after the return of an apply at which a request was sent that still followed an older rule.
  std::chrono::milliseconds LongestDelay(const std::vector<Sample>& samples) const;

 private:
  std::vector<Change> changes_;
};

}  // namespace weft::test
