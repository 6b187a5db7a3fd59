// SPDX-License-Identifier: Apache-2.0
// What the API serves: the kinds of the manifest room, the events that tools look for (there are none), and the reviews by
// which a client asks about itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "manifest/object/kind.h"

namespace weft::kubeapi {

using manifest::Kind;

// All kinds with objects, the core group first, then by group. Live as long as the process.
const std::vector<const Kind*>& ServedKinds();

// nullptr when it is not served.
const Kind* FindServed(std::string_view group, std::string_view version, std::string_view plural);

// A kind whose objects nobody writes.
bool IsReadOnly(const Kind& kind);

// A resource that is only ever created, and answered at once without being stored.
struct ReviewResource {
  std::string group;
  std::vector<std::string> versions;  // preferred first; discovery shows the first alone
  std::string kind;
  std::string plural;
};

const std::vector<ReviewResource>& ReviewResources();
const ReviewResource* FindReview(std::string_view group, std::string_view version, std::string_view plural);

}  // namespace weft::kubeapi
