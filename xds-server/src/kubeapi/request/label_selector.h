// SPDX-License-Identifier: Apache-2.0
// Label selectors as they stand in URLs: `app=reviews,version in (v1,v2),!canary`.
// Semantics: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/object/object.h"

namespace weft::kubeapi {

// All requirements must hold. An empty selector matches everything. A value type.
class LabelSelector {
 public:
  // InvalidArgument names the requirement and what is wrong with it.
  static absl::StatusOr<LabelSelector> Parse(std::string_view text);

  bool Matches(const manifest::Labels& labels) const;
  // The labels of a whole object.
  bool MatchesObject(const manifest::Json& object) const;
  bool empty() const { return requirements_.empty(); }

 private:
  enum class Operator { kIn, kNotIn, kExists, kAbsent, kGreater, kLess };
  struct Requirement {
    std::string key;
    Operator op;
    std::set<std::string> values;  // for kGreater and kLess one whole number
    bool Holds(const manifest::Labels& labels) const;
  };
  static absl::StatusOr<Requirement> ParseRequirement(std::string_view text);
  static absl::StatusOr<Requirement> ParseSet(std::string_view text, size_t open);
  static absl::StatusOr<Requirement> ParseComparison(std::string_view text, size_t at);

  std::vector<Requirement> requirements_;
};

}  // namespace weft::kubeapi
