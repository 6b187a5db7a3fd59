// SPDX-License-Identifier: Apache-2.0
// The StringMatch of a VirtualService: exact, prefix, regex, or presence.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

StringMatch ParseStringMatch(const Field& field);
std::optional<StringMatch> ParseOptionalStringMatch(const Field& field);
// By name; `lower_case` for headers, whose names know no case.
std::map<std::string, StringMatch> ParseStringMatches(const Field& map, bool lower_case);

struct StringMatchRules {
  bool empty_exact = true;    // as presence with nothing in it
  bool empty_prefix = false;  // a prefix may be empty: it fits everything
  bool presence = true;       // no kind at all is fine: the text is there
};
void CheckStringMatch(const Field& field, StringMatchRules rules, Report& report);

}  // namespace weft::manifest
