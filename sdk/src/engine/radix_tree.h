// Finds every key that a text begins with, in one walk over the text.
//
// A radix tree (Morrison 1968) in three flat arrays: nodes in breadth-first order, so that a node's children lie side by side and
// the upper levels share cache lines; the first bytes of all nodes, so that choosing a child scans a few bytes; and the labels.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::engine {

// Immutable after construction, thread-safe.
class RadixTree {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  using Entry = std::pair<std::string, uint32_t>;  // a key and its value, which is not kNone

  RadixTree() = default;
  // Of equal keys the first counts. The empty key is a prefix of every text.
  explicit RadixTree(std::vector<Entry> entries);

  bool empty() const { return nodes_.empty(); }

  // Calls visit(length of the key, its value) for each key that is a prefix of `text`, the shortest first.
  template <typename Visit>
  void Walk(std::string_view text, Visit&& visit) const {
    if (nodes_.empty()) return;
    const Node* node = nodes_.data();
    size_t depth = 0;
    for (;;) {
      if (text.size() - depth < node->label_size) return;
      if (!SameBytes(labels_.data() + node->label, text.data() + depth, node->label_size)) return;
      depth += node->label_size;
      if (node->value != kNone) visit(depth, node->value);
      if (depth == text.size() || node->children == 0) return;
      node = Child(*node, text[depth]);
      if (node == nullptr) return;
    }
  }

 private:
  struct Node {
    uint32_t label = 0;       // where its text begins in labels_
    uint32_t label_size = 0;  // the first byte included
    uint32_t first_child = 0;
    uint32_t children = 0;
    uint32_t value = kNone;
  };

  // Labels are mostly short: a loop beats the call of memcmp.
  static bool SameBytes(const char* a, const char* b, uint32_t size) {
    if (size > 16) return std::memcmp(a, b, size) == 0;
    for (uint32_t i = 0; i < size; ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  }

  const Node* Child(const Node& node, char byte) const {
    const char* first = first_bytes_.data() + node.first_child;
    if (node.children == 1) return *first == byte ? &nodes_[node.first_child] : nullptr;
    const void* hit = std::memchr(first, byte, node.children);
    return hit == nullptr ? nullptr : &nodes_[node.first_child + (static_cast<const char*>(hit) - first)];
  }

  std::vector<Node> nodes_;
  std::string first_bytes_;  // of each node's label, by node
  std::string labels_;
};

}  // namespace weft::engine
