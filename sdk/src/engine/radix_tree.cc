#include "engine/radix_tree.h"

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

}  // namespace

RadixTree::RadixTree(std::vector<Entry> entries) {
  const auto key_less = [](const Entry& a, const Entry& b) { return a.first < b.first; };
  const auto key_equal = [](const Entry& a, const Entry& b) { return a.first == b.first; };
  std::stable_sort(entries.begin(), entries.end(), key_less);
  entries.erase(std::unique(entries.begin(), entries.end(), key_equal), entries.end());
  if (entries.empty()) return;

  nodes_.emplace_back();
  first_bytes_.push_back('\0');
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
    while (begin != end) {
      const char byte = begin->first[common];
      const auto next = std::find_if(begin, end, [&](const Entry& entry) { return entry.first[common] != byte; });
      queue.push_back({static_cast<uint32_t>(nodes_.size()), begin, next, common});
      nodes_.emplace_back();
      first_bytes_.push_back(byte);
      ++node.children;
      begin = next;
    }
    nodes_[index] = node;
  }
}

}  // namespace weft::engine
