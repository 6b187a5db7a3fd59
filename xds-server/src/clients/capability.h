// SPDX-License-Identifier: Apache-2.0
// What a client can do, as a set of named capabilities.
//
// There is one table of them (capability_table.cc). The set of a client is filled once, from its node (node.h); translators,
// warnings and the table in ARCHITECTURE.md ask by capability, and nothing asks what a client is. A new capability is a row in
// the table and a value here, in the same order; the SDK announces its own in sdk/src/xds/features.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weft::clients {

enum class Capability : uint8_t {
  // Policies: what rules ask for.
  kRewrite,
  kHeaderChanges,
  kMirror,
  kRedirect,
  kDirectResponse,
  kCors,
  kQueryMatch,
  kPseudoHeaderMatch,
  kAnyPath,
  kHttpRetry,
  kPerTryTimeout,
  kRetryPriority,
  kLeastRequest,
  kRingHash,
  kHashKeys,
  kMaglev,
  kLocality,
  kRequestLimit,
  kConnectionLimits,
  kConnectTimeout,
  kUpstreamProtocol,
  kOutlierDetection,
  kPortLevelSettings,
  // Forms: how resources are to be written.
  kRouteOrigin,
  kResourceErrors,
  kInboundListeners,
  kSocketListeners,
  kEmptyResources,
  kClusterWarming,
  kSameTableAgain,
  kTableOptions,
  kStringMatch,
  kMissingHeaderAsEmpty,
  kWeightSum,
  kRouteTimeout,
  kImpliedPort,
  kStrictDns,
  kLogicalDnsNames,
  kCommonLbConfig,
  kEjectionByStatistics,
};
inline constexpr size_t kCapabilities = static_cast<size_t>(Capability::kEjectionByStatistics) + 1;

// A value; sets are ordered so that clients can be keys.
class CapabilitySet {
 public:
  constexpr CapabilitySet() = default;
  constexpr bool Has(Capability one) const { return (bits_ & Bit(one)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr void Add(Capability one) { bits_ |= Bit(one); }
  constexpr void Remove(Capability one) { bits_ &= ~Bit(one); }
  constexpr auto operator<=>(const CapabilitySet&) const = default;

  constexpr friend CapabilitySet operator|(CapabilitySet a, CapabilitySet b) { return CapabilitySet(a.bits_ | b.bits_); }
  constexpr friend CapabilitySet operator&(CapabilitySet a, CapabilitySet b) { return CapabilitySet(a.bits_ & b.bits_); }

 private:
  static_assert(kCapabilities <= 64);
  constexpr explicit CapabilitySet(uint64_t bits) : bits_(bits) {}
  static constexpr uint64_t Bit(Capability one) { return uint64_t{1} << static_cast<unsigned>(one); }

  uint64_t bits_ = 0;
};

struct CapabilityInfo {
  Capability capability;
  std::string_view name;  // "outlier_detection"; a node announces it as the feature "weft.outlier_detection"
  // The fields of rules that need it, separated by blanks, as paths below an HTTPRoute ("http.mirrors") or a DestinationRule's
  // trafficPolicy ("trafficPolicy.outlierDetection"). Empty for a form, which depends on the product alone.
  std::string_view fields;
  std::string_view with;     // what a client does that has it: "sends copies of requests"
  std::string_view without;  // and one that has it not: "sends no copies"
  uint8_t products = 0;      // see capability_table.cc

  bool is_policy() const { return !fields.empty(); }
};

// In the order of the enum.
std::span<const CapabilityInfo, kCapabilities> AllCapabilities();
const CapabilityInfo& InfoOf(Capability capability);

// "this client sends no copies": why something was left out of a resource.
std::string WhyWithout(Capability capability);

// The names, in the order of the enum.
std::vector<std::string> NamesOf(CapabilitySet set);

// What this release of the SDK can do.
CapabilitySet OfSdk();
// What the SDK could do before it announced features: a node without them is sent this. The set never grows.
CapabilitySet OfSdkWithoutFeatures();
CapabilitySet OfEnvoy();
// What the gRPC clients of all languages accept.
CapabilitySet OfGrpc();

// The columns of tables for people.
struct Product {
  std::string_view name;
  CapabilitySet can;
};
std::span<const Product> Products();

}  // namespace weft::clients
