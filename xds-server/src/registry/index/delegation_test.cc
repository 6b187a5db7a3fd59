// SPDX-License-Identifier: Apache-2.0
#include "registry/index/delegation.h"

#include "gmock/gmock.h"

namespace weft::registry {
namespace {

using manifest::HttpRoute;
using manifest::VirtualService;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

manifest::HttpMatch PrefixMatch(const std::string& prefix) {
  manifest::HttpMatch match;
  match.uri = manifest::StringMatch{manifest::StringMatch::Type::kPrefix, prefix};
  return match;
}

HttpRoute RouteTo(const std::string& host, std::vector<manifest::HttpMatch> matches = {}) {
  HttpRoute route;
  route.match = std::move(matches);
  route.route.push_back({{host, "", 0}, 0, {}});
  return route;
}

HttpRoute DelegateTo(const std::string& ns, const std::string& name, std::vector<manifest::HttpMatch> matches = {}) {
  HttpRoute route;
  route.match = std::move(matches);
  route.delegate = manifest::DelegateReference{name, ns};
  return route;
}

VirtualService RuleOf(const std::string& ns, const std::string& name, std::vector<HttpRoute> http,
                      std::vector<std::string> hosts = {}) {
  VirtualService rule;
  rule.meta.ns = ns;
  rule.meta.name = name;
  rule.hosts = std::move(hosts);
  rule.http = std::move(http);
  return rule;
}

// The effective rules of `root`, where `others` are all there is to delegate to.
EffectiveRule EffectiveOf(const VirtualService& root, const std::vector<VirtualService>& others = {}) {
  const auto lookup = [&](const std::string& ns, const std::string& name) -> VirtualServicePtr {
    for (const VirtualService& other : others) {
      if (other.meta.ns == ns && other.meta.name == name) return std::make_shared<const VirtualService>(other);
    }
    return nullptr;
  };
  return MakeEffective(std::make_shared<const VirtualService>(root), lookup, "cluster.local");
}

TEST(Delegation, WithoutItRulesStayAndTheirHostsBecomeFull) {
  HttpRoute route = RouteTo("reviews", {PrefixMatch("/a"), PrefixMatch("/b")});
  route.mirrors.push_back({{"ratings", "", 0}, 100});
  EffectiveRule rule = EffectiveOf(RuleOf("shop", "r", {RouteTo("api.example.com"), route}, {"Reviews", "api.example.com"}));
  EXPECT_THAT(rule.hosts, ElementsAre("reviews.shop.svc.cluster.local", "api.example.com"));
  ASSERT_THAT(rule.http, SizeIs(2));
  EXPECT_EQ(rule.http[0].route.route[0].destination.host, "api.example.com");
  EXPECT_EQ(rule.http[1].route.route[0].destination.host, "reviews.shop.svc.cluster.local");
  EXPECT_EQ(rule.http[1].route.mirrors[0].destination.host, "ratings.shop.svc.cluster.local");
  EXPECT_EQ(rule.http[1].origin, "virtualservice/shop/r http[1]");
  EXPECT_THAT(rule.http[1].match_origins,
              ElementsAre("virtualservice/shop/r http[1].match[0]", "virtualservice/shop/r http[1].match[1]"));
}

TEST(Delegation, TheDelegatesRulesStandWhereTheRuleStoodInOrder) {
  EffectiveRule rule = EffectiveOf(RuleOf("a", "root", {DelegateTo("b", "part", {PrefixMatch("/x")}), RouteTo("last")}, {"h"}),
                                   {RuleOf("b", "part", {RouteTo("one", {PrefixMatch("/x/1")}), RouteTo("two")})});
  ASSERT_THAT(rule.http, SizeIs(3));
  EXPECT_EQ(rule.http[0].route.route[0].destination.host, "one.b.svc.cluster.local") << "in the delegate's namespace";
  EXPECT_EQ(rule.http[0].route.match.at(0).uri->value, "/x/1");
  EXPECT_EQ(rule.http[1].route.match.at(0).uri->value, "/x");
  EXPECT_EQ(rule.http[2].route.route[0].destination.host, "last.a.svc.cluster.local");
  EXPECT_THAT(rule.dropped, IsEmpty());
}

TEST(Delegation, BothPlacesAreNamed) {
  EffectiveRule rule = EffectiveOf(RuleOf("a", "root", {DelegateTo("", "part", {PrefixMatch("/x")})}, {"h"}),
                                   {RuleOf("a", "part", {RouteTo("one"), RouteTo("two", {PrefixMatch("/x/2")})})});
  ASSERT_THAT(rule.http, SizeIs(2));
  EXPECT_EQ(rule.http[0].origin, "virtualservice/a/root http[0] + virtualservice/a/part http[0]");
  EXPECT_THAT(rule.http[0].match_origins,
              ElementsAre("virtualservice/a/root http[0].match[0] + virtualservice/a/part http[0]"));
  EXPECT_THAT(rule.http[1].match_origins,
              ElementsAre("virtualservice/a/root http[0].match[0] + virtualservice/a/part http[1].match[0]"));
}

TEST(Delegation, WhatTheDelegateDoesNotSayComesFromTheRoot) {
  HttpRoute root = DelegateTo("", "part");
  root.name = "root";
  root.timeout = absl::Seconds(1);
  root.retries = manifest::HttpRetry{};
  root.fault = manifest::HttpFault{};
  root.rewrite = manifest::HttpRewrite{"/r", "", "", ""};
  root.cors = manifest::CorsPolicy{};
  root.headers = manifest::Headers{};
  root.headers->request.set["from"] = "root";
  root.mirrors.push_back({{"copy", "", 0}, 50});
  HttpRoute plain = RouteTo("one");
  HttpRoute own = RouteTo("two");
  own.name = "own";
  own.timeout = absl::Seconds(2);
  own.headers = manifest::Headers{};
  own.headers->response.remove = {"x"};
  own.mirrors.push_back({{"copy", "", 0}, 0});
  EffectiveRule rule = EffectiveOf(RuleOf("a", "root", {root}, {"h"}), {RuleOf("a", "part", {plain, own})});
  ASSERT_THAT(rule.http, SizeIs(2));
  const HttpRoute& inherits = rule.http[0].route;
  EXPECT_EQ(inherits.name, "root");
  EXPECT_EQ(inherits.timeout, absl::Seconds(1));
  EXPECT_TRUE(inherits.retries && inherits.fault && inherits.cors);
  EXPECT_EQ(inherits.rewrite->uri, "/r");
  EXPECT_EQ(inherits.headers->request.set.at("from"), "root");
  EXPECT_EQ(inherits.mirrors.at(0).destination.host, "copy.a.svc.cluster.local");
  EXPECT_FALSE(inherits.delegate);
  const HttpRoute& says = rule.http[1].route;
  EXPECT_EQ(says.name, "root-own");
  EXPECT_EQ(says.timeout, absl::Seconds(2));
  EXPECT_THAT(says.headers->request.set, IsEmpty()) << "the root's headers are lost as a whole";
  EXPECT_THAT(says.mirrors, IsEmpty()) << "a mirror of 0 % is one as well";
}

// The share of the only mirror of what a root and its delegate say together; 0 when there is none.
double MergedShare(std::vector<manifest::HttpMirror> root_mirrors, std::optional<double> root_share,
                   std::vector<manifest::HttpMirror> leaf_mirrors, std::optional<double> leaf_share) {
  HttpRoute root = DelegateTo("", "part");
  root.mirrors = std::move(root_mirrors);
  root.mirror_share = root_share;
  HttpRoute leaf = RouteTo("one");
  leaf.mirrors = std::move(leaf_mirrors);
  leaf.mirror_share = leaf_share;
  EffectiveRule rule = EffectiveOf(RuleOf("a", "root", {root}, {"h"}), {RuleOf("a", "part", {leaf})});
  const auto& mirrors = rule.http.at(0).route.mirrors;
  return mirrors.empty() ? 0 : mirrors.at(0).percentage;
}

TEST(Delegation, TheShareOfAMirrorAndTheMirrorMayComeFromDifferentRules) {
  auto mirror_of = [](double share) { return std::vector<manifest::HttpMirror>{{{"copy", "", 0}, share, true}}; };
  EXPECT_EQ(MergedShare({}, 30, mirror_of(100), {}), 30) << "the root fills in";
  EXPECT_EQ(MergedShare({}, 30, mirror_of(40), 40), 40) << "the delegate wins";
  EXPECT_EQ(MergedShare({}, 30, mirror_of(0), 0), 0) << "also with none";
  EXPECT_EQ(MergedShare({}, 0, mirror_of(100), {}), 0);
  EXPECT_EQ(MergedShare(mirror_of(0), 0, {}, 50), 50) << "of the root's mirror";
  EXPECT_EQ(MergedShare({}, {}, mirror_of(100), {}), 100);
  EXPECT_EQ(MergedShare({}, 30, {{{"copy", "", 0}, 100, false}}, {}), 100) << "mirrors have shares of their own";
}

TEST(Delegation, ARuleOfTheDelegateThatFitsNowhereIsDroppedAndReported) {
  EffectiveRule rule =
      EffectiveOf(RuleOf("a", "root", {DelegateTo("b", "part", {PrefixMatch("/x")})}, {"h"}),
                  {RuleOf("b", "part", {RouteTo("one", {PrefixMatch("/y")}), RouteTo("two", {PrefixMatch("/x")})})});
  ASSERT_THAT(rule.http, SizeIs(1));
  EXPECT_EQ(rule.http[0].route.route[0].destination.host, "two.b.svc.cluster.local");
  ASSERT_THAT(rule.dropped, SizeIs(1));
  EXPECT_EQ(rule.dropped[0].root, "a/root");
  EXPECT_EQ(rule.dropped[0].root_field, "http[0]");
  EXPECT_EQ(rule.dropped[0].delegate, "b/part");
  EXPECT_EQ(rule.dropped[0].delegate_field, "http[0]");
  EXPECT_THAT(rule.dropped[0].reason, ::testing::HasSubstr("uri prefix \"/y\" does not fit into prefix \"/x\""));
}

TEST(Delegation, AMissingDelegateTakesOnlyItsRuleAway) {
  EffectiveRule rule = EffectiveOf(RuleOf("a", "root", {DelegateTo("b", "gone"), RouteTo("last")}, {"h"}));
  ASSERT_THAT(rule.http, SizeIs(1));
  EXPECT_EQ(rule.http[0].origin, "virtualservice/a/root http[1]") << "the place in what was written";
  ASSERT_THAT(rule.dropped, SizeIs(1));
  EXPECT_EQ(rule.dropped[0].delegate_field, "");
  EXPECT_EQ(rule.dropped[0].reason, "there is no VirtualService \"b/gone\"");
}

TEST(Delegation, ADelegateMustBeExportedToTheRootsNamespaceAndHaveNoHosts) {
  VirtualService hidden = RuleOf("b", "part", {RouteTo("one")});
  hidden.export_to = {"."};
  const VirtualService root = RuleOf("a", "root", {DelegateTo("b", "part")}, {"h"});
  EXPECT_EQ(EffectiveOf(root, {hidden}).dropped.at(0).reason, "VirtualService \"b/part\" is not exported to namespace \"a\"");
  hidden.export_to = {"a"};
  EXPECT_THAT(EffectiveOf(root, {hidden}).http, SizeIs(1));
  EXPECT_EQ(EffectiveOf(root, {RuleOf("b", "part", {RouteTo("one")}, {"own"})}).dropped.at(0).reason,
            "VirtualService \"b/part\" has hosts of its own");
}

TEST(Delegation, GoesOneLevelDeep) {
  EffectiveRule rule = EffectiveOf(RuleOf("a", "root", {DelegateTo("", "part")}, {"h"}),
                                   {RuleOf("a", "part", {DelegateTo("", "deeper")}), RuleOf("a", "deeper", {RouteTo("one")})});
  EXPECT_THAT(rule.http, IsEmpty());
  EXPECT_EQ(rule.dropped.at(0).reason, "a delegate must not delegate further");
}

}  // namespace
}  // namespace weft::registry
