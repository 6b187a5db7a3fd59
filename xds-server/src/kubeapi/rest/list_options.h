// SPDX-License-Identifier: Apache-2.0
// Which objects a list or a watch is about, and from when on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "kubeapi/request/field_selector.h"
#include "kubeapi/request/label_selector.h"
#include "kubeapi/request/refusal.h"
#include "kubeapi/rest/resource_request.h"

namespace weft::kubeapi {

// Kind, namespace and selectors of a request. A value type.
struct Selection {
  std::string group;
  std::string plural;
  std::string ns;    // empty: all
  std::string name;  // empty: all; a watch of one object names it in the URL
  LabelSelector labels;
  FieldSelector fields;

  bool InScope(const store::Key& key) const;  // by kind, namespace, name and field selector
  bool Matches(const Json& object) const { return labels.MatchesObject(object); }
  store::Listing Pick(const store::ObjectStore& store) const;
};

// 400 names what is wrong with a selector.
OrRefusal<Selection> ReadSelection(const ResourceRequest& request);

struct ListOptions {
  Selection selection;
  std::optional<uint64_t> resource_version;  // nothing when not given; 0 means any
  std::string match;                         // "", "Exact" or "NotOlderThan"
  bool bookmarks = false;                    // of a watch, as are the following
  std::optional<bool> send_initial_events;
  std::optional<absl::Duration> timeout;
};

// 400 or 422 names the parameter. `watch` tells which of the two it is for.
OrRefusal<ListOptions> ReadListOptions(const ResourceRequest& request, bool watch);

// Can a list or the start of a watch be served as of now? 410 for an exact version that has passed, 504 for one that is yet to
// come: this process makes the versions itself, so a client that knows a later one has it from another store, and waiting would
// not help it.
MaybeRefusal CheckResourceVersion(const ListOptions& options, uint64_t current);

}  // namespace weft::kubeapi
