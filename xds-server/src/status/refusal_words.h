// SPDX-License-Identifier: Apache-2.0
// What to tell the writer of a manifest about clients that refuse what it became.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "control/refusal.h"

namespace weft::status {

// By object: `client "shop-1" refuses RDS "outbound|9080||reviews.default.svc.cluster.local": no valid routes`. Clients that
// say the same of the same resource share a clause, which names the first few of them; the same refusals give the same words.
using RefusalMessages = std::map<store::Key, std::string>;
RefusalMessages MessagesOf(const std::vector<control::Refusal>& refusals);

}  // namespace weft::status
