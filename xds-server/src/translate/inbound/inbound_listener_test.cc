// SPDX-License-Identifier: Apache-2.0
#include "translate/inbound/inbound_listener.h"

#include "envoy/extensions/filters/http/router/v3/router.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "gmock/gmock.h"
#include "translate/all_names.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using InboundHttp = ::envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager;

constexpr char kInbound[] = "xds.istio.io/grpc/lds/inbound/127.0.0.1:50051";

::envoy::config::listener::v3::Listener InboundOf(const std::string& name) {
  return Make<::envoy::config::listener::v3::Listener>(*registry::WorldFromYaml(ServiceYaml("reviews")), kGrpcClient,
                                                       Type::kListener, name);
}

TEST(InboundListener, HasTheAddressThatItsNameSays) {
  const auto listener = InboundOf(kInbound);
  EXPECT_EQ(listener.name(), kInbound);
  EXPECT_EQ(listener.address().socket_address().address(), "127.0.0.1");
  EXPECT_EQ(listener.address().socket_address().port_value(), 50051u);
  const auto v6 = InboundOf("xds.istio.io/grpc/lds/inbound/[2001:db8::1]:443");
  EXPECT_EQ(v6.address().socket_address().address(), "2001:db8::1");
  EXPECT_EQ(v6.address().socket_address().port_value(), 443u);
}

TEST(InboundListener, HandsEveryCallToTheServersMethods) {
  const auto listener = InboundOf(kInbound);
  EXPECT_EQ(listener.filter_chains_size(), 0);
  EXPECT_EQ(listener.listener_filters_size(), 0) << "gRPC refuses them";
  EXPECT_FALSE(listener.has_api_listener());
  ASSERT_EQ(listener.default_filter_chain().filters_size(), 1);
  InboundHttp manager;
  ASSERT_TRUE(listener.default_filter_chain().filters(0).typed_config().UnpackTo(&manager));
  ASSERT_EQ(manager.route_config().virtual_hosts_size(), 1);
  const auto& host = manager.route_config().virtual_hosts(0);
  EXPECT_EQ(host.domains(0), "*");
  ASSERT_EQ(host.routes_size(), 1);
  EXPECT_TRUE(host.routes(0).has_non_forwarding_action());
  ASSERT_EQ(manager.http_filters_size(), 1);
  EXPECT_TRUE(manager.http_filters(0).typed_config().Is<::envoy::extensions::filters::http::router::v3::Router>());
}

TEST(InboundListener, IsForGrpcServersAlone) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  EXPECT_THAT(WhyMissing(*world, kWeftClient, Type::kListener, kInbound), HasSubstr("inbound/127.0.0.1"));
}

TEST(InboundListener, WantsAnIpAddressAndAPort) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  for (const char* address : {"localhost:50051", "127.0.0.1", "::1:50051", "[127.0.0.1]:50051", "127.0.0.1:0", ""}) {
    const std::string name = std::string(kInboundListenerPrefix) + address;
    EXPECT_THAT(WhyMissing(*world, kGrpcClient, Type::kListener, name), HasSubstr("<ip>:<port>")) << name;
  }
}

TEST(InboundListener, IsNotAmongEverything) {
  EXPECT_THAT(AllNames(*registry::WorldFromYaml(ServiceYaml("reviews")), kGrpcClient, Type::kListener),
              Not(Contains(StartsWith(std::string(kInboundListenerPrefix)))));
}

}  // namespace
}  // namespace weft::translate
