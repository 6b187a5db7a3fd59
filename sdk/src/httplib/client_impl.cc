#include "httplib/client_impl.h"

#include "base/authority.h"
#include "httplib/exchange.h"
#include "httplib/redirect.h"

namespace weft::httplib {
namespace {

// What the mesh answers itself looks to the caller like any response.
void AnswerLocally(const Reply& reply, ::httplib::Request& request, ::httplib::Response& response) {
  response = ::httplib::Response();
  response.version = "HTTP/1.1";
  response.status = reply.status;
  response.reason = std::string(reply.reason);
  response.set_header("Content-Type", "text/plain");
  const std::string body = reply.body + "\n";
  if (request.response_handler && !request.response_handler(response)) return;
  if (request.content_receiver) request.content_receiver(body.data(), body.size(), 0, body.size());
  else response.body = body;
}

}  // namespace

bool Client::Impl::Send(::httplib::Request& request, ::httplib::Response& response, ::httplib::Error& error) {
  std::string authority = authority_;
  for (size_t redirects = 0;; ++redirects) {
    if (!SendTo(authority, request, response, error)) return false;
    if (!settings.follow_location || !IsRedirect(response)) return true;
    if (redirects == request.redirect_count_) {
      error = ::httplib::Error::ExceedRedirectCount;
      return false;
    }
    if (!FollowRedirect(response, authority, request)) return true;
  }
}

bool Client::Impl::SendTo(const std::string& authority, ::httplib::Request& request, ::httplib::Response& response,
                          ::httplib::Error& error) {
  AddHeaders(authority, request);
  HeaderRefs headers;
  for (const auto& [name, value] : request.headers) headers.push_back({name, value});
  RequestHead head{.method = request.method, .authority = authority, .path = request.path, .headers = headers};
  if (settings.deadline.count() > 0) head.deadline = Clock::now() + settings.deadline;
  Exchange exchange(pool_, settings, request, response);
  Call call = mesh_->StartCall(head);
  for (;;) {
    Step step = call.Next();
    if (auto* send = std::get_if<weft::Send>(&step)) {
      send->attempt.Finish(exchange.Try(*send));
    } else if (auto* wait = std::get_if<Wait>(&step)) {
      call.Sleep(*wait);
    } else if (auto* reply = std::get_if<Reply>(&step)) {
      AnswerLocally(*reply, request, response);
      error = ::httplib::Error::Success;
      return true;
    } else {
      const Outcome outcome = std::get<Done>(step).outcome;
      error = outcome.kind == Outcome::Kind::kResponse ? ::httplib::Error::Success : exchange.error();
      // Over before anything was sent: what cpp-httplib says when nothing comes in time.
      if (outcome.kind != Outcome::Kind::kResponse && error == ::httplib::Error::Success) error = ::httplib::Error::Read;
      return outcome.kind == Outcome::Kind::kResponse;
    }
  }
}

// What the caller gave wins over the context, the context over the defaults.
void Client::Impl::AddHeaders(const std::string& authority, ::httplib::Request& request) const {
  if (const Context* context = Context::Current()) {
    for (const auto& [name, value] : context->headers()) {
      if (!request.has_header(name)) request.headers.emplace(name, value);
    }
  }
  for (const auto& [name, value] : settings.default_headers) {
    if (!request.has_header(name)) request.headers.emplace(name, value);
  }
  if (!request.has_header("Host")) request.headers.emplace("Host", authority);
}

}  // namespace weft::httplib
