// SPDX-License-Identifier: Apache-2.0
#include "http/client/client_impl.h"

#include "http/client/attempts.h"
#include "http/client/header_map.h"
#include "mesh/mesh_access.h"
#include "mesh/mesh_core.h"

namespace weft::http {

Client::Impl::Impl(std::shared_ptr<Mesh> mesh, std::string authority, ClientOptions options)
    : mesh_(std::move(mesh)),
      authority_(std::move(authority)),
      options_(std::move(options)),
      env_(MeshAccess::Core(*mesh_).env()),
      resolver_(env_) {}

Result Client::Impl::Send(Request request, const CallOptions& call) {
  CallScope scope{.options = options_, .call = call, .canceller = canceller_, .wiring = {&env_, &pool_, &resolver_}};
  scope.context = call.context != nullptr ? call.context : Context::Current();
  scope.deadline = call.deadline;
  if (scope.deadline == TimePoint::max() && options_.deadline.count() > 0) scope.deadline = env_.Now() + options_.deadline;
  AddHeaders(scope.context, &request.headers);
  std::string followed;
  for (int redirects = 0;; ++redirects) {
    const std::string& authority = redirects == 0 ? authority_ : followed;
    scope.may_follow = redirects < options_.max_redirects;
    Attempts attempts(scope, authority, request);
    Result result = attempts.Run(*mesh_);
    auto redirect = attempts.RedirectOf(result);
    if (!redirect) return result;
    request.path = std::move(redirect->path);
    HeaderMap headers(request.headers);
    transport::ApplyRedirect(*redirect, headers);
    if (redirect->becomes_get) request.method = "GET", request.body.clear(), request.source = {};
    followed = std::move(redirect->authority);
  }
}

// What the caller gave wins over the context, the context over the defaults. Once, so that credentials which a redirect takes
// away stay away.
void Client::Impl::AddHeaders(const Context* context, Headers* headers) const {
  HeaderMap map(*headers);
  transport::AddContext(context, map);
  for (const HeaderRef& header : options_.default_headers) {
    if (!headers->Has(header.name)) headers->Add(header.name, header.value);
  }
  if (!options_.user_agent.empty() && !headers->Has("user-agent")) headers->Add("user-agent", options_.user_agent);
}

}  // namespace weft::http
