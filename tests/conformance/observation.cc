// SPDX-License-Identifier: Apache-2.0
#include "conformance/observation.h"

namespace weft::conformance {

std::optional<std::string> ValueOf(const HeaderList& headers, const std::string& lower_case_name) {
  std::optional<std::string> joined;
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) joined = joined ? *joined + "," + value : value;
  }
  return joined;
}

}  // namespace weft::conformance
