// SPDX-License-Identifier: Apache-2.0
// The heads of one call as the rules define them: the request that goes out, and what changes in the response that comes back.
#pragma once

#include <string>
#include <string_view>

#include "base/uuid.h"
#include "engine/actions/header_edits.h"
#include "engine/route/compiled_route.h"
#include "weft/request.h"

namespace weft::mesh {

// Part of a call's state: one thread at a time. Allocates only for what is rewritten to a text of its own.
class CallHeads {
 public:
  explicit CallHeads(const RequestHead& head) : authority_(head.authority), path_(head.path) {}
  CallHeads(const CallHeads&) = delete;
  CallHeads& operator=(const CallHeads&) = delete;

  // Applies the route that took the request, once. A request without an x-request-id gets a random one, as at a proxy; the
  // edits see it already, and may take it away. `split` counts in route.splits.
  void BuildRequest(const engine::CompiledRoute& route, uint32_t split, const engine::ExpressionInput& input, Random& random);

  // What the same route changes in `input.response`. The views live until the next call.
  absl::Span<const HeaderChange> BuildResponse(const engine::CompiledRoute& route, uint32_t split,
                                               const engine::ExpressionInput& input);

  // The request as it goes out; before BuildRequest as it came. Views live as long as this and the request.
  OutgoingHead request() const { return {authority_, path_, request_changes_.view(), authority_rewritten_}; }

 private:
  void AddRequestId(const RequestHead& head, Random& random);

  std::string_view authority_;
  std::string_view path_;
  bool authority_rewritten_ = false;
  std::string rewritten_path_;
  Uuid request_id_;
  engine::HeaderChanges request_changes_;
  engine::HeaderChanges response_changes_;
};

}  // namespace weft::mesh
