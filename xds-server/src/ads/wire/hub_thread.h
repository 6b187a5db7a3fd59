// SPDX-License-Identifier: Apache-2.0
// The one thread on which a hub is used, as the server sees it.
#pragma once

#include <functional>

#include "ads/wire/reactor.h"

namespace weft::ads {

// Thread-safe.
class HubThread {
 public:
  using Task = std::function<void(Hub&)>;

  virtual ~HubThread() = default;

  // Runs `task` on the thread; tasks of one caller keep their order.
  virtual void Post(Task task) = 0;
  // From now on the thread waits there, and handles what happens there; nullptr: it only waits. `reactor` must live until the
  // thread waits elsewhere, which it does when this has returned. Not to be called on the thread itself.
  virtual void WaitAt(Reactor* reactor) = 0;
};

}  // namespace weft::ads
