// SPDX-License-Identifier: Apache-2.0
#include "grpc/context_interceptor.h"

#include "gmock/gmock.h"
#include "grpc/peer_address.h"

namespace weft::grpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Metadata Added(const std::vector<Context::Header>& headers, Metadata metadata = {}) {
  AddHeaders(headers, metadata);
  return metadata;
}

TEST(PropagatedHeaders, BecomeMetadata) {
  EXPECT_THAT(Added({{"end-user", "jason"}, {"x-request-id", "1"}}),
              ElementsAre(Pair("end-user", "jason"), Pair("x-request-id", "1")));
}

TEST(PropagatedHeaders, YieldToWhatTheCallSetsItself) {
  EXPECT_THAT(Added({{"end-user", "jason"}}, {{"end-user", "anna"}}), ElementsAre(Pair("end-user", "anna")));
}

TEST(PropagatedHeaders, AreLeftOutWhenMetadataCannotHoldThem) {
  EXPECT_THAT(Added({{"end user", "x"}, {":path", "/"}, {"", "x"}, {"x-a", "caf\xc3\xa9"}, {"x-b", "two\nlines"}}), IsEmpty());
}

TEST(PropagatedHeaders, AreLeftOutWhenTheyBelongToOneConnection) {
  EXPECT_THAT(Added({{"host", "a"}, {"te", "trailers"}, {"content-type", "text/plain"}, {"grpc-timeout", "1S"}}), IsEmpty());
}

TEST(PropagatedHeaders, CarryBinaryMetadataAsItsBytes) {
  EXPECT_THAT(Added({{"grpc-trace-bin", "AAEC"}}), ElementsAre(Pair("grpc-trace-bin", std::string("\0\1\2", 3))));
  EXPECT_THAT(Added({{"grpc-trace-bin", "not base64!"}}), IsEmpty());
}

TEST(PeerAddress, IsTheIpAddressAlone) {
  EXPECT_EQ(AddressOfPeer("ipv4:127.0.0.1:4711"), "127.0.0.1");
  EXPECT_EQ(AddressOfPeer("ipv6:%5B::1%5D:4711"), "::1");
  EXPECT_EQ(AddressOfPeer("ipv6:[2001:db8::1]:4711"), "2001:db8::1");
  EXPECT_EQ(AddressOfPeer("unix:/tmp/socket"), "");
}

}  // namespace
}  // namespace weft::grpc
