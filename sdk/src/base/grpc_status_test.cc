// SPDX-License-Identifier: Apache-2.0
#include "base/grpc_status.h"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(GrpcStatus, HasItsHttpEquivalent) {
  EXPECT_EQ(HttpStatusOfGrpc(0), 200u);
  EXPECT_EQ(HttpStatusOfGrpc(5), 404u);
  EXPECT_EQ(HttpStatusOfGrpc(8), 429u);
  EXPECT_EQ(HttpStatusOfGrpc(16), 401u);
  EXPECT_EQ(HttpStatusOfGrpc(17), 500u);
  EXPECT_EQ(HttpStatusOfGrpc(-1), 500u);
}

TEST(GrpcStatus, OfAnHttpStatusIsTheOneThatGrpcMapsItTo) {
  EXPECT_EQ(GrpcStatusOfHttp(400), 13);
  EXPECT_EQ(GrpcStatusOfHttp(401), 16);
  EXPECT_EQ(GrpcStatusOfHttp(403), 7);
  EXPECT_EQ(GrpcStatusOfHttp(404), 12);
  EXPECT_EQ(GrpcStatusOfHttp(503), 14);
  EXPECT_EQ(GrpcStatusOfHttp(500), 2);
}

}  // namespace
}  // namespace weft
