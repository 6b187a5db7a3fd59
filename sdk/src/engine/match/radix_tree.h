// SPDX-License-Identifier: Apache-2.0
// Finds every key that a text begins with, in one walk over the text.
//
// A radix tree (Morrison 1968) in three flat arrays: nodes in breadth-first order, so that a node's children lie side by side
// and the upper levels share cache lines; a table for each node from the next byte to the child, which spans no more than from
// the lowest to the highest first byte of its children; and the labels.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/match/bytes.h"

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

  // Calls visit(length of the key, its value) for each key that is a prefix of `text`, the shortest first. In line on purpose:
  // a walk is some dozen instructions, what surrounds a call of it would be as many.
  template <typename Visit>
  [[gnu::always_inline]] void Walk(std::string_view text, Visit&& visit) const {
    if (nodes_.empty()) return;
    const Node* const nodes = nodes_.data();
    const uint16_t* const children = children_.data();
    const char* const labels = labels_.data();
    const Node* node = nodes;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (;;) {
      if (const size_t size = node->label_size; size != 0) {  // in a dense tree most labels are empty
        if (static_cast<size_t>(end - at) < size || !SameBytes(labels + node->label, at, size)) return;
        at += size;
      }
      if (node->value != kNone) visit(static_cast<size_t>(at - text.data()), node->value);
      if (at == end) return;
      const auto slot = static_cast<uint8_t>(static_cast<uint8_t>(*at++) - node->lowest_byte);
      if (slot >= node->span) return;
      const uint32_t child = children[node->children + slot];
      if (child == 0) return;
      node = nodes + node->first_child + child - 1;
    }
  }

 private:
  struct alignas(32) Node {
    uint32_t label = 0;  // where its text begins in labels_; the byte that led here is left out
    uint32_t label_size = 0;
    uint32_t first_child = 0;
    uint32_t children = 0;  // where its table begins in children_
    uint32_t value = kNone;
    uint16_t span = 0;  // the size of its table; 0: a leaf
    uint8_t lowest_byte = 0;
  };

  std::vector<Node> nodes_;
  std::vector<uint16_t> children_;  // 1 + the child's distance from first_child; 0: there is none
  std::string labels_;
};

}  // namespace weft::engine
