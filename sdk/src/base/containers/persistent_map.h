// SPDX-License-Identifier: Apache-2.0
// An ordered map whose copy costs nothing: copies share all entries until one changes, and a change costs the path to it.
//
// Why: a snapshot of a large index is taken after each small change, and readers keep old snapshots. A std::map would be copied
// whole each time.
//
// How: an AVL tree whose nodes and entries are counted. A map that changes copies the nodes between the root and the change
// that another map shares, and changes those that are its own in place. So a change costs O(log n) after a copy, and a long
// series of changes without copies between them costs no more than in any balanced tree.
//
// Two versions of a map are compared by what they do not share: VisitDifferences costs O(changes * log n).
//
// As std::map in everything else: entries stand in the order of Compare, a reference to an entry is valid as long as some map
// has that entry, iterators are valid while the map neither changes nor ends. Values are changed through Put and Edit alone.
//
// Not thread-safe while it changes; different copies may be used by different threads at the same time.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "base/containers/counted_ref.h"

namespace weft {

template <typename Key, typename Value, typename Compare = std::less<>>
class PersistentMap {
 public:
  using key_type = Key;
  using mapped_type = Value;
  using value_type = std::pair<const Key, Value>;
  class const_iterator;
  using iterator = const_iterator;
  using const_reference = const value_type&;
  using reference = const value_type&;
  using size_type = size_t;
  using difference_type = std::ptrdiff_t;

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const_iterator begin() const;
  const_iterator end() const { return {}; }

  template <typename Q>
  const_iterator find(const Q& key) const;
  // The first entry whose key is not before `key`.
  template <typename Q>
  const_iterator lower_bound(const Q& key) const;
  template <typename Q>
  bool contains(const Q& key) const {
    return Find(key) != nullptr;
  }
  // nullptr when there is none.
  template <typename Q>
  const Value* Find(const Q& key) const;

  // Takes the place of the value that the key has. True when it had none.
  bool Put(Key key, Value value);
  bool Erase(const Key& key);
  // Calls `edit` with the value of `key`, made by default if there is none; no other map sees the change. When `edit` returns
  // false the entry is removed.
  template <typename F>
  void Edit(const Key& key, F edit);
  void clear() { *this = {}; }

  // True only for maps that were copied from each other and have not changed since: quick, and no statement about others.
  bool SharesAllWith(const PersistentMap& other) const { return root_.get() == other.root_.get(); }

  // Calls `visit(before, after)` with pointers to the entries of each key, in order, whose entry `after` does not share with
  // `before`; nullptr where one of them has no such key. The values may be equal all the same.
  template <typename F>
  static void VisitDifferences(const PersistentMap& before, const PersistentMap& after, F visit);

  friend bool operator==(const PersistentMap& a, const PersistentMap& b) {
    if (a.SharesAllWith(b)) return true;
    bool equal = a.size() == b.size();
    if (equal) {
      VisitDifferences(a, b, [&](const value_type* x, const value_type* y) {
        equal = equal && x != nullptr && y != nullptr && x->second == y->second;
      });
    }
    return equal;
  }

 private:
  template <typename T>
  using Ref = CountedRef<T>;
  struct Entry : Counted {
    Entry(Key key, Value value) : pair(std::move(key), std::move(value)) {}
    value_type pair;
  };
  struct Node : Counted {
    explicit Node(Ref<Entry> what) : entry(std::move(what)) {}
    const Key& key() const { return entry->pair.first; }
    Ref<Entry> entry;
    Ref<Node> left;
    Ref<Node> right;
    int height = 1;
  };

  // Higher than the tree of any size_t of entries that fits into memory.
  static constexpr size_t kHighest = 64;

  template <typename A, typename B>
  static bool Before(const A& a, const B& b) {
    return Compare()(a, b);
  }
  static int HeightOf(const Ref<Node>& node) { return node ? node->height : 0; }

  // What is at `at`, which from now on is this map's alone.
  template <typename T>
  static T& Own(Ref<T>& at) {
    if (!at.IsOnlyUser()) at = Ref<T>(new T(*at.get()));
    return *at.get();
  }

  static void Measure(Node& node) { node.height = 1 + std::max(HeightOf(node.left), HeightOf(node.right)); }
  // Lifts the child at `kFrom` above the node, which becomes its child at `kTo`.
  template <Ref<Node> Node::*kFrom, Ref<Node> Node::*kTo>
  static void Rotate(Ref<Node>& at);
  static void Balance(Ref<Node>& at);
  static bool PutBelow(Ref<Node>& at, Ref<Entry> entry);
  static void EraseBelow(Ref<Node>& at, const Key& key);
  static Ref<Entry> TakeFirst(Ref<Node>& at);

