// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/push.h"

#include "ads/stream/delta_subscription.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "gtest/gtest.h"

namespace weft::ads {
namespace {

EncodedResource ResourceOf(const std::string& name, const std::string& bytes) {
  ::google::protobuf::Any any;
  any.set_type_url("type.googleapis.com/some.Type");
  any.set_value(bytes);
  return {name, any};
}

template <typename Response>
Response Parsed(::grpc::ByteBuffer bytes) {
  Response response;
  EXPECT_TRUE(::grpc::SerializationTraits<Response>::Deserialize(&bytes, &response).ok());
  return response;
}

class PushOnTheWire : public ::testing::Test {
 protected:
  PushOnTheWire() {
    push_.type_url = "type.googleapis.com/some.Type";
    push_.version = "12";
    push_.nonce = "3";
    push_.resources = {{&a_, &first_}, {&b_, &second_}};
    push_.removed = {"c"};
    push_.errors = {{"d", "there is none"}};
  }
  const std::string a_ = "a", b_ = "b";
  const EncodedResource first_ = ResourceOf("a", std::string(100'000, 'x'));
  const EncodedResource second_ = ResourceOf("b", "");
  Push push_;
};

TEST_F(PushOnTheWire, ReadsAsTheResponse) {
  ::envoy::service::discovery::v3::DiscoveryResponse expected;
  Encode(push_, expected);
  EXPECT_EQ(expected.resources_size(), 2);
  EXPECT_EQ(Parsed<::envoy::service::discovery::v3::DiscoveryResponse>(SotwBytes(push_)).SerializeAsString(),
            expected.SerializeAsString());
}

TEST_F(PushOnTheWire, ReadsAsTheResponseOfTheIncrementalProtocol) {
  ::envoy::service::discovery::v3::DeltaDiscoveryResponse expected;
  Encode(push_, expected);
  EXPECT_EQ(expected.resources(0).version(), DeltaSubscription::VersionOf(first_.hash()));
  EXPECT_EQ(Parsed<::envoy::service::discovery::v3::DeltaDiscoveryResponse>(DeltaBytes(push_)).SerializeAsString(),
            expected.SerializeAsString());
}

TEST_F(PushOnTheWire, SharesTheBytesOfAResource) {
  std::vector<::grpc::Slice> one, other;
  ASSERT_TRUE(SotwBytes(push_).Dump(&one).ok());
  ASSERT_TRUE(SotwBytes(push_).Dump(&other).ok());
  ASSERT_EQ(one.size(), 3u);
  EXPECT_EQ(one[1].begin(), other[1].begin());
  EXPECT_EQ(first_.InDelta().begin(), first_.InDelta().begin());
}

}  // namespace
}  // namespace weft::ads
