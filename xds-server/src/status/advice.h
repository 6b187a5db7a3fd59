// SPDX-License-Identifier: Apache-2.0
// What to tell somebody who is about to store an object: how it and others get in each other's way. Warnings all, since the
// order in which objects are applied is free.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "manifest/object/typed.h"
#include "registry/world.h"
#include "store/source.h"

namespace weft::status {

// Follows a source, so that what was written a moment ago counts although no world has it yet. Advice costs what it is about,
// and not how many rules there are: it is looked up in the indexes of the latest world with what came since put in.
//
// Thread-safe. `source` must outlive it.
class Advisor {
 public:
  // Reads the rules that are there.
  static absl::StatusOr<std::unique_ptr<Advisor>> Start(store::ObjectSource& source, std::string domain);

  // For a VirtualService: Gateways that it names and that are not there or serve other hosts, subsets that no DestinationRule
  // defines, hosts that another one owns or that it takes from another one, and rules that delegation leaves out.
  //   VirtualService "reviews-2": host "reviews.default.svc.cluster.local" is owned by VirtualService "reviews" (older): none
  //   of this one's rules apply there
  // For other kinds nothing. The object has been found valid; one without creationTimestamp is given `now`.
  std::vector<std::string> AdviceOn(const manifest::Draft& draft, absl::Time now) const;

  // A world of the same source: from now on its indexes are used, and share what memory they take. Quick.
  void Observe(const registry::World& world);

 private:
  struct Rules {
    registry::VirtualServiceIndex virtual_services;
    registry::DestinationRuleIndex destination_rules;
    registry::GatewayIndex gateways;
  };
  explicit Advisor(std::string domain);
  absl::Status Follow(store::ObjectSource& source, const char* plural);
  void OnEvent(const store::Event& event);
  Rules RulesNow() const;
  static void Apply(const store::Event& event, Rules& rules);

  const std::string domain_;
  mutable Mutex mutex_;
  Rules rules_ ABSL_GUARDED_BY(mutex_);                       // with all that happened
  std::deque<store::Event> pending_ ABSL_GUARDED_BY(mutex_);  // what may not be in the latest world yet
  std::vector<std::unique_ptr<store::ObjectSource::Watch>> watches_;
};

}  // namespace weft::status