  class Walk;

  Ref<Node> root_;
  size_t size_ = 0;
};

template <typename K, typename V, typename C>
class PersistentMap<K, V, C>::const_iterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = PersistentMap::value_type;
  using difference_type = std::ptrdiff_t;
  using pointer = const value_type*;
  using reference = const value_type&;

  const_iterator() = default;
  const_iterator(const const_iterator& other) { *this = other; }
  const_iterator& operator=(const const_iterator& other) {
    depth_ = other.depth_;
    for (size_t i = 0; i < depth_; ++i) path_[i] = other.path_[i];
    return *this;
  }
  reference operator*() const { return path_[depth_ - 1]->entry->pair; }
  pointer operator->() const { return &**this; }
  const_iterator& operator++() {
    const Node* right = path_[--depth_]->right.get();
    PushLeft(right);
    return *this;
  }
  const_iterator operator++(int) {
    const_iterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const const_iterator& a, const const_iterator& b) {
    return a.depth_ == 0 || b.depth_ == 0 ? a.depth_ == b.depth_ : a.path_[a.depth_ - 1] == b.path_[b.depth_ - 1];
  }

 private:
  friend class PersistentMap;
  void Push(const Node* node) { path_[depth_++] = node; }
  void PushLeft(const Node* node) {
    for (; node != nullptr; node = node->left.get()) Push(node);
  }
  // The nodes whose entries are still to come, the next one last.
  std::array<const Node*, kHighest> path_;
  size_t depth_ = 0;
};

template <typename K, typename V, typename C>
auto PersistentMap<K, V, C>::begin() const -> const_iterator {
  const_iterator first;
  first.PushLeft(root_.get());
  return first;
}

template <typename K, typename V, typename C>
template <typename Q>
auto PersistentMap<K, V, C>::lower_bound(const Q& key) const -> const_iterator {
  const_iterator found;
  for (const Node* node = root_.get(); node != nullptr;) {
    if (Before(node->key(), key)) {
      node = node->right.get();
    } else {
      found.Push(node);
      node = node->left.get();
    }
  }
  return found;
}

template <typename K, typename V, typename C>
template <typename Q>
auto PersistentMap<K, V, C>::find(const Q& key) const -> const_iterator {
  const_iterator found = lower_bound(key);
  return found == end() || Before(key, found->first) ? end() : found;
}

template <typename K, typename V, typename C>
template <typename Q>
const V* PersistentMap<K, V, C>::Find(const Q& key) const {
  for (const Node* node = root_.get(); node != nullptr;) {
    if (Before(key, node->key())) {
      node = node->left.get();
    } else if (Before(node->key(), key)) {
      node = node->right.get();
    } else {
      return &node->entry->pair.second;
    }
  }
  return nullptr;
}

template <typename K, typename V, typename C>
template <CountedRef<typename PersistentMap<K, V, C>::Node> PersistentMap<K, V, C>::Node::*kFrom,
          CountedRef<typename PersistentMap<K, V, C>::Node> PersistentMap<K, V, C>::Node::*kTo>
void PersistentMap<K, V, C>::Rotate(Ref<Node>& at) {
  Ref<Node> pivot = std::move(at.get()->*kFrom);
  Node& lifted = Own(pivot);
  at.get()->*kFrom = std::move(lifted.*kTo);
  Measure(*at.get());
  lifted.*kTo = std::move(at);
  Measure(lifted);
  at = std::move(pivot);
}

// `at` is this map's alone, and so is whatever below it was changed.
template <typename K, typename V, typename C>
void PersistentMap<K, V, C>::Balance(Ref<Node>& at) {
  Measure(*at.get());
  const int lean = HeightOf(at->left) - HeightOf(at->right);
  if (lean > 1) {
    Node& left = Own(at->left);
    if (HeightOf(left.left) < HeightOf(left.right)) Rotate<&Node::right, &Node::left>(at->left);
    Rotate<&Node::left, &Node::right>(at);
  } else if (lean < -1) {
    Node& right = Own(at->right);
    if (HeightOf(right.right) < HeightOf(right.left)) Rotate<&Node::left, &Node::right>(at->right);
    Rotate<&Node::right, &Node::left>(at);
  }
}

template <typename K, typename V, typename C>
bool PersistentMap<K, V, C>::PutBelow(Ref<Node>& at, Ref<Entry> entry) {
  if (!at) {
    at = Ref<Node>(new Node(std::move(entry)));
    return true;
  }
  Node& node = Own(at);
  bool added = false;
  if (Before(entry->pair.first, node.key())) {
    added = PutBelow(node.left, std::move(entry));
  } else if (Before(node.key(), entry->pair.first)) {
    added = PutBelow(node.right, std::move(entry));
  } else {
    node.entry = std::move(entry);
    return false;
  }
  Balance(at);
  return added;
}

