// SPDX-License-Identifier: Apache-2.0
// VirtualServices: by the hosts and Gateways that they, or the rules that delegate to them, are for.
#include "registry/index/kind_index.h"

namespace weft::registry {
namespace {

class VirtualServiceKind : public RuleKind<manifest::VirtualService, VirtualServiceIndex> {
 public:
  explicit VirtualServiceKind(IndexContext& context) : RuleKind(context.virtual_services) {}

 private:
  void AddChangeOf(const manifest::VirtualService& rule, Changes& changes) override {
    for (const std::string& host : index_.HostsOf(rule)) changes.AddHost(host);
    if (!index_.GatewaysOf(rule).empty()) changes.gateways = true;
  }
};

}  // namespace

std::unique_ptr<KindIndex> MakeVirtualServiceKind(IndexContext& context) {
  return std::make_unique<VirtualServiceKind>(context);
}

}  // namespace weft::registry
