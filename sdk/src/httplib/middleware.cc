// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "absl/container/inlined_vector.h"
#include "mesh/mesh_access.h"
#include "transport/inbound_context.h"
#include "weft/httplib.h"

namespace weft::httplib {
namespace {

using HandlerResponse = ::httplib::Server::HandlerResponse;

// cpp-httplib handles a request on one thread from its first hook to its last.
struct InboundContext {
  Context context;
  std::optional<Context::Scope> scope;
  CorsDecision cors;
};
thread_local std::optional<InboundContext> inbound_context;

void SetHeaders(const std::vector<std::pair<std::string, std::string>>& headers, ::httplib::Response& response) {
  for (const auto& [name, value] : headers) {
    response.headers.erase(name);
    response.headers.emplace(name, value);
  }
}

// Only cross-origin requests have the header that is looked for first.
CorsDecision DecideCors(const InstrumentOptions& options, const ::httplib::Request& request) {
  if (options.mesh == nullptr || !request.has_header("Origin")) return {};
  absl::InlinedVector<HeaderRef, 24> headers;
  for (const auto& [name, value] : request.headers) headers.push_back({name, value});
  return options.mesh->Cors(
      {.method = request.method, .authority = options.authority, .path = request.target, .headers = headers});
}

void Capture(const ::httplib::Request& request, const std::vector<std::string>& headers, Env& env) {
  ReleaseContext();
  Context& context = inbound_context.emplace().context;
  const auto value_of = [&](const std::string& name) { return request.get_header_value(name); };
  context = transport::CaptureContext(value_of, headers, request.remote_addr, env);
  const std::string expected_timeout = request.get_header_value(std::string(kExpectedTimeoutHeader));
  if (const auto timeout = InboundTimeout(expected_timeout, request.get_header_value("grpc-timeout"))) {
    context.set_deadline(env.Now() + *timeout);
  }
  inbound_context->scope.emplace(&context);
}

HandlerResponse BeforeHandler(const InstrumentOptions& options, const ::httplib::Request& request,
                              ::httplib::Response& response) {
  Capture(request, options.headers, options.mesh == nullptr ? *Env::System() : MeshAccess::Core(*options.mesh).env());
  CorsDecision& cors = inbound_context->cors;
  cors = DecideCors(options, request);
  if (cors.kind != CorsDecision::Kind::kPreflight) return HandlerResponse::Unhandled;
  response.status = cors.status;
  return HandlerResponse::Handled;
}

void AfterHandler(::httplib::Response& response) {
  if (inbound_context) SetHeaders(inbound_context->cors.headers, response);
  ReleaseContext();
}

}  // namespace

void CaptureContext(const ::httplib::Request& request, const std::vector<std::string>& headers) {
  Capture(request, headers, *Env::System());
}

void ReleaseContext() { inbound_context.reset(); }

void Instrument(::httplib::Server& server, const std::vector<std::string>& headers) {
  Instrument(server, InstrumentOptions{.headers = headers});
}

void Instrument(::httplib::Server& server, InstrumentOptions options) {
  if (options.mesh != nullptr) options.mesh->Prefetch(options.authority);
  server.set_pre_routing_handler(
      [options = std::move(options)](const ::httplib::Request& request, ::httplib::Response& response) {
        return BeforeHandler(options, request, response);
      });
  server.set_post_routing_handler([](const ::httplib::Request&, ::httplib::Response& response) { AfterHandler(response); });
}

}  // namespace weft::httplib
