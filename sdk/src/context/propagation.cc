// SPDX-License-Identifier: Apache-2.0
#include "base/strings.h"
#include "weft/context.h"

namespace weft {

const std::vector<std::string>& DefaultPropagatedHeaders() {
  static const auto* const headers = new std::vector<std::string>{"x-request-id",
                                                                  "x-forwarded-for",
                                                                  "traceparent",
                                                                  "tracestate",
                                                                  "baggage",
                                                                  "b3",
                                                                  "x-b3-traceid",
                                                                  "x-b3-spanid",
                                                                  "x-b3-parentspanid",
                                                                  "x-b3-sampled",
                                                                  "x-b3-flags",
                                                                  "x-ot-span-context",
                                                                  "x-datadog-trace-id",
                                                                  "x-datadog-parent-id",
                                                                  "x-datadog-sampling-priority",
                                                                  "x-cloud-trace-context",
                                                                  "grpc-trace-bin",
                                                                  "sw8",
                                                                  "end-user",
                                                                  "user-agent",
                                                                  "cookie",
                                                                  "authorization",
                                                                  "jwt"};
  return *headers;
}

std::string AppendForwardedFor(std::string_view inbound, std::string_view caller_address) {
  if (inbound.empty()) return std::string(caller_address);
  return StrCat(inbound, ", ", caller_address);
}

}  // namespace weft
