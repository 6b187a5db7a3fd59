// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/field_selector.h"

#include "base/strings.h"
#include "kubeapi/request/text.h"

namespace weft::kubeapi {

absl::StatusOr<FieldSelector> FieldSelector::Parse(std::string_view text) {
  FieldSelector selector;
  for (std::string_view part : Split(text, ',')) {
    if (Strip(part).empty()) continue;
    size_t at = part.find('=');
    if (at == std::string_view::npos) {
      return absl::InvalidArgumentError(StrCat("invalid selector: \"", part, "\": it must be field=value"));
    }
    bool equal = at == 0 || part[at - 1] != '!';
    std::string_view field = Strip(part.substr(0, equal ? at : at - 1));
    std::string_view value = part.substr(at + 1);
    if (!value.empty() && value.front() == '=') value.remove_prefix(1);
    if (field != "metadata.name" && field != "metadata.namespace") {
      return absl::InvalidArgumentError(StrCat("field label not supported: ", field));
    }
    selector.requirements_.push_back({field == "metadata.name", equal, std::string(Strip(value))});
  }
  return selector;
}

bool FieldSelector::Matches(std::string_view ns, std::string_view name) const {
  for (const auto& requirement : requirements_) {
    if (((requirement.of_name ? name : ns) == requirement.value) != requirement.equal) return false;
  }
  return true;
}

}  // namespace weft::kubeapi
