// SPDX-License-Identifier: Apache-2.0
/// \file
/// cpp-httplib on the mesh: a client that is a drop-in for ::httplib::Client, and the middleware for ::httplib::Server.
///
/// Link weft::httplib. The types of requests and results are cpp-httplib's own.
///
/// \par Example
/// \code
///   weft::httplib::Client reviews(mesh, "reviews:9080");
///   if (auto result = reviews.Get("/reviews/0")) std::cout << result->body;
///   else std::cerr << ::httplib::to_string(result.error());
/// \endcode
#pragma once

#include <httplib.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "weft/context.h"
#include "weft/mesh.h"

namespace weft::httplib {

/// The methods and the result type of ::httplib::Client, each call decided by the mesh.
///
/// Thread-safety: unlike ::httplib::Client, calls from many threads run in parallel. Setters are for start-up only.
/// Connections: keep-alive with TCP_NODELAY, pooled by endpoint, shared by all calls of this client.
/// Errors: as ::httplib::Client (Result::error()). What the mesh answers itself (injected abort, no route, no endpoint) is a
/// response with Envoy's status codes and a text body that states what is missing.
/// Retries: the route's, see VirtualService `retries`. A body given by a content provider is not sent again once the provider
/// was used. A response handler or content receiver sees only the response that stands; from its first byte on there
/// are no retries any more, and with a handler none after the head. Mirrors: in the background, on at most four threads of this
/// client's; when 64 wait, or bodies of 16 MiB, more are dropped. Requests whose body comes from a content provider are not
/// mirrored. Header rules: all but the removal of `accept` and `user-agent`, which cpp-httplib then sends with its own values.
/// Signals: when SIGPIPE is at its default, a client has it ignored for the process, as ::httplib::Server does.
class Client {
 public:
  using Headers = ::httplib::Headers;
  using Params = ::httplib::Params;
  using Progress = ::httplib::Progress;
  using ContentReceiver = ::httplib::ContentReceiver;
  using ResponseHandler = ::httplib::ResponseHandler;
  using ContentProvider = ::httplib::ContentProvider;
  using ContentProviderWithoutLength = ::httplib::ContentProviderWithoutLength;
  using MultipartItems = ::httplib::MultipartFormDataItems;
  using Result = ::httplib::Result;

  /// `authority` is what ::httplib::Client takes: `host`, `host:port` or `http://host:port`.
  Client(std::shared_ptr<Mesh> mesh, const std::string& authority);
  Client(std::shared_ptr<Mesh> mesh, const std::string& host, int port);
  ~Client();
  Client(Client&&) noexcept;

  bool is_valid() const;

  Result Get(const std::string& path);
  Result Get(const std::string& path, const Headers& headers);
  Result Get(const std::string& path, Progress progress);
  Result Get(const std::string& path, const Headers& headers, Progress progress);
  Result Get(const std::string& path, ContentReceiver receiver);
  Result Get(const std::string& path, const Headers& headers, ContentReceiver receiver);
  Result Get(const std::string& path, ContentReceiver receiver, Progress progress);
  Result Get(const std::string& path, const Headers& headers, ContentReceiver receiver, Progress progress);
  Result Get(const std::string& path, ResponseHandler handler, ContentReceiver receiver);
  Result Get(const std::string& path, const Headers& headers, ResponseHandler handler, ContentReceiver receiver);
  Result Get(const std::string& path, ResponseHandler handler, ContentReceiver receiver, Progress progress);
  Result Get(const std::string& path, const Headers& headers, ResponseHandler handler, ContentReceiver receiver,
             Progress progress);
  Result Get(const std::string& path, const Params& params, const Headers& headers, Progress progress = nullptr);
  Result Get(const std::string& path, const Params& params, const Headers& headers, ContentReceiver receiver,
             Progress progress = nullptr);
  Result Get(const std::string& path, const Params& params, const Headers& headers, ResponseHandler handler,
             ContentReceiver receiver, Progress progress = nullptr);

