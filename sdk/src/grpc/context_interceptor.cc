// SPDX-License-Identifier: Apache-2.0
#include "grpc/context_interceptor.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "base/strings.h"
#include "base/uuid.h"

namespace weft::grpc {
namespace {

constexpr char kRequestIdName[] = "x-request-id";

// Of one connection, or gRPC's own: a copy from another hop would be wrong.
constexpr std::string_view kNotPassedOn[] = {"connection",        "content-length",   "content-type", "host",
                                             "keep-alive",        "proxy-connection", "te",           "trailer",
                                             "transfer-encoding", "upgrade"};

bool IsBinary(std::string_view name) { return name.ends_with("-bin"); }

bool IsPassedOn(std::string_view name) {
  if (name.starts_with("grpc-") && !IsBinary(name)) return false;
  return std::find(std::begin(kNotPassedOn), std::end(kNotPassedOn), name) == std::end(kNotPassedOn);
}

bool IsMetadataName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

bool IsMetadataValue(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

void AddBinary(const Context::Header& header, Metadata& metadata) {
  std::string bytes;
  if (absl::Base64Unescape(header.second, &bytes)) metadata.emplace(header.first, std::move(bytes));
}

class ContextInterceptor : public ::grpc::experimental::Interceptor {
 public:
  ContextInterceptor(std::vector<Context::Header> headers, std::shared_ptr<Env> env)
      : headers_(std::move(headers)), env_(std::move(env)) {}

  void Intercept(::grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(::grpc::experimental::InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      Metadata& metadata = *methods->GetSendInitialMetadata();
      AddHeaders(headers_, metadata);
      if (!metadata.contains(kRequestIdName)) {
        Random random(env_->Random());
        metadata.emplace(kRequestIdName, MakeUuid(random).str());
      }
    }
    methods->Proceed();
  }

 private:
  const std::vector<Context::Header> headers_;
  const std::shared_ptr<Env> env_;
};

class ContextInterceptorFactory : public ::grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit ContextInterceptorFactory(std::shared_ptr<Env> env) : env_(std::move(env)) {}

  ::grpc::experimental::Interceptor* CreateClientInterceptor(::grpc::experimental::ClientRpcInfo*) override {
    const Context* context = Context::Current();
    return new ContextInterceptor(context == nullptr ? std::vector<Context::Header>() : context->headers(), env_);
  }

 private:
  const std::shared_ptr<Env> env_;
};

}  // namespace

void AddHeaders(const std::vector<Context::Header>& headers, Metadata& metadata) {
  for (const Context::Header& header : headers) {
    if (!IsMetadataName(header.first) || !IsPassedOn(header.first) || metadata.contains(header.first)) continue;
    if (IsBinary(header.first)) {
      AddBinary(header, metadata);
    } else if (IsMetadataValue(header.second)) {
      metadata.insert(header);
    }
  }
}

std::unique_ptr<::grpc::experimental::ClientInterceptorFactoryInterface> MakeContextInterceptorFactory(
    std::shared_ptr<Env> env) {
  return std::make_unique<ContextInterceptorFactory>(std::move(env));
}

}  // namespace weft::grpc
