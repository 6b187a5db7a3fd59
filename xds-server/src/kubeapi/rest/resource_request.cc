// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/resource_request.h"

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "kubeapi/request/refusal.h"

namespace weft::kubeapi {

namespace {

constexpr size_t kWarningBytes = 256;       // of one
constexpr size_t kAllWarningsBytes = 4096;  // of one response

// Cuts at a character's border, so that no half of one is left.
std::string_view Shortened(std::string_view text, size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  return text.substr(0, limit);
}

std::string QuotedWarning(std::string_view warning) {
  std::string quoted;
  for (char c : Shortened(warning, kWarningBytes)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += absl::ascii_iscntrl(c) ? ' ' : c;
  }
  return quoted;
}

}  // namespace

http_server::HttpHeaders WarningHeaders(const std::vector<std::string>& warnings) {
  http_server::HttpHeaders headers;
  size_t total = 0;
  for (const auto& warning : warnings) {
    std::string text = QuotedWarning(warning);
    total += text.size();
    if (total > kAllWarningsBytes) break;
    headers.emplace_back("Warning", StrCat("299 - \"", text, "\""));
  }
  return headers;
}

HttpResponse ObjectResponse(const ApiContext& context, const ResourceRequest& request, int status, const Json& body,
                            uint64_t resource_version, const std::vector<std::string>& warnings) {
  HttpResponse response = JsonResponse(status, request.view.One(body, resource_version, context.now()));
  for (auto& header : WarningHeaders(warnings)) response.headers.push_back(std::move(header));
  return response;
}

}  // namespace weft::kubeapi
