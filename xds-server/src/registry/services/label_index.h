// SPDX-License-Identifier: Apache-2.0
// Who carries certain labels, and whose selectors they meet, without a look at everybody.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "manifest/object/object.h"

namespace weft::registry {

using manifest::Labels;
using Label = Labels::value_type;

// Things with labels, found by a selector. A selector looks only at those that carry the rarest of its labels. Not thread-safe
// while it changes.
template <typename Id, typename Thing>
class LabelIndex {
 public:
  // There is no `id` in it yet.
  void Add(const Id& id, const Labels& labels, const Thing& thing) {
    all_.emplace(id, Labelled{&labels, thing});
    for (const Label& label : labels) by_label_[label].emplace(id, Labelled{&labels, thing});
  }
  // `labels` are those of Add: they must have lived until now.
  void Remove(const Id& id, const Labels& labels) {
    all_.erase(id);
    for (const Label& label : labels) {
      auto found = by_label_.find(label);
      if (found == by_label_.end()) continue;
      found->second.erase(id);
      if (found->second.empty()) by_label_.erase(found);
    }
  }
  // By id. An empty selector selects all.
  std::vector<Thing> Select(const Labels& selector) const {
    std::vector<Thing> selected;
    const Group* group = &all_;
    for (const Label& label : selector) {
      auto found = by_label_.find(label);
      if (found == by_label_.end()) return selected;
      if (found->second.size() < group->size()) group = &found->second;
    }
    for (const auto& [id, labelled] : *group) {
      if (manifest::Selects(selector, *labelled.labels)) selected.push_back(labelled.thing);
    }
    return selected;
  }

 private:
  struct Labelled {
    const Labels* labels;
    Thing thing;
  };
  using Group = std::map<Id, Labelled>;
  Group all_;
  std::map<std::pair<std::string, std::string>, Group> by_label_;
};

// Selectors, found by the labels that they select. Each is filed under one of its labels, the one under which fewest others
// were at the time. Not thread-safe while it changes.
template <typename Id>
class SelectorIndex {
 public:
  // There is no `id` in it yet. An empty selector selects everything.
  void Add(const Id& id, const Labels& selector) {
    const Label* rarest = nullptr;
    size_t fewest = 0;
    for (const Label& label : selector) {
      auto found = by_label_.find(label);
      const size_t others = found == by_label_.end() ? 0 : found->second.size();
      if (rarest == nullptr || others < fewest) {
        rarest = &label;
        fewest = others;
      }
    }
    if (rarest == nullptr) {
      for_all_.insert(id);
    } else {
      by_label_[*rarest].emplace(id, selector);
      filed_.emplace(id, *rarest);
    }
  }
  void Remove(const Id& id) {
    for_all_.erase(id);
    auto filed = filed_.find(id);
    if (filed == filed_.end()) return;
    auto group = by_label_.find(filed->second);
    group->second.erase(id);
    if (group->second.empty()) by_label_.erase(group);
    filed_.erase(filed);
  }
  // Calls `visit` with the id of each selector that these labels meet.
  template <typename F>
  void VisitSelecting(const Labels& labels, const F& visit) const {
    for (const Id& id : for_all_) visit(id);
    for (const Label& label : labels) {
      auto group = by_label_.find(label);
      if (group == by_label_.end()) continue;
      for (const auto& [id, selector] : group->second) {
        if (manifest::Selects(selector, labels)) visit(id);
      }
    }
  }

 private:
  std::set<Id> for_all_;
  std::map<std::pair<std::string, std::string>, std::map<Id, Labels>> by_label_;
  std::map<Id, std::pair<std::string, std::string>> filed_;
};

}  // namespace weft::registry
