// The outside world as the SDK may see it, injected so that tests can hold it still.
#pragma once

#include "weft/request.h"

namespace weft {

// Thread-safe.
class Env {
 public:
  virtual ~Env() = default;
  virtual TimePoint Now() const { return Clock::now(); }

  // The real clock. Lives as long as the process.
  static const Env& System();
};

}  // namespace weft
