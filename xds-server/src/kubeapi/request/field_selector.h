// SPDX-License-Identifier: Apache-2.0
// Field selectors, `metadata.name=reviews,metadata.namespace!=default`: these two fields are all that can be selected by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace weft::kubeapi {

// A value type; an empty selector matches everything.
class FieldSelector {
 public:
  // InvalidArgument names the field that is not supported.
  static absl::StatusOr<FieldSelector> Parse(std::string_view text);

  bool Matches(std::string_view ns, std::string_view name) const;

 private:
  struct Requirement {
    bool of_name;
    bool equal;
    std::string value;
  };
  std::vector<Requirement> requirements_;
};

}  // namespace weft::kubeapi
