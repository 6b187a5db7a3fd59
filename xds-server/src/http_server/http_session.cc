// SPDX-License-Identifier: Apache-2.0
#include "http_server/http_session.h"

#include <exception>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/strings.h"
#include "boost/asio/buffer.hpp"
#include "boost/asio/write.hpp"
#include "boost/beast/http/read.hpp"
#include "boost/beast/http/status.hpp"
#include "http_server/session_stream.h"

namespace weft::http_server {

namespace beast = ::boost::beast;
namespace asio = ::boost::asio;

namespace {

// How much of a refused request is read and thrown away, so that the client sees the answer and no broken pipe.
constexpr size_t kDrainBytes = 64u << 20;
constexpr absl::Duration kDrainTime = absl::Seconds(5);

std::string HeaderSafe(std::string_view value) {
  std::string safe(value);
  for (char& c : safe) {
    if (absl::ascii_iscntrl(c) && c != '\t') c = ' ';
  }
  return safe;
}

bool MayHaveBody(int status) { return status >= 200 && status != 204 && status != 304; }

HttpRequest ToHttpRequest(beast::http::request<beast::http::string_body>&& message) {
  HttpRequest request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    request.headers.emplace_back(ToLower(std::string_view(field.name_string().data(), field.name_string().size())),
                                 std::string(field.value()));
  }
  request.body = std::move(message.body());
  return request;
}

std::string_view MethodOf(const beast::http::request_parser<beast::http::string_body>& parser) {
  const auto method = parser.get().method_string();
  return {method.data(), method.size()};
}

}  // namespace

HttpResponse HttpShared::Error(int status, std::string_view method, const std::string& message) const {
  if (options.error) return options.error(status, method, message);
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, message + "\n"};
}

HttpSession::HttpSession(asio::ip::tcp::socket socket, std::shared_ptr<HttpShared> shared)
    : socket_(std::move(socket)), shared_(std::move(shared)) {}

void HttpSession::Close() {
  if (std::exchange(closed_, true)) return;
  socket_.close();
  auto self = shared_from_this();
  shared_->sessions.erase(self);
  queue_.clear();
  if (auto stream = std::exchange(stream_, nullptr)) stream->Closed();
}

void HttpSession::AwaitRequest() {
  parser_.emplace();
  parser_->header_limit(shared_->options.limits.header_bytes);
  parser_->body_limit(shared_->options.limits.body_bytes);
  if (buffer_.size() > 0) return ReadHeader();
  socket_.expires_after(absl::ToChronoMilliseconds(shared_->options.limits.idle));
  socket_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](Error error, size_t size) {
    if (error || self->closed_) return self->Close();
    self->buffer_.commit(size);
    self->ReadHeader();
  });
}

void HttpSession::ReadHeader() {
  socket_.expires_after(absl::ToChronoMilliseconds(shared_->options.limits.header));
  beast::http::async_read_header(socket_, buffer_, *parser_,
                                 [self = shared_from_this()](Error error, size_t) { self->OnHeader(error); });
}

void HttpSession::OnHeader(Error error) {
  if (closed_) return;
  if (error) return Fail(error);
  const auto& message = parser_->get();
  keep_alive_ = message.keep_alive();
  http_minor_ = message.version() % 10;
  head_only_ = message.method() == beast::http::verb::head;
  socket_.expires_after(absl::ToChronoMilliseconds(shared_->options.limits.body));
  if (!beast::iequals(message[beast::http::field::expect], "100-continue")) return ReadBody();
  out_ = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(out_), [self = shared_from_this()](Error failed, size_t) {
    if (failed || self->closed_) return self->Close();
    self->ReadBody();
  });
}

void HttpSession::ReadBody() {
  beast::http::async_read(socket_, buffer_, *parser_, [self = shared_from_this()](Error error, size_t) {
    if (self->closed_) return;
    if (error) return self->Fail(error);
    self->Dispatch();
  });
}

void HttpSession::Dispatch() {
  socket_.expires_never();
  HttpRequest request = ToHttpRequest(parser_->release());
  auto exchange = std::make_shared<SessionExchange>(shared_from_this());
  try {
    shared_->handler(request, Responder(exchange));
  } catch (const std::exception& error) {
    exchange->Send(shared_->Error(500, {}, StrCat("the server failed on this request: ", error.what())));
  }
}

