// SPDX-License-Identifier: Apache-2.0
#include "httplib/client_impl.h"

#include <csignal>

#include "httplib/exchange.h"
#include "httplib/headers.h"
#include "httplib/redirect.h"
#include "httplib/request_patch.h"
#include "mesh/mesh_access.h"

namespace weft::httplib {
namespace {

// cpp-httplib writes without MSG_NOSIGNAL: a server that closes while it is being written to would end the process. Its own
// Server has the signal ignored; so do we, unless the program handles it.
void IgnoreBrokenPipes() {
  struct sigaction current {};
  if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL) std::signal(SIGPIPE, SIG_IGN);
}

::httplib::Error EndCall(const Step& step, Exchange& exchange) {
  if (const auto* reply = std::get_if<Reply>(&step)) {
    return exchange.Answer(*reply) ? ::httplib::Error::Success : ::httplib::Error::Canceled;
  }
  if (std::get<Done>(step).outcome.kind == Outcome::Kind::kResponse) {
    exchange.Finish();
    return exchange.error();
  }
  // Over before anything was sent: the error of cpp-httplib when nothing comes in time.
  return exchange.error() == ::httplib::Error::Success ? ::httplib::Error::Read : exchange.error();
}

}  // namespace

Client::Impl::Impl(std::shared_ptr<Mesh> mesh, std::string authority)
    : mesh_(std::move(mesh)),
      authority_(std::move(authority)),
      mirrors_([mesh = mesh_](std::string_view message) { mesh->Log(LogLevel::kWarning, message); }) {
  IgnoreBrokenPipes();
}

bool Client::Impl::Send(::httplib::Request& request, ::httplib::Response& response, ::httplib::Error& error) {
  std::string authority = authority_;
  for (size_t redirects = 0;; ++redirects) {
    const Sent sent = SendTo(authority, request, response, error);
    if (sent == Sent::kFailed) return false;
    if (!settings.follow_location) return true;
    auto redirect = RedirectOf(response, authority, request, sent == Sent::kBodySpent);
    if (!redirect) return true;
    if (redirects == request.redirect_count_) {
      error = ::httplib::Error::ExceedRedirectCount;
      return false;
    }
    FollowRedirect(*redirect, request);
    authority = std::move(redirect->authority);
  }
}

Env& Client::Impl::env() const { return MeshAccess::Core(*mesh_).env(); }

Client::Impl::Sent Client::Impl::SendTo(const std::string& authority, ::httplib::Request& request,
                                        ::httplib::Response& response, ::httplib::Error& error) {
  const Context* const context = Context::Current();
  AddHeaders(context, authority, request);
  RequestPatch patch(request);
  const transport::HeaderViews headers = transport::ViewsOf(request.headers);
  RequestHead head{
      .method = request.method, .authority = authority, .path = patch.original_path(), .headers = headers, .context = context};
  if (settings.deadline.count() > 0) head.deadline = env().Now() + settings.deadline;
  Call call = mesh_->StartCall(head);
  Exchange exchange(pool_, settings, call, patch, request, response);
  for (Step step = call.Next();;) {
    if (auto* send = std::get_if<weft::Send>(&step)) {
      step = exchange.Try(std::move(*send));
    } else if (auto* wait = std::get_if<Wait>(&step)) {
      call.Sleep(*wait);
      step = call.Next();
    } else if (auto* mirror = std::get_if<Mirror>(&step)) {
      SendMirror(std::move(*mirror), patch, request);
      step = call.Next();
    } else {
      error = EndCall(step, exchange);
      if (error != ::httplib::Error::Success) return Sent::kFailed;
      HeadersAdapter response_headers(response.headers);
      transport::AddExplanation(call, response_headers);
      return exchange.body_is_spent() ? Sent::kBodySpent : Sent::kAnswered;
    }
  }
}

// A body that comes from a provider is there only once, for the call itself.
void Client::Impl::SendMirror(Mirror mirror, RequestPatch& patch, const ::httplib::Request& request) {
  if (request.content_provider_) return;
  patch.Apply(mirror.head);
  mirrors_.Send(std::move(mirror.target), request, mirror.head.authority_rewritten);
}

// What the caller gave wins over the context, the context over the defaults.
void Client::Impl::AddHeaders(const Context* context, const std::string& authority, ::httplib::Request& request) const {
  HeadersAdapter headers(request.headers);
  transport::AddContext(context, headers);
  for (const auto& [name, value] : settings.default_headers) {
    if (!request.has_header(name)) request.headers.emplace(name, value);
  }
  if (!request.has_header("Host")) request.headers.emplace("Host", authority);
  AddImpliedHeaders(request);
}

}  // namespace weft::httplib
