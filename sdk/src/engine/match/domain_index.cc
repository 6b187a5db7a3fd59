// SPDX-License-Identifier: Apache-2.0
#include "engine/match/domain_index.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "base/authority.h"
#include "engine/match/fold.h"

namespace weft::engine {
namespace {

// "host:80" -> "host", "[::1]:80" -> "[::1]"; anything else stays as it is.
std::string_view WithoutPort(std::string_view authority) {
  const auto [host, port] = SplitHostPort(authority);
  return port && !port->empty() && std::all_of(port->begin(), port->end(), absl::ascii_isdigit) ? host : authority;
}

// The value of the longest key that `text` begins with and is longer than.
uint32_t LongestProperPrefix(const RadixTree& tree, std::string_view text) {
  uint32_t found = DomainIndex::kNone;
  tree.Walk(text, [&](size_t depth, uint32_t value) {
    if (depth < text.size()) found = value;
  });
  return found;
}

}  // namespace

bool DomainIndex::IsDomain(std::string_view domain) {
  const size_t star = domain.find('*');
  if (star == std::string_view::npos) return !domain.empty();
  return star == domain.rfind('*') && (star == 0 || star + 1 == domain.size());
}

DomainIndex::DomainIndex(const std::vector<Entry>& domains) {
  std::vector<Entry> exact, suffixes, prefixes;
  for (const auto& [domain, host] : domains) {
    std::string key = absl::AsciiStrToLower(domain);
    if (key == "*") {
      any_ = std::min(any_, host);
    } else if (key.front() == '*') {
      suffixes.emplace_back(std::string(key.rbegin(), key.rend() - 1), host);
    } else if (key.back() == '*') {
      key.pop_back();
      prefixes.emplace_back(std::move(key), host);
    } else {
      exact.emplace_back(std::move(key), host);
    }
  }
  exact_ = ExactIndex(exact);
  suffixes_ = RadixTree(std::move(suffixes));
  prefixes_ = RadixTree(std::move(prefixes));
}

uint32_t DomainIndex::FindInAnyCase(std::string_view authority) const {
  if (authority.size() > kMaxAuthority) return any_;
  const FoldedText folded(authority);
  const uint32_t host = FindFolded(folded.view());
  if (host != kNone) return host;
  const std::string_view bare = WithoutPort(folded.view());
  return bare.size() == authority.size() ? kNone : FindFolded(bare);
}

uint32_t DomainIndex::FindFolded(std::string_view folded) const {
  const uint32_t host = exact_.Find(folded);
  return host != kNone ? host : FindWildcard(folded);
}

uint32_t DomainIndex::FindWildcard(std::string_view folded) const {
  if (!suffixes_.empty()) {
    std::array<char, kMaxAuthority> reversed;
    std::reverse_copy(folded.begin(), folded.end(), reversed.begin());
    const uint32_t host = LongestProperPrefix(suffixes_, {reversed.data(), folded.size()});
    if (host != kNone) return host;
  }
  const uint32_t host = LongestProperPrefix(prefixes_, folded);
  return host != kNone ? host : any_;
}

}  // namespace weft::engine
