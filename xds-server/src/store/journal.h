// SPDX-License-Identifier: Apache-2.0
// Where a store's writes are made to last. The one thing that tells its backends apart: index, events and watches are shared.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "store/source.h"

namespace weft::store {

// Called by one writer at a time. A call that returns OK has happened for good, also over a crash; one that does not, never
// did.
class Journal {
 public:
  virtual ~Journal() = default;
  virtual absl::Status Put(const Object& object) = 0;
  // `resource_version` is that of the deletion: it must not be given out again either.
  virtual absl::Status Delete(const Key& key, uint64_t resource_version) = 0;
};

// What a journal held when it was opened.
struct Recovered {
  std::vector<Object> objects;
  uint64_t resource_version = 0;  // the highest ever given out
};

}  // namespace weft::store
