// SPDX-License-Identifier: Apache-2.0
// The keys of `expect`. Seen in memory and over the wire:
//   cluster            the destination, "reviews/v2"; over the wire one of its endpoints
//   endpoint           the table's port of the workload that was called
//   status             of the response, whoever gave it
//   body, body_is      a part of the response's body; all of it
//   location           the header of that name
//   path, authority    as they were sent
//   request_headers    {name: value}, of what was sent; null: must not be there; a list: all values in order
//   response_headers   the same for what the caller got
//   tries              how many requests were sent, mirrors left out
//   waits              the injected delay, or none
//   mirrored           the table's ports of the workloads that received a copy
//   mirror_authority, mirror_path, mirror_headers   of the first copy
// In memory alone:
//   clusters           {destination: percent}
//   timeout            of the whole call, or none
//   try_timeout        what a try is given
//   hosts              how many different endpoints were tried
//   outcome            of a call that got no response
//   retries, fault, mirrors, cors   see policy_expectation.h
//   route_name, origin what the route is called and its source
//   routes             how many routes the client received for the host
//   missing            a part of why the host is unknown
//   not_applied        a part of the one field that the server sends and the client does not apply; without it there is none
//   reported           parts of one line in which the control plane reports what it dropped, shadowed or left out
// Over the wire alone:
//   explained          parts of the trace that comes back for a request with `x-weft-explain: 1`
// About manifests, for rows without a request:
//   error, warning     parts of one such finding, path included
//   accepted, valid    true: neither problems nor warnings; no problems
#include "conformance/expectation.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "conformance/policy_expectation.h"
#include "conformance/shorthand.h"

namespace weft::conformance {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

bool Holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string Joined(const Json& value) {
  if (!value.is_array()) return value.get<std::string>();
  std::string joined;
  for (const Json& item : value) joined += (joined.empty() ? "" : ",") + item.get<std::string>();
  return joined;
}

// Does one of the lines hold all the parts?
bool AnyHolds(const std::vector<std::string>& lines, const Json& parts) {
  const Json list = parts.is_array() ? parts : Json::array({parts});
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    return std::all_of(list.begin(), list.end(), [&](const Json& part) { return Holds(line, part.get<std::string>()); });
  });
}

void ExpectHeaders(const std::string& what, const Json& want, const HeaderList& headers, Lines& out) {
  for (const auto& [name, value] : want.items()) {
    const auto got = ValueOf(headers, name);
    Expect(what + "." + name, value.is_null() ? Json() : Json(Joined(value)), got ? Json(*got) : Json(), out);
  }
}

void ExpectPart(const std::string& what, const std::string& part, const std::string& text, Lines& out) {
  if (!Holds(text, part)) out.push_back(what + ": expected \"" + part + "\" in \"" + text + "\"");
}

// A value of the first try or copy; null without one.
template <typename T>
Json OfFirst(const std::vector<Seen>& list, T Seen::*member) {
  return list.empty() ? Json() : Json(list.front().*member);
}

const HeaderList& HeadersOfFirst(const std::vector<Seen>& list) {
  static const auto* const kNone = new HeaderList;
  return list.empty() ? *kNone : list.front().headers;
}

void ExpectPorts(const Json& want, const std::vector<Seen>& list, Lines& out) {
  const auto ports = want.get<std::vector<int>>();
  const std::multiset<int> expected(ports.begin(), ports.end());
  std::multiset<int> got;
  for (const Seen& seen : list) got.insert(seen.port);
  Expect("mirrored", expected, got, out);
}

// A delay is measured: never shorter, and not much longer.
void ExpectWait(const Json& want, nanoseconds waited, Lines& out) {
  const nanoseconds expected = DurationFrom(want);
  if (waited >= expected - milliseconds(1) && waited < expected + milliseconds(500)) return;
  out.push_back("waits: expected " + want.dump() + ", got " + std::to_string(waited.count()) + " ns");
}

void ExpectTryTimeout(const Json& want, const Observation& seen, Lines& out) {
  const nanoseconds expected = DurationFrom(want);
  const nanoseconds got = seen.tries.empty() ? nanoseconds(0) : seen.tries.front().timeout;
  if (got > expected || got < expected - milliseconds(50)) {
    out.push_back("try_timeout: expected " + want.dump() + ", got " + std::to_string(got.count()) + " ns");
  }
}

size_t CountHosts(const std::vector<Seen>& tries) {
  std::set<int> ports;
  for (const Seen& seen : tries) ports.insert(seen.port);
  return ports.size();
}

// What is simply equal to the expectation, seen both ways and in memory alone.
using Fact = Json (*)(const Observation& seen);
using Facts = std::map<std::string, Fact>;

