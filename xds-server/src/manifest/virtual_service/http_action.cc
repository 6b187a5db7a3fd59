// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_action.h"

#include "base/strings.h"
#include "manifest/object/duration.h"
#include "manifest/object/findings.h"
#include "manifest/object/syntax.h"

namespace weft::manifest {

namespace {

constexpr std::string_view kReplies[] = {"redirect", "directResponse"};
constexpr std::string_view kNotWithReplies[] = {"fault", "rewrite"};
constexpr std::string_view kIdleWithReplies[] = {"timeout", "retries", "mirror", "mirrors"};

// The rule of a root: the other VirtualService says where calls go; the rest of the fields completes its rules.
void CheckRootRule(const Field& rule, Report& report) {
  for (std::string_view name : {"route", "redirect"}) {
    if (rule[name]) Forbidden(report, rule[name], "cannot stand beside delegate, whose VirtualService says where calls go");
  }
  if (rule["directResponse"]) Warn(report, rule["directResponse"], "answers every call that delegate's rules would route");
  Field name = rule["delegate"]["name"];
  if (!IsDnsSubdomain(name.Text())) Invalid(report, name, "must be the name of a VirtualService without hosts");
  Field ns = rule["delegate"]["namespace"];
  if (!ns.Text().empty() && !IsDnsLabel(ns.Text())) Invalid(report, ns, kDnsLabelRule);
}

void CheckReply(const Field& rule, std::string_view reply, Report& report) {
  if (!rule[reply]) return;
  for (std::string_view other : kNotWithReplies) {
    if (rule[other]) Forbidden(report, rule[other], StrCat("cannot stand beside ", reply));
  }
  for (std::string_view other : kIdleWithReplies) {
    if (rule[other]) Warn(report, rule[other], StrCat("has no effect beside ", reply, ", which forwards nothing"));
  }
}

void WarnOfFaultInterplay(const Field& rule, Report& report) {
  bool retries = rule["retries"]["attempts"].Int() > 0;
  if (!rule["fault"] || (!rule["timeout"] && !retries)) return;
  Warn(report, rule["fault"],
       "is put in before the call is made: timeout does not shorten a delay and retries do not repeat an aborted call");
}

void WarnOfTimeoutInterplay(const Field& rule, Report& report) {
  Field per_try = rule["retries"]["perTryTimeout"];
  std::optional<absl::Duration> whole = DurationOf(rule["timeout"]);
  std::optional<absl::Duration> one = DurationOf(per_try);
  if (whole && one && *one >= *whole) {
    Warn(report, per_try,
         StrCat("is not shorter than ", rule["timeout"].path(), " (", rule["timeout"].Text(),
                "), so one slow try takes all the time"));
  }
}

}  // namespace

std::optional<DelegateReference> ParseDelegate(const Field& field) {
  if (!field) return std::nullopt;
  return DelegateReference{field["name"].Text(), field["namespace"].Text()};
}

void CheckHttpAction(const Field& rule, bool delegate, Report& report) {
  if (rule["delegate"]) {
    if (delegate) Forbidden(report, rule["delegate"], "a VirtualService without hosts must not delegate further");
    return CheckRootRule(rule, report);
  }
  int actions = (rule["route"].size() > 0 ? 1 : 0) + (rule["redirect"] ? 1 : 0) + (rule["directResponse"] ? 1 : 0);
  if (actions == 0) Required(report, rule["route"], "a rule must have one of route, redirect, directResponse and delegate");
  if (actions > 1) Invalid(report, rule, "must have only one of route, redirect, directResponse and delegate");
  for (std::string_view reply : kReplies) CheckReply(rule, reply, report);
}

void WarnOfInterplay(const Field& rule, Report& report) {
  WarnOfFaultInterplay(rule, report);
  WarnOfTimeoutInterplay(rule, report);
}

}  // namespace weft::manifest
