// SPDX-License-Identifier: Apache-2.0
// What becomes of one call, put together from the pieces of the server and the client that would decide it.
//
// The objects become a World as in the server; its translation for the caller gives the listener, the routes, the clusters and
// the endpoints; the client's own parser reads them and its own search of the table is told step by step. Nothing is decided
// here.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/explain/explain.h"
#include "explain/arguments.h"
#include "explain/caller.h"
#include "explain/objects.h"
#include "model/cluster.h"

namespace weft::explain {

struct ExplainRequest {
  CallerArgument from;
  CalleeArgument to;
  std::string method = "GET";
  std::string path = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string domain = "cluster.local";
};

struct EndpointReport {
  std::string address;  // "10.0.0.1:9080"
  std::string workload;
  manifest::Labels labels;
  uint32_t weight = 1;
  model::Health health = model::Health::kUnknown;
};

struct DestinationReport {
  engine::DestinationTrace trace;
  std::string host;
  uint32_t port = 0;
  std::string subset;
  manifest::Labels subset_labels;
  std::string balancer;  // "least request"
  std::vector<EndpointReport> endpoints;
  std::string missing;  // why there is no such cluster, or none of its endpoints can be known
};

// One place in a VirtualService and what is to say about it.
struct RuleReport {
  std::string ns;  // of the VirtualService
  std::string name;
  std::string field;  // "http[0].match[1]"; empty: the whole object. Of a delegated rule the root's, then the delegate's place
  std::string place;  // "rules.yaml:12"; empty when it came from an API
  std::string why;
};

struct ExplainReport {
  ExplainRequest request;
  Caller caller;
  std::string host;  // in full
  uint32_t port = 0;
  std::string service;  // "Service default/reviews"; empty: only a rule knows the host
  engine::MatchTrace trace;
  std::vector<std::string> remarks;  // what rules ask for and the caller cannot have
  std::vector<RuleReport> owner;     // the VirtualService of the host: one or none
  std::vector<RuleReport> taken;     // the rule that took the call: one or none
  std::vector<RuleReport> failed;    // looked at before it, with the condition that failed
  std::vector<RuleReport> left_out;  // of the owner, not sent to this caller
  std::vector<RuleReport> others;    // VirtualServices that name the host and are not used
  std::vector<DestinationReport> destinations;
  std::vector<DestinationReport> mirrors;
};

// Errors say what cannot be found, and what there is that is near.
absl::StatusOr<ExplainReport> MakeExplainReport(ExplainRequest request, const Objects& objects);

}  // namespace weft::explain
