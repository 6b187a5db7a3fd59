#include "weft/context.h"

#include <algorithm>

#include "base/strings.h"

namespace weft {
namespace {

thread_local Context* current_context = nullptr;

}  // namespace

void Context::Set(std::string_view name, std::string_view value) {
  auto same_name = [name](const Header& header) { return EqualsIgnoreCase(header.first, name); };
  auto it = std::find_if(headers_.begin(), headers_.end(), same_name);
  if (value.empty()) {
    if (it != headers_.end()) headers_.erase(it);
  } else if (it != headers_.end()) {
    it->second = value;
  } else {
    headers_.emplace_back(ToLower(name), value);
  }
}

std::optional<std::string_view> Context::Get(std::string_view name) const {
  for (const Header& header : headers_) {
    if (EqualsIgnoreCase(header.first, name)) return header.second;
  }
  return std::nullopt;
}

Context* Context::Current() { return current_context; }

Context::Scope::Scope(Context* context) : previous_(current_context) { current_context = context; }

Context::Scope::~Scope() { current_context = previous_; }

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
