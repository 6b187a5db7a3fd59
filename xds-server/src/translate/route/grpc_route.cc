#include "translate/route/grpc_route.h"

#include <algorithm>
#include <string_view>

#include "base/strings.h"

namespace weft::translate {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// The conditions that gRPC retries on; it skips all others.
constexpr std::string_view kGrpcConditions[] = {"cancelled", "deadline-exceeded", "internal", "resource-exhausted",
                                                "unavailable"};

void AddRetries(const manifest::HttpRetry& retries, Fields& fields) {
  if (retries.attempts <= 0) return;
  if (retries.per_try_timeout) fields.emplace_back("retries.perTryTimeout", "gRPC clients have no timeout for one try");
  if (retries.remote_localities) {
    fields.emplace_back("retries.retryRemoteLocalities", "gRPC clients do not choose where to retry");
  }
  for (std::string_view word : Split(retries.retry_on, ',')) {
    word = Strip(word);
    if (word.empty() || std::count(std::begin(kGrpcConditions), std::end(kGrpcConditions), word) > 0) continue;
    fields.emplace_back("retries.retryOn", StrCat("gRPC clients do not retry on \"", word, "\""));
  }
}

}  // namespace

Fields NotForGrpc(const manifest::HttpRoute& rule) {
  constexpr char kUnchanged[] = "gRPC clients send requests as they are";
  Fields fields;
  if (rule.redirect) fields.emplace_back("redirect", "gRPC clients follow none; their calls fail");
  if (rule.direct_response) fields.emplace_back("directResponse", "gRPC clients make none; their calls fail");
  if (rule.rewrite) fields.emplace_back("rewrite", kUnchanged);
  if (rule.headers) fields.emplace_back("headers", kUnchanged);
  for (size_t i = 0; i < rule.route.size(); ++i) {
    if (rule.route[i].headers) fields.emplace_back(StrCat("route[", i, "].headers"), kUnchanged);
  }
  if (!rule.mirrors.empty()) fields.emplace_back("mirrors", "gRPC clients send no copies");
  if (rule.cors) fields.emplace_back("corsPolicy", "gRPC clients refuse a route table with a filter that they do not know");
  if (rule.retries) AddRetries(*rule.retries, fields);
  return fields;
}

}  // namespace weft::translate
