// SPDX-License-Identifier: Apache-2.0
// Answers that the mesh gives itself, in the form that the caller understands.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/route/route_actions.h"
#include "weft/call.h"

namespace weft::mesh {

// Whether a request is of gRPC: its content-type is application/grpc, or that with a suffix.
bool IsGrpcRequest(const RequestHead& head);

// A failure as the caller reads it: an HTTP status with a text or, for gRPC, a 200 that carries grpc-status and grpc-message.
// Without `grpc_status` it follows from the HTTP status, as gRPC's own mapping has it.
Reply FailureReply(const RequestHead& head, int status, std::string_view reason, std::string body,
                   std::optional<int> grpc_status = std::nullopt);

// The redirect or direct response that a route answers with.
Reply AnswerOfRoute(const engine::RouteActions& actions, const RequestHead& head);

// Makes the changes in the reply's headers.
void ApplyChanges(absl::Span<const HeaderChange> changes, Reply& reply);

}  // namespace weft::mesh
