// SPDX-License-Identifier: Apache-2.0
// The commands that Envoy publishes for format strings, and what each may carry.
#pragma once

#include <string_view>

namespace weft {

struct FormatCommand {
  enum class Argument { kNone, kOptional, kRequired, kHeader };  // kHeader: required, `NAME` or `NAME?OTHER`
  std::string_view name;
  Argument argument = Argument::kNone;
  bool may_be_cut = false;  // takes a length
  bool evaluated = false;   // Weft has the value
};

// nullptr when Envoy defines no command of this name. Names are case-sensitive.
const FormatCommand* FindFormatCommand(std::string_view name);

}  // namespace weft
