// SPDX-License-Identifier: Apache-2.0
#include "manifest/reachability/http_cover.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>

#include "base/strings.h"

namespace weft::manifest {
namespace {

using Type = StringMatch::Type;

HttpMatch WithPath(Type type, std::string value, bool ignore_case = false) {
  HttpMatch match;
  match.uri = StringMatch{type, std::move(value)};
  match.ignore_uri_case = ignore_case;
  return match;
}

bool CoversInMesh(const HttpMatch& earlier, const HttpMatch& later) { return Covers(earlier, later, {"mesh"}); }

TEST(HttpCover, ComparesPaths) {
  EXPECT_TRUE(CoversInMesh(WithPath(Type::kPrefix, "/a"), WithPath(Type::kExact, "/ab")));
  EXPECT_TRUE(CoversInMesh(WithPath(Type::kPrefix, "/A", true), WithPath(Type::kPrefix, "/ab")));
  EXPECT_FALSE(CoversInMesh(WithPath(Type::kPrefix, "/a"), WithPath(Type::kPrefix, "/ab", true)));
  EXPECT_TRUE(CoversInMesh(WithPath(Type::kRegex, "/a+"), WithPath(Type::kRegex, "/a+")));
  EXPECT_FALSE(CoversInMesh(WithPath(Type::kExact, "/a"), HttpMatch()));
}

TEST(HttpCover, ComparesCallers) {
  HttpMatch labelled;
  labelled.source_labels = {{"app", "x"}};
  HttpMatch narrower = labelled;
  narrower.source_labels["version"] = "v1";
  HttpMatch of_gateway = labelled;
  of_gateway.gateways = {"gw"};
  EXPECT_TRUE(CoversInMesh(labelled, narrower));
  EXPECT_FALSE(CoversInMesh(narrower, labelled));
  EXPECT_FALSE(CoversInMesh(HttpMatch(), of_gateway));  // mesh alone does not include the gateway
  EXPECT_TRUE(Covers(HttpMatch(), of_gateway, {"mesh", "gw"}));
  EXPECT_FALSE(Covers(labelled, of_gateway, {"mesh", "gw"}));  // whose labels are not looked at
  HttpMatch of_namespace;
  of_namespace.source_namespace = "shop";
  EXPECT_FALSE(CoversInMesh(of_namespace, HttpMatch()));
  EXPECT_TRUE(CoversInMesh(of_namespace, of_namespace));
}

// --- Against calls: whoever is covered must never see a call that the other does not fit. ---------------------------------

struct ToyCall {
  std::string path, method;
  std::map<std::string, std::string> headers, query;
  uint32_t port = 80;
};

bool FitsText(const StringMatch& match, const std::string& text) {
  switch (match.type) {
    case Type::kPresent:
      return true;
    case Type::kExact:
      return text == match.value;
    case Type::kPrefix:
      return text.starts_with(match.value);
    case Type::kRegex:
      return RE2::FullMatch(text, match.value);
  }
  return false;
}

bool FitsNamed(const std::map<std::string, StringMatch>& wanted, const std::map<std::string, std::string>& there) {
  for (const auto& [name, match] : wanted) {
    auto it = there.find(name);
    if (it == there.end() || !FitsText(match, it->second)) return false;
  }
  return true;
}

bool FitsCall(const HttpMatch& match, const ToyCall& call) {
  if (match.uri) {
    bool fold = match.ignore_uri_case && match.uri->type != Type::kRegex;
    StringMatch uri{match.uri->type, fold ? ToLower(match.uri->value) : match.uri->value};
    if (!FitsText(uri, fold ? ToLower(call.path) : call.path)) return false;
  }
  if (match.method && !FitsText(*match.method, call.method)) return false;
  if (match.port != 0 && match.port != call.port) return false;
  for (const auto& [name, unwanted] : match.without_headers) {
    auto it = call.headers.find(name);
    bool there = it != call.headers.end();
    if (unwanted.type == Type::kPresent ? there : FitsText(unwanted, there ? it->second : "")) return false;
  }
  return FitsNamed(match.headers, call.headers) && FitsNamed(match.query_params, call.query);
}

class RandomMatches {
 public:
  HttpMatch Match() {
    HttpMatch match;
    if (Chance(80)) match.uri = Text({"/", "/a", "/A", "/ab", "/b", ""}, {".*", "/a.*"});
    match.ignore_uri_case = Chance(30);
    if (Chance(30)) match.method = Text({"GET", "POST", "G"}, {"GET|POST"});
    if (Chance(20)) match.port = Chance(50) ? 80 : 81;
    if (Chance(40)) match.headers["x"] = Text(kValues, {".*", "a+"});
    if (Chance(20)) match.headers["y"] = Text(kValues, {"b*"});
    if (Chance(20)) match.query_params["q"] = Text(kValues, {".*"});
    if (Chance(20)) match.without_headers["x"] = Text(kValues, {".*", "a?"});
    return match;
  }

  ToyCall Call() {
    ToyCall call{
        Pick({"/", "/a", "/A", "/ab", "/AB", "/abc", "/b"}), Pick({"GET", "POST", "PUT"}), {}, {}, Chance(50) ? 80U : 81U};
    if (Chance(60)) call.headers["x"] = Pick(kValues);
    if (Chance(50)) call.headers["y"] = Pick(kValues);
    if (Chance(50)) call.query["q"] = Pick(kValues);
    return call;
  }

 private:
  bool Chance(int percent) { return static_cast<int>(random_() % 100) < percent; }
  std::string Pick(const std::vector<std::string>& from) { return from[random_() % from.size()]; }
  StringMatch Text(const std::vector<std::string>& plain, const std::vector<std::string>& regexes) {
    switch (random_() % 4) {
      case 0:
        return {Type::kExact, Pick(plain)};
      case 1:
        return {Type::kPrefix, Pick(plain)};
      case 2:
        return {Type::kRegex, Pick(regexes)};
      default:
        return {Type::kPresent, ""};
    }
  }

  static inline const std::vector<std::string> kValues = {"", "a", "aa", "b"};
  std::mt19937 random_{20240607};
};

TEST(HttpCover, NeverClaimsTooMuch) {
  RandomMatches random;
  std::vector<ToyCall> calls;
  for (int i = 0; i < 300; ++i) calls.push_back(random.Call());
  int covered = 0;
  for (int i = 0; i < 8'000; ++i) {
    HttpMatch earlier = random.Match();
    HttpMatch later = random.Match();
    if (!CoversInMesh(earlier, later)) continue;
    ++covered;
    for (const ToyCall& call : calls) {
      ASSERT_TRUE(!FitsCall(later, call) || FitsCall(earlier, call)) << "pair " << i << ": " << call.method << " " << call.path;
    }
  }
  EXPECT_GT(covered, 100);
}

}  // namespace
}  // namespace weft::manifest
