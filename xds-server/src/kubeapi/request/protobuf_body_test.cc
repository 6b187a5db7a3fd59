// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/protobuf_body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::kubeapi {
namespace {

using manifest::Json;

std::string Field(int number, std::string_view bytes) {
  std::string field(1, static_cast<char>(number << 3 | 2));
  return field + static_cast<char>(bytes.size()) + std::string(bytes);
}

std::string Envelope(std::string_view api_version, std::string_view kind, std::string_view raw) {
  return std::string("k8s\0", 4) + Field(1, Field(1, api_version) + Field(2, kind)) + Field(2, raw) + Field(3, "") +
         Field(4, "");
}

TEST(ProtobufBody, ReadsANamespace) {
  std::string metadata =
      Field(1, "shop") + Field(11, Field(1, "team") + Field(2, "a")) + Field(12, Field(1, "note") + Field(2, "b"));
  auto object = DecodeProtobufBody(Envelope("v1", "Namespace", Field(1, metadata) + Field(2, "") + Field(3, "")));
  ASSERT_TRUE(object.ok()) << object.status();
  EXPECT_EQ(*object, Json::parse(R"({"apiVersion": "v1", "kind": "Namespace", "metadata":
      {"name": "shop", "labels": {"team": "a"}, "annotations": {"note": "b"}}})"));
}

TEST(ProtobufBody, ReadsAnAccessReview) {
  std::string attributes = Field(1, "default") + Field(2, "get") + Field(3, "g.io") + Field(5, "things");
  auto object =
      DecodeProtobufBody(Envelope("authorization.k8s.io/v1", "SelfSubjectAccessReview", Field(2, Field(1, attributes))));
  ASSERT_TRUE(object.ok()) << object.status();
  EXPECT_EQ((*object)["spec"], Json::parse(R"({"resourceAttributes":
      {"namespace": "default", "verb": "get", "group": "g.io", "resource": "things"}})"));
}

TEST(ProtobufBody, SaysWhichKindItDoesNotRead) {
  auto object = DecodeProtobufBody(Envelope("v1", "Pod", ""));
  EXPECT_EQ(object.status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(std::string(object.status().message()), ::testing::HasSubstr("Pod"));
}

TEST(ProtobufBody, RefusesEveryCutAndGarbage) {
  std::string whole = Envelope("v1", "Namespace", Field(1, Field(1, "shop")));
  EXPECT_FALSE(DecodeProtobufBody("").ok());
  EXPECT_FALSE(DecodeProtobufBody("{}").ok());
  EXPECT_FALSE(DecodeProtobufBody(std::string("k8s\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 15)).ok());
  EXPECT_FALSE(DecodeProtobufBody(whole.substr(0, whole.size() - 5)).ok());
}

}  // namespace
}  // namespace weft::kubeapi
