// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <random>

namespace weft {
namespace {

uint64_t EntropySeed() {
  std::random_device device;
  return (uint64_t{device()} << 32) | device();
}

}  // namespace

Random& ThreadRandom() {
  thread_local Random random(EntropySeed());
  return random;
}

}  // namespace weft
