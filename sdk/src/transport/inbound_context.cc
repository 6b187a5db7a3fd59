// SPDX-License-Identifier: Apache-2.0
#include "transport/inbound_context.h"

#include "base/strings.h"
#include "base/uuid.h"
#include "weft/transport.h"

namespace weft::transport {
namespace {

constexpr char kRequestId[] = "x-request-id";
constexpr char kForwardedFor[] = "x-forwarded-for";

}  // namespace

Context CaptureContext(const std::function<std::string(const std::string& name)>& header, const std::vector<std::string>& names,
                       std::string_view caller_address, Env& env) {
  Context context;
  for (const std::string& name : names) {
    const std::string lower = ToLower(name);
    if (const std::string value = header(lower); !value.empty()) context.Set(lower, value);
  }
  if (header(kRequestId).empty()) {
    Random random(env.Random());
    context.Set(kRequestId, MakeUuid(random).view());
  }
  if (!caller_address.empty()) context.Set(kForwardedFor, AppendForwardedFor(header(kForwardedFor), caller_address));
  return context;
}

Context CaptureContext(const std::function<std::string(const std::string& name)>& header, const std::vector<std::string>& names,
                       std::string_view caller_address) {
  return CaptureContext(header, names, caller_address, *Env::System());
}

}  // namespace weft::transport
