// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/path_rewrite.h"

#include <algorithm>

#include "base/field_path.h"
#include "base/strings.h"
#include "engine/match/regex.h"

namespace weft::engine {
namespace {

using RewriteKind = model::PathRewrite::Kind;

// Of a path that the matcher matched. Letter case does not change its size.
size_t MatchedSize(const model::PathMatcher& matcher) {
  using enum model::PathMatcher::Type;
  const bool part = matcher.type == kPrefix || matcher.type == kSegmentPrefix;
  return part ? matcher.value.size() : std::string::npos;
}

}  // namespace

absl::StatusOr<PathRewriter> PathRewriter::Compile(const model::PathRewrite& rewrite, const model::PathMatcher& matcher) {
  PathRewriter rewriter;
  rewriter.kind_ = rewrite.kind;
  rewriter.value_ = rewrite.value;
  if (rewrite.kind == RewriteKind::kMatched) rewriter.matched_ = MatchedSize(matcher);
  if (rewrite.kind != RewriteKind::kRegex) return rewriter;
  auto pattern = CompileRuleRegex(rewrite.pattern);
  if (!pattern.ok()) return Within(pattern.status(), ".pattern");
  std::string problem;
  if (!(*pattern)->CheckRewriteString(rewrite.value, &problem)) {
    const auto misfit = FieldError("\"", rewrite.value, "\" does not fit the pattern \"", rewrite.pattern, "\": ", problem);
    return Within(misfit, ".value");
  }
  rewriter.pattern_ = *std::move(pattern);
  return rewriter;
}

std::string PathRewriter::Rewrite(std::string_view path) const {
  std::string rewritten;
  if (kind_ == RewriteKind::kRegex) {
    rewritten = path;
    RE2::GlobalReplace(&rewritten, *pattern_, value_);
  } else {
    rewritten = StrCat(value_, path.substr(std::min(path.size(), matched_)));
  }
  if (rewritten.empty()) rewritten = "/";
  return rewritten;
}

std::string PathRewriter::RewriteWithQuery(std::string_view path_and_query) const {
  const size_t mark = path_and_query.find('?');
  std::string rewritten = Rewrite(path_and_query.substr(0, mark));
  const bool brings_query = kind_ == RewriteKind::kWhole && rewritten.find('?') != std::string::npos;
  if (mark != std::string_view::npos && !brings_query) rewritten += path_and_query.substr(mark);
  return rewritten;
}

}  // namespace weft::engine
