// SPDX-License-Identifier: Apache-2.0
#include "common/forwarded_headers.h"

#include <initializer_list>

namespace bookinfo {
namespace {

std::vector<std::string> CommonAnd(std::initializer_list<const char*> more) {
  std::vector<std::string> headers = {"x-request-id",
                                      "x-forwarded-for",
                                      "x-ot-span-context",
                                      "x-datadog-trace-id",
                                      "x-datadog-parent-id",
                                      "x-datadog-sampling-priority",
                                      "traceparent",
                                      "tracestate",
                                      "x-cloud-trace-context",
                                      "grpc-trace-bin",
                                      "sw8",
                                      "user-agent",
                                      "cookie",
                                      "authorization",
                                      "jwt"};
  headers.insert(headers.end(), more.begin(), more.end());
  return headers;
}

}  // namespace

const std::vector<std::string>& ProductpageHeaders() {
  static const auto& headers = *new std::vector<std::string>(CommonAnd({"x-b3-traceid", "x-b3-spanid", "x-b3-sampled"}));
  return headers;
}

const std::vector<std::string>& BackendHeaders() {
  static const auto& headers = *new std::vector<std::string>(
      CommonAnd({"end-user", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags"}));
  return headers;
}

const std::vector<std::string>& NoHeaders() {
  static const auto& headers = *new std::vector<std::string>();
  return headers;
}

}  // namespace bookinfo
