// SPDX-License-Identifier: Apache-2.0
// Drives a weft::Call as a transport would, with answers out of the table instead of a network.
#pragma once

#include <vector>

#include "conformance/observation.h"
#include "conformance/row.h"
#include "weft/mesh.h"

namespace weft::conformance {

// A RequestHead with what its views look at. Far away the deadline is out of the way of the rules' timeouts.
class OwnedHead {
 public:
  OwnedHead(const Request& request, std::chrono::milliseconds patience);
  OwnedHead(const OwnedHead&) = delete;
  OwnedHead& operator=(const OwnedHead&) = delete;
  const RequestHead& head() const { return head_; }

 private:
  const Request request_;
  std::vector<HeaderRef> refs_;
  RequestHead head_;
};

// Fills in what was seen of the call, route_name and cluster included.
void Drive(Mesh& mesh, const RequestHead& head, const std::vector<ScriptedAnswer>& answers, Observation& seen);

}  // namespace weft::conformance
