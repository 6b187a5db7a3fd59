// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_rewrite.h"

#include <re2/re2.h>

#include "base/strings.h"
#include "manifest/object/findings.h"
#include "manifest/object/regex.h"
#include "manifest/object/syntax.h"

namespace weft::manifest {

namespace {

// \1 in the new text needs a first group in the expression.
void CheckSubstitution(const Field& match, const Field& rewrite, Report& report) {
  RE2 regex(match.Text(), RE2::Quiet);
  std::string error;
  if (!regex.ok() || regex.CheckRewriteString(rewrite.Text(), &error)) return;
  Invalid(report, rewrite, StrCat("must fit the groups of ", match.path(), ", where \\1 is the first: ", error));
}

void CheckRegexRewrite(const Field& field, Report& report) {
  if (!field) return;
  Field match = field["match"];
  Field rewrite = field["rewrite"];
  if (rewrite.Text().empty()) Required(report, rewrite, "a substitution needs match and rewrite");
  if (match.Text().empty()) return Required(report, match, "a substitution needs match and rewrite");
  CheckRegex(match, report);
  CheckSubstitution(match, rewrite, report);
}

// What comes of the path `prefix` + `rest`.
void WarnOfGluedPath(const Field& replacement, std::string_view prefix, std::string_view rest, std::string_view advice,
                     Report& report) {
  Warn(report, replacement, StrCat("turns \"", prefix, rest, "\" into \"", replacement.Text(), rest, "\"; ", advice));
}

}  // namespace

std::optional<HttpRewrite> ParseHttpRewrite(const Field& field) {
  if (!field) return std::nullopt;
  Field regex = field["uriRegexRewrite"];
  return HttpRewrite{field["uri"].Text(), field["authority"].Text(), regex["match"].Text(), regex["rewrite"].Text()};
}

void CheckHttpRewrite(const Field& field, const Field& matches, Report& report) {
  if (!field) return;
  Field uri = field["uri"];
  Field authority = field["authority"];
  Field regex = field["uriRegexRewrite"];
  if (uri.Text().empty() && authority.Text().empty() && !regex)
    Required(report, field, "must have uri, uriRegexRewrite or authority");
  if (!uri.Text().empty() && regex) Invalid(report, field, "must have only one of uri and uriRegexRewrite");
  if (!IsGraphic(uri.Text())) Invalid(report, uri, "must be a path without blanks and control characters");
  if (!IsGraphic(authority.Text())) Invalid(report, authority, "must be a host, with a port where one is meant");
  CheckRegexRewrite(regex, report);
  WarnOfPrefixReplacement(uri, matches, report);
}

void WarnOfPrefixReplacement(const Field& replacement, const Field& matches, Report& report) {
  std::string text = replacement.Text();
  if (text.empty()) return;
  bool slash = text.ends_with('/');
  if (matches.size() == 0 && !slash) WarnOfGluedPath(replacement, "/", "x", "without a match the prefix is \"/\"", report);
  for (const Field& match : matches.Items()) {
    Field prefix = match["uri"]["prefix"];
    if (!match["uri"] && !slash) {
      WarnOfGluedPath(replacement, "/", "x", StrCat("without uri in ", match.path(), " the prefix is \"/\""), report);
    } else if (slash && !prefix.Text().empty() && !prefix.Text().ends_with('/')) {
      WarnOfGluedPath(replacement, prefix.Text(), "/x", StrCat("it would not if ", prefix.path(), " ended with \"/\" too"),
                      report);
    }
  }
}

}  // namespace weft::manifest
