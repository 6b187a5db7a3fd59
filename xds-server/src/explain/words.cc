// SPDX-License-Identifier: Apache-2.0
#include "explain/words.h"

#include "base/strings.h"
#include "engine/explain/text.h"

namespace weft::explain {

namespace {

using engine::DurationText;
using engine::PercentOf;
using engine::PercentText;

constexpr size_t kBodyShown = 60;

std::string SubjectOf(const std::string& name) {
  if (name == ":method" || name == ":authority" || name == ":scheme" || name == ":path") return name.substr(1);
  return StrCat("header \"", name, "\"");
}

std::string HeaderConditionWords(const model::HeaderMatcher& header) {
  using Type = model::HeaderMatcher::Type;
  std::string subject = SubjectOf(header.name);
  if (header.type == Type::kPresent) return subject + (header.present != header.invert ? " is there" : " is not there");
  std::string condition = header.type == Type::kRange
                              ? StrCat("is a number from ", header.range_start, " to ", header.range_end - 1)
                              : engine::StringText(header.string);
  return header.invert ? StrCat(subject, " is not one that ", condition) : StrCat(subject, " ", condition);
}

std::string MorePercent(const model::Fraction& fraction) {
  return fraction.per_million == 1'000'000 ? "every call" : StrCat(PercentText(PercentOf(fraction)), "% of the calls");
}

std::string RetriesInWords(const model::RetryPolicy& retry) {
  std::string text = StrCat(retry.num_retries, " more, on ", engine::RetryOnText(retry.retry_on));
  for (size_t i = 0; i < retry.retriable_status_codes.size(); ++i) {
    StrAppend(&text, i == 0 ? "; status " : ", ", retry.retriable_status_codes[i]);
  }
  if (retry.per_try_timeout.count() > 0) StrAppend(&text, "; ", DurationText(retry.per_try_timeout), " for each try");
  if (retry.exclude_previous_hosts) text += "; elsewhere than before";
  return text;
}

std::string FaultInWords(const model::Fault& fault) {
  std::string text;
  if (fault.delay.count() > 0)
    text = StrCat("delay of ", DurationText(fault.delay), " for ", MorePercent(fault.delay_fraction));
  if (fault.abort_status == 0 && !fault.abort_grpc_status) return text;
  StrAppend(&text, text.empty() ? "" : "; ", "abort with ");
  if (fault.abort_status != 0) {
    StrAppend(&text, "status ", fault.abort_status);
  } else {
    StrAppend(&text, "gRPC status ", *fault.abort_grpc_status);
  }
  return StrCat(text, " for ", MorePercent(fault.abort_fraction));
}

std::string PathRewriteInWords(const model::PathRewrite& rewrite, const model::PathMatcher& match) {
  using Kind = model::PathRewrite::Kind;
  if (rewrite.kind == Kind::kRegex)
    return StrCat("what matches \"", rewrite.pattern, "\" in the path becomes \"", rewrite.value, "\"");
  const bool prefix = match.type == model::PathMatcher::Type::kPrefix || match.type == model::PathMatcher::Type::kSegmentPrefix;
  if (rewrite.kind == Kind::kMatched && prefix)
    return StrCat("the path's beginning \"", match.value, "\" becomes \"", rewrite.value, "\"");
  return StrCat("the path becomes \"", rewrite.value, "\"");
}

std::string RewriteInWords(const model::Route& route) {
  std::string text = route.rewrite.path ? PathRewriteInWords(*route.rewrite.path, route.match.path) : "";
  if (!route.rewrite.authority.empty()) {
    StrAppend(&text, text.empty() ? "" : "; ", "the host becomes \"", route.rewrite.authority, "\"");
  }
  return text;
}

std::string RedirectInWords(const model::Route& route) {
  const model::Redirect& redirect = *route.redirect;
  std::string text = StrCat("status ", redirect.status);
  if (!redirect.scheme.empty()) StrAppend(&text, "; scheme ", redirect.scheme);
  if (!redirect.host.empty()) StrAppend(&text, "; host ", redirect.host);
  if (redirect.port != 0) StrAppend(&text, "; port ", redirect.port);
  if (redirect.path) StrAppend(&text, "; ", PathRewriteInWords(*redirect.path, route.match.path));
  return text;
}

std::string EditsInWords(const std::vector<model::HeaderEdit>& edits) {
  std::string text;
  for (const model::HeaderEdit& edit : edits) StrAppend(&text, text.empty() ? "" : "; ", engine::EditText(edit));
  return text;
}

}  // namespace

std::vector<std::string> ConditionWords(const model::RouteMatch& match) {
  std::vector<std::string> words;
  const bool any_path =
      match.path.type == model::PathMatcher::Type::kPrefix && (match.path.value.empty() || match.path.value == "/");
  if (!any_path) words.push_back("path " + engine::PathText(match.path));
  for (const model::HeaderMatcher& header : match.headers) words.push_back(HeaderConditionWords(header));
  for (const model::QueryMatcher& query : match.query) {
    words.push_back(
        StrCat("query parameter \"", query.name, "\" ", query.string ? engine::StringText(*query.string) : "is there"));
  }
  if (match.fraction) words.push_back(StrCat("takes ", MorePercent(*match.fraction), " that match, by chance"));
  return words;
}

std::vector<std::pair<std::string, std::string>> PolicyWords(const model::Route& route) {
  std::vector<std::pair<std::string, std::string>> words;
  const auto add = [&](const char* title, std::string text) {
    if (!text.empty()) words.emplace_back(title, std::move(text));
  };
  if (route.fault) add("fault", FaultInWords(*route.fault));
  if (route.redirect) add("redirect", RedirectInWords(route));
  if (route.direct_response) {
    const std::string& body = route.direct_response->body;
    add("answer", StrCat("status ", route.direct_response->status, body.empty() ? "" : ", \"", body.substr(0, kBodyShown),
                         body.empty()               ? ""
                         : body.size() > kBodyShown ? "...\""
                                                    : "\""));
  }
  if (!route.clusters.empty()) {
    add("timeout", route.timeout.count() > 0 ? DurationText(route.timeout) : "none");
    add("retries", route.retry && route.retry->num_retries > 0 ? RetriesInWords(*route.retry) : "none");
  }
  add("rewrite", RewriteInWords(route));
  add("request", EditsInWords(route.headers.request));
  add("response", EditsInWords(route.headers.response));
  return words;
}

}  // namespace weft::explain
