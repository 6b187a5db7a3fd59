// SPDX-License-Identifier: Apache-2.0
// A subscription by the state-of-the-world protocol.
//
// It has no message kinds: a request is at once the full list of names, an answer to the last response and sometimes neither.
// How a request is read:
//
//   nonce is not the latest     stale, ignored: the client will answer the newer response as well, with the names that it is
//                               subscribed to by then
//   nonce is the latest,        the ACK, or with error_detail the NACK, of the last response; names that are new in it are due
//     for the first time
//   nonce is the latest,        a change of the names. A client that drops a name and takes it back at once sends the
//     again                     very same request twice and has forgotten the resource in between: everything named is due
//   no nonce                    the type's first request of the stream, or another one sent before a response came; the newest
//                               counts
//
// A NACK is known by error_detail alone: the version may be the old one or the refused one. An empty list in the first request
// of a type with full state asks for everything; later it asks for nothing. A client that comes back with resources of an
// earlier stream is always answered, for only a response that leaves a resource out tells it that the resource is gone.
//
// Make before break: when something is new and something else is gone, a type with full state takes two responses. The first
// has the new one and still the old one, as it was; the second, after what replaces it, leaves the old one out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ads/stream/subscription.h"

namespace weft::ads {

class SotwSubscription : public Subscription {
 public:
  struct Request {
    std::vector<std::string> names;
    std::string nonce;
    std::optional<std::string> error = {};  // error_detail's message
    bool holds_some = false;                // version_info is not empty: it has resources, perhaps from an earlier stream
  };

  explicit SotwSubscription(Coverage coverage, bool report_missing = false) : Subscription(coverage, report_missing) {}

  Outcome OnRequest(const Request& request);
  Plan MakePlan(const Lookup& lookup, bool removals) const override;
  void OnSent(const Plan& plan, const std::string& version, const std::string& nonce, absl::Time at) override;

 private:
  Verdict Read(const Request& request);
  Difference SetNames(const std::vector<std::string>& names);
  bool IsDue(const Name& state, const Content& now) const;
  bool OnVanished(const std::string& name, const Name& state) override;

  bool ever_named_ = false;
};

}  // namespace weft::ads
