// SPDX-License-Identifier: Apache-2.0
#include "engine/match/message_headers.h"

#include "engine/match/bytes.h"

namespace weft::engine {

std::optional<std::string_view> MessageHeaders::First(std::string_view name) const {
  std::optional<std::string_view> first;
  for (const HeaderRef& header : original) {
    if (!SameFolded(name, header.name)) continue;
    first = header.value;
    break;
  }
  for (const HeaderChange& change : changes) {
    if (change.name != name) continue;
    if (change.kind == HeaderChange::Kind::kRemove)
      first.reset();
    else if (change.kind == HeaderChange::Kind::kSet || !first)
      first = change.value;
  }
  return first;
}

}  // namespace weft::engine