const Facts& FactsOfBoth() {
  static const auto* const kFacts =
      new Facts{{"status", [](const Observation& seen) { return Json(seen.status); }},
                {"body_is", [](const Observation& seen) { return Json(seen.body); }},
                {"tries", [](const Observation& seen) { return Json(seen.tries.size()); }},
                {"endpoint", [](const Observation& seen) { return OfFirst(seen.tries, &Seen::port); }},
                {"path", [](const Observation& seen) { return OfFirst(seen.tries, &Seen::path); }},
                {"authority", [](const Observation& seen) { return OfFirst(seen.tries, &Seen::authority); }},
                {"mirror_path", [](const Observation& seen) { return OfFirst(seen.mirrored, &Seen::path); }},
                {"mirror_authority", [](const Observation& seen) { return OfFirst(seen.mirrored, &Seen::authority); }}};
  return *kFacts;
}

const Facts& FactsInMemory() {
  static const auto* const kFacts = new Facts{{"route_name", [](const Observation& seen) { return Json(seen.route_name); }},
                                              {"outcome", [](const Observation& seen) { return Json(seen.outcome); }},
                                              {"hosts", [](const Observation& seen) { return Json(CountHosts(seen.tries)); }}};
  return *kFacts;
}

// What takes more than that. Each appends a line for what differs.
using Check = void (*)(const Json& want, const Observation& seen, Lines& out);
using Checks = std::map<std::string, Check>;

const Checks& ChecksOfBoth() {
  static const auto* const kChecks = new Checks{
      {"body", [](const Json& want, auto& seen, Lines& out) { ExpectPart("body", want, seen.body, out); }},
      {"location",
       [](const Json& want, auto& seen, Lines& out) {
         ExpectHeaders("response", {{"location", want}}, seen.response_headers, out);
       }},
      {"response_headers",
       [](const Json& want, auto& seen, Lines& out) { ExpectHeaders("response", want, seen.response_headers, out); }},
      {"request_headers",
       [](const Json& want, auto& seen, Lines& out) {
         ExpectHeaders("request", want, HeadersOfFirst(seen.tries), out);
         if (seen.tries.empty()) out.push_back("request_headers: nothing was sent");
       }},
      {"mirror_headers",
       [](const Json& want, auto& seen, Lines& out) { ExpectHeaders("mirror", want, HeadersOfFirst(seen.mirrored), out); }},
      {"mirrored", [](const Json& want, auto& seen, Lines& out) { ExpectPorts(want, seen.mirrored, out); }},
      {"waits", [](const Json& want, auto& seen, Lines& out) { ExpectWait(want, seen.waited, out); }}};
  return *kChecks;
}

// A check of the route that takes the request.
template <void (*kExpect)(const Json&, const model::Route&, Lines&)>
void OfRoute(const Json& want, const Observation& seen, Lines& out) {
  if (!seen.route) return out.push_back("no route takes the request");
  kExpect(want, *seen.route, out);
}

void ExpectTimeout(const Json& want, const model::Route& route, Lines& out) {
  Expect("timeout", DurationFrom(want).count(), route.timeout.count(), out);
}

void ExpectOrigin(const Json& want, const model::Route& route, Lines& out) { Expect("origin", want, route.origin, out); }

void ExpectRoutes(const Json& want, const Observation& seen, Lines& out) {
  const bool any = seen.table && !seen.table->virtual_hosts.empty();
  Expect("routes", want, any ? seen.table->virtual_hosts[0].routes.size() : 0, out);
}

void ExpectReport(const Json& want, const Observation& seen, Lines& out) {
  if (!AnyHolds(seen.reports, want)) out.push_back("reported: expected " + want.dump() + ", got " + Json(seen.reports).dump());
}

void ExpectMissing(const Json& want, const Observation& seen, Lines& out) {
  ExpectPart("missing", want, seen.missing, out);
  Expect("tries", 0, seen.tries.size(), out);
}

void ExpectCluster(const Json& want, const Observation& seen, Lines& out) {
  Expect("cluster", ClusterNameOf(want), seen.cluster, out);
}

// Compared elsewhere: for every row, or over the wire.
void ExpectNothingHere(const Json&, const Observation&, Lines&) {}

