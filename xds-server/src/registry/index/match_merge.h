// SPDX-License-Identifier: Apache-2.0
// Matches of a rule that delegates, joined with those of the delegate's rule. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "manifest/virtual_service/virtual_service.h"

namespace weft::registry {

// Why `leaf` does not fit into `root`, as a clause; empty when it does. Two conditions of the same kind fit when both are exact
// and equal, or when the leaf's value, exact or prefix, begins with the root's prefix; never when one of them is a regex.
std::string WhyMatchesConflict(const manifest::HttpMatch& root, const manifest::HttpMatch& leaf);

struct MergedMatch {
  manifest::HttpMatch match;
  int root = -1;  // which of the root's it came from; -1: the root has none
  int leaf = -1;
};

// Every pair that fits. `conflict` is set, and `matches` empty, when a match of the leaf fits nowhere.
struct MergedMatches {
  std::vector<MergedMatch> matches;
  std::string conflict;
};
MergedMatches MergeMatches(const std::vector<manifest::HttpMatch>& root, const std::vector<manifest::HttpMatch>& leaf);

}  // namespace weft::registry
