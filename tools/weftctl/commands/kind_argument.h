// SPDX-License-Identifier: Apache-2.0
// The KIND of a command line.
#pragma once

#include <ostream>
#include <string_view>
#include <vector>

#include "manifest/object/kind.h"

namespace weft::ctl {

// The kind of this name (plural, singular, short or Kind, in any case); for "all" every kind of routing rule; empty when there
// is none.
std::vector<const manifest::Kind*> KindsOfArgument(std::string_view name);

// Says which names there are; returns the exit code.
int ReportUnknownKind(std::string_view name, std::ostream& err);

}  // namespace weft::ctl
