// SPDX-License-Identifier: Apache-2.0
#include "base/authority.h"
#include "http/client/client_impl.h"
#include "weft/http.h"

namespace weft::http {
namespace {

Request Bare(std::string_view method, std::string_view path, Headers headers) {
  return {.method = std::string(method), .path = std::string(path), .headers = std::move(headers)};
}

Request WithBody(std::string_view method, std::string_view path, std::string body, std::string_view content_type,
                 Headers headers) {
  Request request = Bare(method, path, std::move(headers));
  if (!content_type.empty()) request.headers.Set("content-type", content_type);
  request.body = std::move(body);
  return request;
}

}  // namespace

Client::Client(std::shared_ptr<Mesh> mesh, std::string_view authority, ClientOptions options)
    : impl_(std::make_unique<Impl>(std::move(mesh), NormalizeAuthority(authority), std::move(options))) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Result Client::Send(Request request, const CallOptions& options) { return impl_->Send(std::move(request), options); }

Result Client::Get(std::string_view path, Headers headers) { return Send(Bare("GET", path, std::move(headers))); }
Result Client::Head(std::string_view path, Headers headers) { return Send(Bare("HEAD", path, std::move(headers))); }
Result Client::Delete(std::string_view path, Headers headers) { return Send(Bare("DELETE", path, std::move(headers))); }
Result Client::Options(std::string_view path, Headers headers) { return Send(Bare("OPTIONS", path, std::move(headers))); }
Result Client::Post(std::string_view path, std::string body, std::string_view content_type, Headers headers) {
  return Send(WithBody("POST", path, std::move(body), content_type, std::move(headers)));
}
Result Client::Put(std::string_view path, std::string body, std::string_view content_type, Headers headers) {
  return Send(WithBody("PUT", path, std::move(body), content_type, std::move(headers)));
}
Result Client::Patch(std::string_view path, std::string body, std::string_view content_type, Headers headers) {
  return Send(WithBody("PATCH", path, std::move(body), content_type, std::move(headers)));
}

void Client::Cancel() { impl_->Cancel(); }
const std::string& Client::authority() const { return impl_->authority(); }

}  // namespace weft::http
