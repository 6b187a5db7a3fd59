// SPDX-License-Identifier: Apache-2.0
// The columns of `weftctl get`, kind by kind: those that istioctl had.
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "manifest/object/kind.h"

namespace weft::ctl {

// Head and cells for `-o short`; both have the same length.
std::vector<std::string> ShortHead(const manifest::Kind& kind);
std::vector<std::string> ShortRow(const manifest::Kind& kind, const manifest::Json& object, absl::Time now);

// "5s", "3m", "2h", "4d", "1y"; "<unknown>" when `created` is 0.
std::string ShortAge(int64_t created, absl::Time now);

}  // namespace weft::ctl