const Checks& ChecksInMemory() {
  static const auto* const kChecks = new Checks{{"cluster", ExpectCluster},          {"clusters", OfRoute<ExpectShares>},
                                                {"retries", OfRoute<ExpectRetries>}, {"fault", OfRoute<ExpectFault>},
                                                {"mirrors", OfRoute<ExpectMirrors>}, {"cors", OfRoute<ExpectCors>},
                                                {"timeout", OfRoute<ExpectTimeout>}, {"origin", OfRoute<ExpectOrigin>},
                                                {"try_timeout", ExpectTryTimeout},   {"routes", ExpectRoutes},
                                                {"reported", ExpectReport},          {"missing", ExpectMissing},
                                                {"explained", ExpectNothingHere},    {"not_applied", ExpectNothingHere}};
  return *kChecks;
}

const std::set<std::string> kFindingKeys = {"error", "warning", "accepted", "valid"};

bool IsAboutBoth(const std::string& key) { return FactsOfBoth().contains(key) || ChecksOfBoth().contains(key); }
bool IsAboutMemory(const std::string& key) { return FactsInMemory().contains(key) || ChecksInMemory().contains(key); }

Lines Compare(const Json& expect, const Observation& seen, const Facts& facts, const Checks& checks) {
  Lines out;
  for (const auto& [key, want] : expect.items()) {
    if (const auto fact = facts.find(key); fact != facts.end()) Expect(key, want, fact->second(seen), out);
    if (const auto check = checks.find(key); check != checks.end()) check->second(want, seen, out);
  }
  return out;
}

}  // namespace

void CheckExpectation(const Json& expect, bool has_request) {
  if (expect.empty()) throw std::runtime_error("a row must expect something");
  for (const auto& [key, value] : expect.items()) {
    const bool about_call = IsAboutBoth(key) || IsAboutMemory(key);
    if (!about_call && !kFindingKeys.contains(key)) throw std::runtime_error("unknown expectation \"" + key + "\"");
    if (about_call != has_request) throw std::runtime_error("\"" + key + "\" does not fit a row with(out) a request");
  }
}

bool HasWireExpectation(const Json& expect) {
  for (const auto& [key, value] : expect.items()) {
    if (IsAboutBoth(key) || key == "cluster" || key == "clusters") return true;
  }
  return false;
}

std::vector<std::string> Differences(const Json& expect, const Observation& seen) {
  Lines out = Compare(expect, seen, FactsOfBoth(), ChecksOfBoth());
  for (std::string& line : Compare(expect, seen, FactsInMemory(), ChecksInMemory())) out.push_back(std::move(line));
  const size_t allowed = expect.contains("not_applied") ? 1 : 0;
  if (seen.not_applied.size() != allowed || (allowed == 1 && !AnyHolds(seen.not_applied, expect["not_applied"]))) {
    out.push_back("not_applied: expected " + expect.value("not_applied", Json()).dump() + ", got " +
                  Json(seen.not_applied).dump());
  }
  return out;
}

std::vector<std::string> WireDifferences(const Json& expect, const Observation& seen, const PortsOfCluster& ports) {
  Lines out = Compare(expect, seen, FactsOfBoth(), ChecksOfBoth());
  std::set<int> right;
  if (expect.contains("cluster")) right = ports(ClusterNameOf(expect["cluster"]));
  const Json shares = expect.value("clusters", Json::object());
  for (const auto& [cluster, percent] : shares.items()) right.merge(ports(ClusterNameOf(cluster)));
  for (const Seen& seen_try : seen.tries) {
    if (!right.empty() && !right.contains(seen_try.port))
      out.push_back("cluster: the endpoint " + std::to_string(seen_try.port) + " was called");
  }
  const std::string trace = ValueOf(seen.response_headers, "x-weft-explain").value_or("no trace");
  if (expect.contains("explained") && !AnyHolds({trace}, expect["explained"])) {
    out.push_back("explained: expected " + expect["explained"].dump() + ", got " + trace);
  }
  if (!right.empty() && seen.tries.empty()) out.push_back("cluster: nothing was sent");
  return out;
}

std::vector<std::string> FindingDifferences(const Json& expect, const manifest::Report& report) {
  Lines problems;
  for (const manifest::Problem& problem : report.problems) problems.push_back(problem.field + ": " + problem.message);
  Lines out;
  if (expect.contains("error")) {
    if (!AnyHolds(problems, expect["error"])) out.push_back("no problem says " + expect["error"].dump());
  } else {
    for (const std::string& problem : problems) out.push_back("refused: " + problem);
  }
  if (expect.contains("warning") && !AnyHolds(report.warnings, expect["warning"])) {
    out.push_back("no warning says " + expect["warning"].dump());
  }
  if (expect.contains("accepted")) {
    for (const std::string& warning : report.warnings) out.push_back("warned: " + warning);
  }
  if (!out.empty()) out.push_back("found: " + Json(problems).dump() + " " + Json(report.warnings).dump());
  return out;
}

}  // namespace weft::conformance