template <typename K, typename V, typename C>
auto PersistentMap<K, V, C>::TakeFirst(Ref<Node>& at) -> Ref<Entry> {
  Node& node = Own(at);
  Ref<Entry> first;
  if (!node.left) {
    first = node.entry;
    at = Ref<Node>(std::move(node.right));
    return first;
  }
  first = TakeFirst(node.left);
  Balance(at);
  return first;
}

// `key` is there.
template <typename K, typename V, typename C>
void PersistentMap<K, V, C>::EraseBelow(Ref<Node>& at, const K& key) {
  Node& node = Own(at);
  if (Before(key, node.key())) {
    EraseBelow(node.left, key);
  } else if (Before(node.key(), key)) {
    EraseBelow(node.right, key);
  } else if (!node.left) {
    at = Ref<Node>(std::move(node.right));
    return;
  } else if (!node.right) {
    at = Ref<Node>(std::move(node.left));
    return;
  } else {
    node.entry = TakeFirst(node.right);
  }
  Balance(at);
}

template <typename K, typename V, typename C>
bool PersistentMap<K, V, C>::Put(K key, V value) {
  const bool added = PutBelow(root_, Ref<Entry>(new Entry(std::move(key), std::move(value))));
  if (added) ++size_;
  return added;
}

template <typename K, typename V, typename C>
bool PersistentMap<K, V, C>::Erase(const K& key) {
  if (!contains(key)) return false;
  EraseBelow(root_, key);
  --size_;
  return true;
}

template <typename K, typename V, typename C>
template <typename F>
void PersistentMap<K, V, C>::Edit(const K& key, F edit) {
  Ref<Node>* at = &root_;
  if (contains(key)) {
    for (;;) {
      Node& node = Own(*at);
      if (Before(key, node.key())) {
        at = &node.left;
      } else if (Before(node.key(), key)) {
        at = &node.right;
      } else {
        if (!edit(Own(node.entry).pair.second)) Erase(K(key));
        return;
      }
    }
  }
  V fresh{};
  if (edit(fresh)) Put(key, std::move(fresh));
}

// What is still to come of one of two maps that are compared: subtrees not looked into yet, and single entries.
template <typename K, typename V, typename C>
class PersistentMap<K, V, C>::Walk {
 public:
  explicit Walk(const PersistentMap& map) { PushTree(map.root_.get()); }
  bool Done() const { return rest_.empty(); }
  const Node* Tree() const { return Done() || rest_.back().is_entry ? nullptr : rest_.back().node; }
  int Height() const { return Tree() == nullptr ? 0 : Tree()->height; }
  const Entry* Front() const { return Done() ? nullptr : rest_.back().node->entry.get(); }
  void Pop() { rest_.pop_back(); }
  void LookInto() {
    const Node* node = rest_.back().node;
    Pop();
    PushTree(node->right.get());
    rest_.push_back({node, true});
    PushTree(node->left.get());
  }

 private:
  struct Item {
    const Node* node;
    bool is_entry;
  };
  void PushTree(const Node* node) {
    if (node != nullptr) rest_.push_back({node, false});
  }
  std::vector<Item> rest_;  // the next one last
};

template <typename K, typename V, typename C>
template <typename F>
void PersistentMap<K, V, C>::VisitDifferences(const PersistentMap& before, const PersistentMap& after, F visit) {
  constexpr const value_type* kNone = nullptr;
  Walk old(before), now(after);
  while (!old.Done() || !now.Done()) {
    const int old_height = old.Height(), now_height = now.Height();
    if (old_height > 0 && old.Tree() == now.Tree()) {
      old.Pop();
      now.Pop();
    } else if (old_height > 0 || now_height > 0) {
      if (old_height >= now_height) old.LookInto();
      if (now_height >= old_height) now.LookInto();
    } else if (now.Done() || (!old.Done() && Before(old.Front()->pair.first, now.Front()->pair.first))) {
      visit(&old.Front()->pair, kNone);
      old.Pop();
    } else if (old.Done() || Before(now.Front()->pair.first, old.Front()->pair.first)) {
      visit(kNone, &now.Front()->pair);
      now.Pop();
    } else {
      if (old.Front() != now.Front()) visit(&old.Front()->pair, &now.Front()->pair);
      old.Pop();
      now.Pop();
    }
  }
}

}  // namespace weft
