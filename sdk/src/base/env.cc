#include "base/env.h"

namespace weft {

const Env& Env::System() {
  static const Env* const system = new Env;  // never destroyed: calls may run while the process ends
  return *system;
}

}  // namespace weft
