// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/regex.h"

#include <re2/re2.h>

#include <string>

#include "base/strings.h"
#include "manifest/object/findings.h"

namespace weft::manifest {

namespace {

constexpr size_t kLongestRegex = 1024;

}  // namespace

void CheckRegex(const Field& field, Report& report) {
  if (!field) return;
  std::string text = field.Text();
  if (text.empty()) return Invalid(report, field, "must be a regular expression that is not empty");
  if (text.size() > kLongestRegex) {
    return TooLong(report, field,
                   StrCat("the regular expression has ", text.size(), " characters, at most ", kLongestRegex, " are allowed"));
  }
  RE2 regex(text, RE2::Quiet);
  if (!regex.ok()) Invalid(report, field, StrCat("must be a regular expression in RE2 syntax: ", regex.error()));
}

}  // namespace weft::manifest
