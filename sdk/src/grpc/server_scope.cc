// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>

#include "absl/strings/escaping.h"
#include "base/strings.h"
#include "grpc/peer_address.h"
#include "weft/env.h"
#include "weft/grpc.h"
#include "weft/transport.h"

namespace weft::grpc {
namespace {

constexpr auto kFarAway = std::chrono::hours(24 * 365);  // gRPC's "no deadline" overflows other clocks

std::string JoinedMetadata(const ::grpc::ServerContextBase& call, const std::string& name) {
  std::string joined;
  const auto [begin, end] = call.client_metadata().equal_range(name);
  for (auto it = begin; it != end; ++it) {
    const std::string value(it->second.data(), it->second.size());
    StrAppend(&joined, joined.empty() ? "" : ",", name.ends_with("-bin") ? absl::Base64Escape(value) : value);
  }
  return joined;
}

}  // namespace

Context CaptureContext(const ::grpc::ServerContextBase& call, const std::vector<std::string>& headers) {
  const auto value_of = [&call](const std::string& name) { return JoinedMetadata(call, name); };
  Context context = transport::CaptureContext(value_of, headers, AddressOfPeer(call.peer()));
  const Env& env = *Env::System();
  const WallTime now = env.WallNow();
  if (call.deadline() < now + kFarAway) context.set_deadline(env.Now() + (call.deadline() - now));
  return context;
}

ServerScope::ServerScope(const ::grpc::ServerContextBase& call, const std::vector<std::string>& headers)
    : context_(CaptureContext(call, headers)), scope_(&context_) {}

void InheritDeadline(::grpc::ClientContext& call) {
  const Context* context = Context::Current();
  if (context == nullptr || !context->deadline()) return;
  const Env& env = *Env::System();
  const auto left = std::chrono::duration_cast<WallTime::duration>(*context->deadline() - env.Now());
  call.set_deadline(std::min(call.deadline(), env.WallNow() + left));
}

}  // namespace weft::grpc
