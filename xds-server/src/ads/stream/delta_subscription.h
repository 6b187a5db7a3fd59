// SPDX-License-Identifier: Apache-2.0
// A subscription by the incremental protocol.
//
// A request is any combination of: names to subscribe, names to unsubscribe, the answer to one response. Changes of the names
// count whatever the nonce is, for they are sent once. Every name in a subscribe list is answered, also when the client should
// have the resource, with the resource or as removed; alone on the first request of a stream the versions that the client still
// holds from before spare what is equal. A first request without names asks for everything; so does the name "*".
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ads/stream/subscription.h"

namespace weft::ads {

class DeltaSubscription : public Subscription {
 public:
  struct Request {
    std::vector<std::string> subscribe;
    std::vector<std::string> unsubscribe;
    std::map<std::string, std::string> initial_versions;
    std::string nonce;
    std::optional<std::string> error;  // error_detail's message
  };

  explicit DeltaSubscription(Coverage coverage, bool report_missing = false) : Subscription(coverage, report_missing) {}

  Outcome OnRequest(const Request& request);
  Plan MakePlan(const Lookup& lookup, bool removals) const override;
  void OnSent(const Plan& plan, const std::string& version, const std::string& nonce, absl::Time at) override;

  // The version of a resource: its hash in hexadecimal digits.
  static std::string VersionOf(uint64_t hash);

 private:
  Verdict Read(const Request& request);
  void Subscribe(const Request& request, bool first, Difference& difference);
  void Unsubscribe(const std::string& name, Difference& difference);
  bool OnVanished(const std::string& name, const Name& state) override;

  std::set<std::string> gone_;  // what the client holds and is not subscribed any more
};

}  // namespace weft::ads
