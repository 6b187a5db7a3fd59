// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/local_reply.h"

#include <algorithm>
#include <utility>

#include "base/grpc_status.h"
#include "base/strings.h"
#include "engine/match/message_headers.h"

namespace weft::mesh {
namespace {

constexpr std::string_view kGrpcContentType = "application/grpc";

// Printable ASCII but the percent sign stays; the rest is %XX, as grpc-message has it.
std::string PercentEncoded(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= ' ' && byte <= '~' && c != '%')
      out += c;
    else
      out += {'%', kDigits[byte >> 4], kDigits[byte & 0xf]};
  }
  return out;
}

}  // namespace

bool IsGrpcRequest(const RequestHead& head) {
  const std::string_view type = engine::MessageHeaders{head.headers}.First("content-type").value_or("");
  if (!type.starts_with(kGrpcContentType)) return false;
  return type.size() == kGrpcContentType.size() || type[kGrpcContentType.size()] == '+' || type[kGrpcContentType.size()] == ';';
}

Reply FailureReply(const RequestHead& head, int status, std::string_view reason, std::string body,
                   std::optional<int> grpc_status) {
  if (!IsGrpcRequest(head)) return {status, reason, std::move(body)};
  Reply reply{200, reason, {}};
  reply.headers = {{"content-type", std::string(kGrpcContentType)},
                   {"grpc-status", std::to_string(grpc_status.value_or(GrpcStatusOfHttp(status)))},
                   {"grpc-message", PercentEncoded(body)}};
  return reply;
}

Reply AnswerOfRoute(const engine::RouteActions& actions, const RequestHead& head) {
  if (!actions.redirect)
    return {static_cast<int>(actions.direct_response->status), "direct_response", actions.direct_response->body};
  return {actions.redirect->status(), "redirect", {}, {{"location", actions.redirect->Location(head)}}};
}

void ApplyChanges(absl::Span<const HeaderChange> changes, Reply& reply) {
  for (const HeaderChange& change : changes) {
    const auto named = [&](const auto& header) { return EqualsIgnoreCase(header.first, change.name); };
    if (change.kind != HeaderChange::Kind::kAppend) std::erase_if(reply.headers, named);
    if (change.kind != HeaderChange::Kind::kRemove) reply.headers.emplace_back(change.name, change.value);
  }
}

}  // namespace weft::mesh
