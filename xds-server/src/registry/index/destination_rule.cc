// SPDX-License-Identifier: Apache-2.0
// DestinationRules: by namespace and host.
#include "registry/index/destination_rule_index.h"
#include "registry/index/kind_index.h"

namespace weft::registry {
namespace {

class DestinationRuleKind : public RuleKind<manifest::DestinationRule, DestinationRuleIndex> {
 public:
  explicit DestinationRuleKind(const std::string& domain) : RuleKind(rules_), rules_(domain) {}

 private:
  void AddChangeOf(const manifest::DestinationRule& rule, Changes& changes) override { changes.AddHost(index_.HostOf(rule)); }

  DestinationRuleIndex rules_;
};

}  // namespace

std::unique_ptr<KindIndex> MakeDestinationRuleKind(IndexContext& context) {
  return std::make_unique<DestinationRuleKind>(context.domain);
}

}  // namespace weft::registry
