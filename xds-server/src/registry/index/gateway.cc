// SPDX-License-Identifier: Apache-2.0
// Gateways: by name, and by the labels of the proxies that serve them.
#include "registry/index/gateway_index.h"
#include "registry/index/kind_index.h"

namespace weft::registry {
namespace {

class GatewayKind : public RuleKind<manifest::Gateway, GatewayIndex> {
 public:
  GatewayKind() : RuleKind(gateways_) {}

 private:
  void AddChangeOf(const manifest::Gateway&, Changes& changes) override { changes.gateways = true; }

  GatewayIndex gateways_;
};

}  // namespace

std::unique_ptr<KindIndex> MakeGatewayKind(IndexContext&) { return std::make_unique<GatewayKind>(); }

}  // namespace weft::registry
