// SPDX-License-Identifier: Apache-2.0
#include "engine/match/radix_tree.h"

#include <algorithm>
#include <deque>

namespace weft::engine {
namespace {

using Entries = std::vector<RadixTree::Entry>;

// A node that has its place and still needs its label and children: all keys of [begin, end) pass through it and agree on their
// first `depth` bytes.
struct PendingNode {
  uint32_t node;
  Entries::const_iterator begin;
  Entries::const_iterator end;
  size_t depth;
};

// How far sorted keys agree: as far as the first and the last do.
size_t CommonPrefix(const PendingNode& pending) {
  const std::string& first = pending.begin->first;
  const std::string& last = std::prev(pending.end)->first;
  return std::mismatch(first.begin(), first.end(), last.begin(), last.end()).first - first.begin();
}

// std::string orders its bytes as unsigned.
uint8_t ByteAt(const RadixTree::Entry& entry, size_t at) { return static_cast<uint8_t>(entry.first[at]); }

void SortAndKeepFirst(Entries& entries) {
  const auto key_less = [](const auto& a, const auto& b) { return a.first < b.first; };
  const auto key_equal = [](const auto& a, const auto& b) { return a.first == b.first; };
  std::stable_sort(entries.begin(), entries.end(), key_less);
  entries.erase(std::unique(entries.begin(), entries.end(), key_equal), entries.end());
}

}  // namespace

RadixTree::RadixTree(std::vector<Entry> entries) {
  if (entries.empty()) return;
  SortAndKeepFirst(entries);
  nodes_.emplace_back();
  std::deque<PendingNode> queue{{0, entries.begin(), entries.end(), 0}};
  for (; !queue.empty(); queue.pop_front()) {
    auto [index, begin, end, depth] = queue.front();
    const size_t common = CommonPrefix(queue.front());
    Node node;
    node.label = static_cast<uint32_t>(labels_.size());
    node.label_size = static_cast<uint32_t>(common - depth);
    labels_.append(begin->first, depth, common - depth);
    if (begin->first.size() == common) node.value = (begin++)->second;
    node.first_child = static_cast<uint32_t>(nodes_.size());
    node.children = static_cast<uint32_t>(children_.size());
    if (begin != end) {
      node.lowest_byte = ByteAt(*begin, common);
      node.span = static_cast<uint16_t>(ByteAt(*std::prev(end), common) - node.lowest_byte + 1);
      children_.resize(children_.size() + node.span);
    }
    while (begin != end) {
      const uint8_t byte = ByteAt(*begin, common);
      const auto next = std::find_if(begin, end, [&](const Entry& entry) { return ByteAt(entry, common) != byte; });
      queue.push_back({static_cast<uint32_t>(nodes_.size()), begin, next, common + 1});
      nodes_.emplace_back();
      children_[node.children + byte - node.lowest_byte] = static_cast<uint16_t>(nodes_.size() - node.first_child);
      begin = next;
    }
    nodes_[index] = node;
  }
  nodes_.shrink_to_fit();
  children_.shrink_to_fit();
  labels_.shrink_to_fit();
}

}  // namespace weft::engine