// Answers a request that could not be read. What was no HTTP at all, or a peer that went away, gets nothing.
void HttpSession::Fail(Error error) {
  using HttpError = beast::http::error;
  keep_alive_ = false;
  head_only_ = false;
  if (error == HttpError::body_limit) {
    return Respond(shared_->Error(
        413, MethodOf(*parser_),
        StrCat("the body of the request is larger than the limit of ", shared_->options.limits.body_bytes, " bytes")));
  }
  if (error == HttpError::header_limit) {
    return Respond(shared_->Error(
        431, {},
        StrCat("the headers of the request are larger than the limit of ", shared_->options.limits.header_bytes, " bytes")));
  }
  bool peer_left = error == HttpError::end_of_stream || error == HttpError::partial_message || error == beast::error::timeout ||
                   error.category() == asio::error::get_system_category();
  if (peer_left) return Close();
  Respond(shared_->Error(400, {}, StrCat("the request is not HTTP/1.1: ", error.message())));
}

std::string HttpSession::Head(const HttpResponse& response, bool streaming) const {
  std::string head =
      StrCat("HTTP/1.1 ", response.status, " ",
             std::string(beast::http::obsolete_reason(static_cast<beast::http::status>(response.status))), "\r\n");
  for (const auto& [name, value] : response.headers) StrAppend(&head, name, ": ", HeaderSafe(value), "\r\n");
  StrAppend(&head, "Date: ", FormatHttpDate(absl::Now()), "\r\n");
  if (streaming && chunked()) StrAppend(&head, "Transfer-Encoding: chunked\r\n");
  if (!streaming && MayHaveBody(response.status)) StrAppend(&head, "Content-Length: ", response.body.size(), "\r\n");
  if (streaming || !keep_alive_) StrAppend(&head, "Connection: close\r\n");
  return head + "\r\n";
}

void HttpSession::Respond(HttpResponse response) {
  if (closed_) return;
  out_ = Head(response, false);
  if (MayHaveBody(response.status) && !head_only_) out_ += response.body;
  socket_.expires_after(absl::ToChronoMilliseconds(shared_->options.limits.write));
  asio::async_write(socket_, asio::buffer(out_), [self = shared_from_this()](Error error, size_t) {
    if (error || self->closed_) return self->Close();
    self->out_.clear();
    if (self->keep_alive_) return self->AwaitRequest();
    Error ignored;
    self->socket_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    self->socket_.expires_after(absl::ToChronoMilliseconds(kDrainTime));
    self->Drain(kDrainBytes);
  });
}

void HttpSession::Drain(size_t budget) {
  socket_.async_read_some(asio::buffer(scrap_), [self = shared_from_this(), budget](Error error, size_t size) {
    if (error || self->closed_ || size > budget) return self->Close();
    self->Drain(budget - size);
  });
}

void HttpSession::StartStream(std::shared_ptr<SessionStream> stream, const HttpResponse& head) {
  if (closed_) return stream->Closed();
  stream_ = std::move(stream);
  socket_.expires_never();
  WatchForHangUp();
  Enqueue(Head(head, true), 0, false);
}

// While a stream is open the client has nothing to say; that it hung up shows as the end of what it sends.
void HttpSession::WatchForHangUp() {
  socket_.async_read_some(asio::buffer(scrap_), [self = shared_from_this()](Error error, size_t) {
    if (error || self->closed_) return self->Close();
    self->WatchForHangUp();
  });
}

void HttpSession::Enqueue(std::string bytes, size_t counted, bool last) {
  if (closed_) return;
  queue_.push_back({std::move(bytes), counted, last});
  if (!writing_) WriteNext();
}

void HttpSession::WriteNext() {
  if (queue_.empty()) return;
  writing_ = true;
  asio::async_write(socket_, asio::buffer(queue_.front().bytes), [self = shared_from_this()](Error error, size_t) {
    self->writing_ = false;
    if (error || self->closed_) return self->Close();
    bool last = self->queue_.front().last;
    self->stream_->Written(self->queue_.front().counted);
    self->queue_.pop_front();
    if (last) return self->Close();
    self->WriteNext();
  });
}

}  // namespace weft::http_server
