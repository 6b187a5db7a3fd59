// SPDX-License-Identifier: Apache-2.0
// Items of lists that merge: what tells them apart, and in which order a merged list stands.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "patch/patch_schema.h"

namespace weft::patch {

// The path elements of a list's items under server-side apply, `k:{"name":"http"}` or `v:"a"`. Nothing when `list` is no array,
// an item lacks a key or is no scalar where the list is a set, or two items are the same: such a list can only be atomic.
std::optional<std::vector<std::string>> ItemElements(const Json& list, const ListRule& rule);

// The order of a merged list, as indices into `items`. `items` are the names of the items: those that were there, as they
// stood, then the new ones; `wanted` names some of them in the order their author gave. Wanted items follow that order; each
// other item keeps its place behind the items it followed. Items of one name stay together. Two authors who each order their
// own items and know nothing of the other's do not undo each other's work.
std::vector<size_t> OrderItems(const std::vector<std::string>& items, const std::vector<std::string>& wanted);

// `list` in that order.
Json Reordered(const Json& list, const std::vector<size_t>& order);

}  // namespace weft::patch
