// SPDX-License-Identifier: Apache-2.0
// The many spellings of ::httplib::Client's methods, all of which become one Request.
#include "httplib/client_impl.h"
#include "httplib/multipart.h"
#include "weft/httplib.h"

namespace weft::httplib {
namespace {

using Request = ::httplib::Request;

Request NewRequest(const char* method, const std::string& path, const Client::Headers& headers) {
  Request request;
  request.method = method;
  request.path = path;
  request.headers = headers;
  return request;
}

Request WithBody(const char* method, const std::string& path, const Client::Headers& headers, std::string body,
                 const std::string& content_type) {
  Request request = NewRequest(method, path, headers);
  if (!content_type.empty()) request.set_header("Content-Type", content_type);
  request.body = std::move(body);
  return request;
}

Request WithForm(const char* method, const std::string& path, const Client::Headers& headers, const Client::Params& params) {
  return WithBody(method, path, headers, ::httplib::detail::params_to_query_str(params), "application/x-www-form-urlencoded");
}

Request WithProvider(const char* method, const std::string& path, const Client::Headers& headers, size_t length,
                     Client::ContentProvider provider, const std::string& content_type) {
  Request request = WithBody(method, path, headers, {}, content_type);
  request.content_length_ = length;
  request.content_provider_ = std::move(provider);
  return request;
}

// Without a length the body goes out in chunks.
Request WithProvider(const char* method, const std::string& path, const Client::Headers& headers,
                     Client::ContentProviderWithoutLength provider, const std::string& content_type) {
  Request request = WithBody(method, path, headers, {}, content_type);
  request.is_chunked_content_provider_ = true;
  request.content_provider_ = [provider = std::move(provider)](size_t offset, size_t, ::httplib::DataSink& sink) {
    return provider(offset, sink);
  };
  request.set_header("Transfer-Encoding", "chunked");
  return request;
}

Request WithMultipart(const char* method, const std::string& path, const Client::Headers& headers,
                      const Client::MultipartItems& items, Env& env) {
  Request request = NewRequest(method, path, headers);
  Random random(env.Random());
  SetMultipartBody(items, random, request);
  return request;
}

}  // namespace

Client::Result Client::Get(const std::string& path) { return Get(path, Headers(), Progress()); }
Client::Result Client::Get(const std::string& path, const Headers& headers) { return Get(path, headers, Progress()); }
Client::Result Client::Get(const std::string& path, Progress progress) { return Get(path, Headers(), std::move(progress)); }
Client::Result Client::Get(const std::string& path, const Headers& headers, Progress progress) {
  Request request = NewRequest("GET", path, headers);
  request.progress = std::move(progress);
  return send(request);
}
Client::Result Client::Get(const std::string& path, ContentReceiver receiver) {
  return Get(path, Headers(), nullptr, std::move(receiver), nullptr);
}
Client::Result Client::Get(const std::string& path, const Headers& headers, ContentReceiver receiver) {
  return Get(path, headers, nullptr, std::move(receiver), nullptr);
}
Client::Result Client::Get(const std::string& path, ContentReceiver receiver, Progress progress) {
  return Get(path, Headers(), nullptr, std::move(receiver), std::move(progress));
}
Client::Result Client::Get(const std::string& path, const Headers& headers, ContentReceiver receiver, Progress progress) {
  return Get(path, headers, nullptr, std::move(receiver), std::move(progress));
}
Client::Result Client::Get(const std::string& path, ResponseHandler handler, ContentReceiver receiver) {
  return Get(path, Headers(), std::move(handler), std::move(receiver), nullptr);
}
Client::Result Client::Get(const std::string& path, const Headers& headers, ResponseHandler handler, ContentReceiver receiver) {
  return Get(path, headers, std::move(handler), std::move(receiver), nullptr);
}
Client::Result Client::Get(const std::string& path, ResponseHandler handler, ContentReceiver receiver, Progress progress) {
  return Get(path, Headers(), std::move(handler), std::move(receiver), std::move(progress));
}
Client::Result Client::Get(const std::string& path, const Headers& headers, ResponseHandler handler, ContentReceiver receiver,
                           Progress progress) {
  Request request = NewRequest("GET", path, headers);
  request.response_handler = std::move(handler);
  request.content_receiver = [receiver = std::move(receiver)](const char* data, size_t length, uint64_t, uint64_t) {
    return receiver(data, length);
  };
  request.progress = std::move(progress);
  return send(request);
}
Client::Result Client::Get(const std::string& path, const Params& params, const Headers& headers, Progress progress) {
  return Get(params.empty() ? path : ::httplib::append_query_params(path, params), headers, std::move(progress));
}
Client::Result Client::Get(const std::string& path, const Params& params, const Headers& headers, ContentReceiver receiver,
                           Progress progress) {
  return Get(path, params, headers, nullptr, std::move(receiver), std::move(progress));
}
Client::Result Client::Get(const std::string& path, const Params& params, const Headers& headers, ResponseHandler handler,
                           ContentReceiver receiver, Progress progress) {
  return Get(params.empty() ? path : ::httplib::append_query_params(path, params), headers, std::move(handler),
             std::move(receiver), std::move(progress));
}

Client::Result Client::Head(const std::string& path) { return Head(path, Headers()); }
Client::Result Client::Head(const std::string& path, const Headers& headers) { return send(NewRequest("HEAD", path, headers)); }
Client::Result Client::Options(const std::string& path) { return Options(path, Headers()); }
Client::Result Client::Options(const std::string& path, const Headers& headers) {
  return send(NewRequest("OPTIONS", path, headers));
}

Client::Result Client::Delete(const std::string& path) { return Delete(path, Headers()); }
Client::Result Client::Delete(const std::string& path, const Headers& headers) {
  return send(NewRequest("DELETE", path, headers));
}
Client::Result Client::Delete(const std::string& path, const char* body, size_t length, const std::string& content_type) {
  return Delete(path, Headers(), std::string(body, length), content_type);
}
Client::Result Client::Delete(const std::string& path, const Headers& headers, const char* body, size_t length,
                              const std::string& content_type) {
  return Delete(path, headers, std::string(body, length), content_type);
}
Client::Result Client::Delete(const std::string& path, const std::string& body, const std::string& content_type) {
  return Delete(path, Headers(), body, content_type);
}
Client::Result Client::Delete(const std::string& path, const Headers& headers, const std::string& body,
                              const std::string& content_type) {
  return send(WithBody("DELETE", path, headers, body, content_type));
}

// clang-format off
#define WEFT_BODY_METHOD(Method, METHOD)                                                                                      \
  Client::Result Client::Method(const std::string& path) { return Method(path, Headers()); }                                \
  Client::Result Client::Method(const std::string& path, const Headers& headers) {                                        \
    return send(NewRequest(METHOD, path, headers));                                                                           \
  }                                                                                                                           \
  Client::Result Client::Method(const std::string& path, const char* body, size_t length, const std::string& type) {         \
    return send(WithBody(METHOD, path, {}, std::string(body, length), type));                                                 \
  }                                                                                                                           \
  Client::Result Client::Method(const std::string& path, const Headers& headers, const char* body, size_t length,          \
                                const std::string& type) {                                                                    \
    return send(WithBody(METHOD, path, headers, std::string(body, length), type));                                            \
  }                                                                                                                           \
  Client::Result Client::Method(const std::string& path, const std::string& body, const std::string& type) {                 \
    return send(WithBody(METHOD, path, {}, body, type));                                                                      \
  }                                                                                                                           \
  Client::Result Client::Method(const std::string& path, const Headers& headers, const std::string& body,                  \
                                const std::string& type) {                                                                    \
    return send(WithBody(METHOD, path, headers, body, type));                                                                 \
  }                                                                                                                           \
  Client::Result Client::Method(const std::string& path, size_t length, ContentProvider provider, const std::string& type) { \
    return send(WithProvider(METHOD, path, {}, length, std::move(provider), type));                                           \
  }                                                                                                                           \
  Client::Result Client::Method(const std::string& path, ContentProviderWithoutLength provider, const std::string& type) {   \
    return send(WithProvider(METHOD, path, {}, std::move(provider), type));                                                   \
  }                                                                                                                           \
  Client::Result Client::Method(const std::string& path, const Headers& headers, size_t length, ContentProvider provider,  \
                                const std::string& type) {                                                                    \
    return send(WithProvider(METHOD, path, headers, length, std::move(provider), type));                                      \
  }                                                                                                                           \
  Client::Result Client::Method(const std::string& path, const Headers& headers, ContentProviderWithoutLength provider,    \
                                const std::string& type) {                                                                    \
    return send(WithProvider(METHOD, path, headers, std::move(provider), type));                                              \
  }                                                                                                                           \
  Client::Result Client::Method(const std::string& path, const Params& params) {                                             \
    return send(WithForm(METHOD, path, {}, params));                                                                          \
  }                                                                                                                           \
  Client::Result Client::Method(const std::string& path, const Headers& headers, const Params& params) {                  \
    return send(WithForm(METHOD, path, headers, params));                                                                     \
  }
// clang-format on
WEFT_BODY_METHOD(Post, "POST")
WEFT_BODY_METHOD(Put, "PUT")
WEFT_BODY_METHOD(Patch, "PATCH")
#undef WEFT_BODY_METHOD

Client::Result Client::Post(const std::string& path, const MultipartItems& items) { return Post(path, Headers(), items); }
Client::Result Client::Post(const std::string& path, const Headers& headers, const MultipartItems& items) {
  return send(WithMultipart("POST", path, headers, items, impl_->env()));
}
Client::Result Client::Put(const std::string& path, const MultipartItems& items) { return Put(path, Headers(), items); }
Client::Result Client::Put(const std::string& path, const Headers& headers, const MultipartItems& items) {
  return send(WithMultipart("PUT", path, headers, items, impl_->env()));
}

}  // namespace weft::httplib