  Result Head(const std::string& path);
  Result Head(const std::string& path, const Headers& headers);

#define WEFT_BODY_METHOD(Method)                                                                                            \
  Result Method(const std::string& path);                                                                                   \
  Result Method(const std::string& path, const Headers& headers);                                                           \
  Result Method(const std::string& path, const char* body, size_t length, const std::string& content_type);                 \
  Result Method(const std::string& path, const Headers& headers, const char* body, size_t length,                           \
                const std::string& content_type);                                                                           \
  Result Method(const std::string& path, const std::string& body, const std::string& content_type);                         \
  Result Method(const std::string& path, const Headers& headers, const std::string& body, const std::string& content_type); \
  Result Method(const std::string& path, size_t length, ContentProvider provider, const std::string& content_type);         \
  Result Method(const std::string& path, ContentProviderWithoutLength provider, const std::string& content_type);           \
  Result Method(const std::string& path, const Headers& headers, size_t length, ContentProvider provider,                   \
                const std::string& content_type);                                                                           \
  Result Method(const std::string& path, const Headers& headers, ContentProviderWithoutLength provider,                     \
                const std::string& content_type);                                                                           \
  Result Method(const std::string& path, const Params& params);                                                             \
  Result Method(const std::string& path, const Headers& headers, const Params& params)
  WEFT_BODY_METHOD(Post);
  WEFT_BODY_METHOD(Put);
  WEFT_BODY_METHOD(Patch);
#undef WEFT_BODY_METHOD
  Result Post(const std::string& path, const MultipartItems& items);
  Result Post(const std::string& path, const Headers& headers, const MultipartItems& items);
  Result Put(const std::string& path, const MultipartItems& items);
  Result Put(const std::string& path, const Headers& headers, const MultipartItems& items);

  Result Delete(const std::string& path);
  Result Delete(const std::string& path, const Headers& headers);
  Result Delete(const std::string& path, const char* body, size_t length, const std::string& content_type);
  Result Delete(const std::string& path, const Headers& headers, const char* body, size_t length,
                const std::string& content_type);
  Result Delete(const std::string& path, const std::string& body, const std::string& content_type);
  Result Delete(const std::string& path, const Headers& headers, const std::string& body, const std::string& content_type);
  Result Options(const std::string& path);
  Result Options(const std::string& path, const Headers& headers);

  bool send(::httplib::Request& request, ::httplib::Response& response, ::httplib::Error& error);
  Result send(const ::httplib::Request& request);

  /// The deadline of a whole call, retries and waits included. Default: the mesh's.
  void set_deadline(std::chrono::milliseconds deadline);
  void set_default_headers(Headers headers);
  void set_connection_timeout(std::chrono::milliseconds timeout);
  void set_read_timeout(std::chrono::milliseconds timeout);
  void set_write_timeout(std::chrono::milliseconds timeout);
  void set_follow_location(bool on);
  void set_keep_alive(bool on);

  /// Mirrored requests that were not sent because too many waited already.
  uint64_t mirrors_dropped() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Makes every handler of `server` run under a Context that holds the propagated headers of its request, the caller's address
/// appended to `x-forwarded-for`, and the time at which the caller stops waiting. A request without `x-request-id` gets one.
/// Takes the server's pre- and post-routing hooks; when you need those yourself, call CaptureContext first in yours and
/// ReleaseContext last.
void Instrument(::httplib::Server& server, const std::vector<std::string>& headers = DefaultPropagatedHeaders());
void CaptureContext(const ::httplib::Request& request, const std::vector<std::string>& headers = DefaultPropagatedHeaders());
void ReleaseContext();

/// What else an instrumented server does.
struct InstrumentOptions {
  std::vector<std::string> headers = DefaultPropagatedHeaders();
  /// With a mesh, what the rules for this service define for requests that come in is applied: CORS, see weft/cors.h.
  std::shared_ptr<Mesh> mesh = nullptr;
  /// How its callers name this service: `productpage:9080`. Needed with `mesh`.
  std::string authority = {};
};
void Instrument(::httplib::Server& server, InstrumentOptions options);

}  // namespace weft::httplib
