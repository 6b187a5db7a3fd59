// SPDX-License-Identifier: Apache-2.0
#include "registry/hostname.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/strings.h"

namespace weft::registry {

std::string ServiceHost(std::string_view name, std::string_view ns, std::string_view domain) {
  return StrCat(name, ".", ns, ".svc.", domain);
}

std::string ExpandRuleHost(std::string_view host, std::string_view rule_ns, std::string_view domain) {
  std::string lower = ToLower(host);
  if (lower.find('.') != std::string::npos || lower.find(':') != std::string::npos || IsWildcard(lower)) return lower;
  return ServiceHost(lower, rule_ns, domain);
}

std::vector<std::string> CandidateHosts(std::string_view host, std::string_view client_ns, std::string_view domain) {
  std::string lower = ToLower(host);
  if (lower.ends_with(".")) lower.pop_back();
  std::vector<std::string> candidates = {lower};
  if (lower.empty() || lower.find(':') != std::string::npos) return candidates;
  std::vector<std::string_view> labels = Split(lower, '.');
  if (labels.size() == 1) {
    candidates.insert(candidates.begin(), ServiceHost(lower, client_ns, domain));
  } else if (labels.size() == 2) {
    candidates.push_back(ServiceHost(labels[0], labels[1], domain));
  } else if (labels.size() == 3 && labels[2] == "svc") {
    candidates.insert(candidates.begin(), StrCat(lower, ".", domain));
  }
  return candidates;
}

std::vector<std::string> HeadlessHosts(std::string_view host, std::string_view client_ns, std::string_view domain) {
  const size_t dot = host.find('.');
  if (dot == 0 || dot == std::string_view::npos || dot + 1 == host.size() || !AddressSpellings(host).empty()) return {};
  return CandidateHosts(host.substr(dot + 1), client_ns, domain);
}

std::vector<std::string> AddressSpellings(std::string_view text) {
  std::string written = ToLower(text);
  in6_addr address;
  const int family = written.find(':') == std::string::npos ? AF_INET : AF_INET6;
  if (inet_pton(family, written.c_str(), &address) != 1) return {};
  char shortest[INET6_ADDRSTRLEN];
  inet_ntop(family, &address, shortest, sizeof shortest);
  if (written == shortest) return {written};
  return {written, shortest};
}

bool IsWildcard(std::string_view host) { return host.starts_with("*"); }

bool HostMatches(std::string_view pattern, std::string_view host) {
  if (!IsWildcard(pattern)) return pattern == host;
  std::string_view suffix = pattern.substr(1);
  return host.size() > suffix.size() && host.ends_with(suffix);
}

bool MoreSpecific(std::string_view a, std::string_view b) {
  if (IsWildcard(a) != IsWildcard(b)) return IsWildcard(b);
  if (a.size() != b.size()) return a.size() > b.size();
  return a < b;
}

bool ExportedTo(const std::vector<std::string>& export_to, std::string_view own_ns, std::string_view client_ns) {
  if (export_to.empty()) return true;
  return std::any_of(export_to.begin(), export_to.end(), [&](const std::string& entry) {
    return entry == "*" || entry == client_ns || (entry == "." && own_ns == client_ns);
  });
}

Reach ReachOf(const std::vector<std::string>& export_to, std::string_view own_ns) {
  if (export_to.empty()) return Reach::kPublic;
  Reach reach = Reach::kPrivate;
  for (const std::string& entry : export_to) {
    if (entry == "*") return Reach::kPublic;
    if (entry != "." && entry != own_ns) reach = Reach::kNamed;
  }
  return reach;
}

}  // namespace weft::registry
