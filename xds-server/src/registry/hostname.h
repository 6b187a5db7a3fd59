// SPDX-License-Identifier: Apache-2.0
// Names of services: short forms, wildcards and who may see what. Pure functions; names are lower case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weft::registry {

// "reviews", "default", "cluster.local" -> "reviews.default.svc.cluster.local".
std::string ServiceHost(std::string_view name, std::string_view ns, std::string_view domain);

// A host as a rule writes it: a short name (no dot, no wildcard) is that of a service in the rule's own namespace.
std::string ExpandRuleHost(std::string_view host, std::string_view rule_ns, std::string_view domain);

// The full names that a client may mean by `host`, most likely first: what it wrote, then the forms `name`, `name.ns` and
// `name.ns.svc` completed from the client's namespace and the domain. A trailing dot is dropped.
std::vector<std::string> CandidateHosts(std::string_view host, std::string_view client_ns, std::string_view domain);

// The hosts of the headless services of which `host`, as dialled, may name a workload: what follows its first label, completed
// as above. Empty for what has one label or is an address.
std::vector<std::string> HeadlessHosts(std::string_view host, std::string_view client_ns, std::string_view domain);

// How an IP address may be dialled: as it is written, in lower case, and in its shortest form. Empty for anything else.
std::vector<std::string> AddressSpellings(std::string_view text);

bool IsWildcard(std::string_view host);

// "*.foo.com" matches "a.foo.com" and not "foo.com"; "*" matches all; a host without wildcard matches itself.
bool HostMatches(std::string_view pattern, std::string_view host);

// The order in which hosts of rules are tried, most specific first: names before wildcards, longer before shorter, then by
// alphabet. A strict weak order.
bool MoreSpecific(std::string_view a, std::string_view b);

// exportTo: may a client in `client_ns` see an object of `own_ns`? An empty list means everybody.
bool ExportedTo(const std::vector<std::string>& export_to, std::string_view own_ns, std::string_view client_ns);

// How narrowly an object is exported, narrowest first: rules seen by their own namespace alone are considered before those
// exported by name, and those before the public ones.
enum class Reach { kPrivate, kNamed, kPublic };
Reach ReachOf(const std::vector<std::string>& export_to, std::string_view own_ns);

}  // namespace weft::registry
