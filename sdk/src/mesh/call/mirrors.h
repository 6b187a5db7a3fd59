// SPDX-License-Identifier: Apache-2.0
// The copies of one call's request: which are sent, and to whom.
#pragma once

#include <optional>

#include "base/random.h"
#include "mesh/call/call_heads.h"
#include "mesh/call/select.h"
#include "weft/call.h"

namespace weft::mesh {

// A mirror that was drawn; its authority outlives the configuration's.
struct DrawnMirror {
  engine::EndpointState& endpoint;
  std::string authority;
  bool authority_rewritten;
  std::chrono::nanoseconds connect_timeout;
};

// Part of a call's state: one thread at a time.
class Mirrors {
 public:
  // The next of the route's mirrors that this request goes to; nothing when there is none left, or when the request itself has
  // nowhere to go. `head` as the request goes out.
  std::optional<DrawnMirror> Next(const Selection& selection, const OutgoingHead& head, Random& random);

 private:
  size_t next_ = 0;
};

}  // namespace weft::mesh
