// SPDX-License-Identifier: Apache-2.0
// One call and its messages, as the two Boost.Beast examples share them: everything but the input and output.
#pragma once

// Asio 1.74 uses std::exchange without including what declares it.
// clang-format off
#include <utility>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
// clang-format on
#include <limits>

#include "weft/mesh.h"
#include "weft/transport.h"

namespace example {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using weft::transport::HeaderList;

struct Response {
  int status = 0;
  HeaderList headers = {};
  std::string body = {};
  std::string error = {};  // why there is no response, or no whole one; empty: all is well
};

struct Request {
  std::string method = "GET", path = "/";
  HeaderList headers = {};
  std::string body = {};
  weft::TimePoint deadline = weft::TimePoint::max();
  const weft::Context* context = nullptr;  // of the request that this one is made for
  bool follow_redirects = false;
  // Both or none. With them the response is handed on as it comes; false: no more of it, please.
  std::function<bool(const Response& head)> on_head = nullptr;
  std::function<bool(std::string_view bytes)> on_body = nullptr;
};

using Parser = http::response_parser<http::buffer_body>;

class Exchange {
 public:
  Exchange(weft::Mesh& mesh, const std::string& authority, const Request& request)
      : request_(request), authority_(authority), headers_(request.headers) {
    weft::transport::AddContext(request.context, headers_);
    if (!headers_.Has("user-agent")) headers_.Add("User-Agent", "weft-example");
    views_ = weft::transport::ViewsOf(headers_.headers());  // complete: the rules see all that will be sent
    call_.emplace(mesh.StartCall({.method = request_.method,
                                  .authority = authority_,
                                  .path = request_.path,
                                  .headers = views_,
                                  .deadline = request_.deadline,
                                  .context = request_.context}));
  }
  weft::Call& call() { return *call_; }
  bool streams() const { return request_.on_body != nullptr; }

  // The same for every attempt, but for the time that is left.
  http::request<http::string_body> MessageFor(const weft::Send& send) const {
    HeaderList headers = headers_;
    weft::transport::ApplyHead(send.head, headers);
    if (send.tell_deadline) weft::transport::SetTimeLeft(send.deadline - weft::Clock::now(), headers);
    http::request<http::string_body> message;
    message.version(11);
    message.method_string(request_.method);
    message.target({send.head.path.data(), send.head.path.size()});
    for (const auto& [name, value] : headers.headers()) message.insert(name, value);
    message.body() = request_.body;
    message.prepare_payload();
    return message;
  }

  void Prepare(Parser& parser) const {
    parser.body_limit(std::numeric_limits<uint64_t>::max());  // Beast 1.74 takes none for a limit of nothing
    parser.skip(request_.method == "HEAD");
  }
  void TakeHead(const Parser& parser) {
    response_ = {.status = static_cast<int>(parser.get().result_int())};
    for (const auto& field : parser.get()) {
      const auto name = field.name_string(), value = field.value();
      response_.headers.Add({name.data(), name.size()}, {value.data(), value.size()});
    }
  }
  // The call decides by the head; true: it stands, and its body goes to the caller. `next` is the step of the call.
  bool ShowHead(weft::Send& send, weft::Step& next) {
    send.attempt.Finish(weft::Outcome::Head(response_.status, weft::transport::ViewsOf(response_.headers.headers())));
    next = call_->Next();
    if (!std::holds_alternative<weft::Done>(next)) return false;
    ChangeHead();
    hidden_ = Followable().has_value();
    return hidden_ || request_.on_head(response_);
  }
  bool TakeBody(std::string_view bytes) {
    if (streams()) return hidden_ || request_.on_body(bytes);
    response_.body += bytes;
    return true;
  }
  // An attempt that was not streamed is over.
  weft::Step Finish(weft::Send& send, weft::Outcome::Kind failure) {
    const auto views = weft::transport::ViewsOf(response_.headers.headers());
    const bool failed = failure != weft::Outcome::Kind::kResponse;
    send.attempt.Finish(failed ? weft::Outcome{.kind = failure} : weft::Outcome::Response(response_.status, views));
    return call_->Next();
  }

  // The call is over by this step, a Reply or Done.
  Response End(const weft::Step& step) {
    if (const auto* reply = std::get_if<weft::Reply>(&step)) {
      auto local = weft::transport::MakeLocalResponse(*reply, request_.method);
      response_ = {local.status, std::move(local.headers), std::move(local.body), {}};
      hidden_ = Followable().has_value();
      if (streams() && !hidden_ && request_.on_head(response_)) request_.on_body(response_.body);
    } else if (std::get<weft::Done>(step).outcome.kind != weft::Outcome::Kind::kResponse) {
      response_ = {.error = "no response"};
    } else if (!streams()) {
      ChangeHead();
    }
    weft::transport::AddExplanation(*call_, response_.headers);
    return std::move(response_);
  }
  void Break(std::string error) { response_.error = std::move(error); }

 private:
  std::optional<weft::transport::Redirect> Followable() const {
    if (!request_.follow_redirects) return std::nullopt;
    return weft::transport::FollowableRedirect(response_.status, response_.headers.Get("location"), authority_, request_.method,
                                               false);
  }
  void ChangeHead() {
    const auto views = weft::transport::ViewsOf(response_.headers.headers());
    weft::transport::ApplyChanges(call_->ResponseChanges({response_.status, views}), response_.headers);
  }

  const Request& request_;
  const std::string authority_;
  HeaderList headers_;
  weft::transport::HeaderViews views_;
  Response response_;
  bool hidden_ = false;  // a redirect that is followed
  std::optional<weft::Call> call_;
};

// Points the request where the response leads, if that is to be followed.
inline bool FollowRedirect(const Response& response, std::string& authority, Request& request) {
  if (!request.follow_redirects || !response.error.empty()) return false;
  const auto redirect =
      weft::transport::FollowableRedirect(response.status, response.headers.Get("location"), authority, request.method, false);
  if (!redirect) return false;
  weft::transport::ApplyRedirect(*redirect, request.headers);
  if (redirect->becomes_get) request.method = "GET", request.body.clear();
  authority = redirect->authority, request.path = redirect->path;
  return true;
}

}  // namespace example
