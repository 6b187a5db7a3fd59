#include "weft/httplib.h"

#include <optional>

namespace weft::httplib {
namespace {

// cpp-httplib handles a request on one thread from its first hook to its last.
struct InboundContext {
  Context context;
  std::optional<Context::Scope> scope;
};
thread_local std::optional<InboundContext> inbound_context;

}  // namespace

void CaptureContext(const ::httplib::Request& request, const std::vector<std::string>& headers) {
  ReleaseContext();
  inbound_context.emplace();
  for (const std::string& name : headers) {
    if (request.has_header(name)) inbound_context->context.Set(name, request.get_header_value(name));
  }
  if (!request.remote_addr.empty()) {
    inbound_context->context.Set("x-forwarded-for",
                                 AppendForwardedFor(request.get_header_value("x-forwarded-for"), request.remote_addr));
  }
  inbound_context->scope.emplace(&inbound_context->context);
}

void ReleaseContext() { inbound_context.reset(); }

void Instrument(::httplib::Server& server, const std::vector<std::string>& headers) {
  server.set_pre_routing_handler([headers](const ::httplib::Request& request, ::httplib::Response&) {
    CaptureContext(request, headers);
    return ::httplib::Server::HandlerResponse::Unhandled;
  });
  server.set_post_routing_handler([](const ::httplib::Request&, ::httplib::Response&) { ReleaseContext(); });
}

}  // namespace weft::httplib
