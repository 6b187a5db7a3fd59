// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/api_server.h"

#include "base/status_macros.h"
#include "base/strings.h"
#include "kubeapi/rest/namespace_content.h"

namespace weft::kubeapi {

namespace {

constexpr const char* kFirstNamespaces[] = {"default", "istio-system"};

// kubectl answers every refusal of a patch with the whole patch, but for an invalid one: there it prints the causes alone.
Refusal PatchTooLarge(const std::string& message) {
  Json cause = {{"reason", "FieldValueTooLong"}, {"field", "body"}, {"message", message}};
  return {422, "Invalid", message, {{"causes", Json::array({std::move(cause)})}}};
}

HttpResponse TransportError(int status, std::string_view method, const std::string& message) {
  if (status == 413) return ToResponse(method == "PATCH" ? PatchTooLarge(message) : BodyTooLarge(message));
  if (status == 400) return ToResponse(BadRequest(message));
  if (status == 431) return ToResponse({431, "RequestHeaderFieldsTooLarge", message, nullptr});
  return ToResponse(InternalError(message));
}

}  // namespace

ApiServer::ApiServer(store::ObjectStore& store, std::shared_ptr<http_server::EventLoop> loop, ApiOptions options)
    : store_(store), loop_(loop), api_(store, std::move(loop), std::move(options)) {}

ApiServer::~ApiServer() { Stop(); }

absl::StatusOr<uint16_t> ApiServer::Start(const std::string& address) {
  WEFT_ASSIGN_OR_RETURN(auto loopback, http_server::IsLoopbackAddress(address));
  if (!loopback) {
    return absl::InvalidArgumentError(
        StrCat("the API cannot be served on ", address,
               ": without TLS and tokens anybody who reaches it controls the mesh, so only loopback addresses "
               "(127.0.0.1, [::1]) are allowed"));
  }
  for (const char* name : kFirstNamespaces) {
    WEFT_RETURN_IF_ERROR(EnsureNamespace(store_, name));
  }
  http_server::HttpServerOptions options;
  options.error = TransportError;
  auto server = http_server::HttpServer::Start(
      loop_, address,
      [this](const HttpRequest& request, const http_server::Responder& responder) { api_.Handle(request, responder); },
      std::move(options));
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  return server_->port();
}

void ApiServer::Stop() { server_.reset(); }

std::string ApiServer::address() const { return server_ ? server_->address() : std::string(); }

}  // namespace weft::kubeapi
