// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/request_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::kubeapi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::optional<ResourcePath> ResourceAt(std::string_view target) {
  auto parsed = ParseTarget(target);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return ParseResourcePath(parsed->segments);
}

TEST(RequestPath, SplitsPathAndQuery) {
  auto target = ParseTarget("/api/v1/namespaces?limit=500&labelSelector=a%3Db%2Cc+in+%28d%29&watch");
  ASSERT_TRUE(target.ok());
  EXPECT_THAT(target->segments, ElementsAre("api", "v1", "namespaces"));
  EXPECT_EQ(target->query.Get("limit"), "500");
  EXPECT_EQ(target->query.Get("labelSelector"), "a=b,c in (d)");
  EXPECT_TRUE(target->query.Flag("watch"));
  EXPECT_FALSE(target->query.Has("continue"));
}

TEST(RequestPath, AllowsOneSlashAtTheEnd) {
  EXPECT_THAT(ParseTarget("/apis/")->segments, ElementsAre("apis"));
  EXPECT_TRUE(ParseTarget("/")->segments.empty());
}

TEST(RequestPath, RefusesWhatCouldEscapeOrHide) {
  for (const char* target : {"", "api", "//", "/api//v1", "/api/../v1", "/api/%2e%2e/v1", "/api/%2E/v1", "/api/a%2Fb",
                             "/api/%00", "/api/%0d%0a", "/api/%", "/api/%2", "/api/%zz", "/api?x=%4"}) {
    EXPECT_FALSE(ParseTarget(target).ok()) << target;
  }
}

TEST(RequestPath, DecodesOnlyOnce) { EXPECT_THAT(ParseTarget("/a%252e")->segments, ElementsAre("a%2e")); }

TEST(RequestPath, NamesResourcesOfGroups) {
  EXPECT_EQ(ResourceAt("/apis/g.io/v1/things"), (ResourcePath{"g.io", "v1", "", "things", "", ""}));
  EXPECT_EQ(ResourceAt("/apis/g.io/v1/namespaces/default/things/x/status"),
            (ResourcePath{"g.io", "v1", "default", "things", "x", "status"}));
  EXPECT_EQ(ResourceAt("/apis/g.io/v1"), std::nullopt);
  EXPECT_EQ(ResourceAt("/apis/g.io/v1/namespaces/default"), std::nullopt);
  EXPECT_EQ(ResourceAt("/apis/g.io/v1/namespaces/default/things/x/status/y"), std::nullopt);
}

TEST(RequestPath, TellsANamespaceFromWhatIsInIt) {
  EXPECT_EQ(ResourceAt("/api/v1/namespaces"), (ResourcePath{"", "v1", "", "namespaces", "", ""}));
  EXPECT_EQ(ResourceAt("/api/v1/namespaces/default"), (ResourcePath{"", "v1", "", "namespaces", "default", ""}));
  EXPECT_EQ(ResourceAt("/api/v1/namespaces/default/status"), (ResourcePath{"", "v1", "", "namespaces", "default", "status"}));
  EXPECT_EQ(ResourceAt("/api/v1/namespaces/default/services"), (ResourcePath{"", "v1", "default", "services", "", ""}));
  EXPECT_EQ(ResourceAt("/api/v1/namespaces/default/services/x"), (ResourcePath{"", "v1", "default", "services", "x", ""}));
  EXPECT_EQ(ResourceAt("/api/v1/services"), (ResourcePath{"", "v1", "", "services", "", ""}));
}

}  // namespace
}  // namespace weft::kubeapi
