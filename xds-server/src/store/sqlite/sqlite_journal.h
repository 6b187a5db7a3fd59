// SPDX-License-Identifier: Apache-2.0
// The journal that is one SQLite file: a table of objects, and one row with the counter of the store.
//
// Write-ahead log, synchronous=FULL: a write that was acknowledged is on the disk. One process at a time: the database stays
// locked for as long as it is open, and the kernel gives the lock back even after kill -9.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "store/journal.h"

namespace weft::store {

struct OpenedJournal {
  std::unique_ptr<Journal> journal;
  Recovered recovered;
};

// Creates the file with mode 0600 when it is not there; its folder must be. FailedPrecondition: held by another process, or
// written by a newer version or another program. DataLoss: damaged, or no database. Messages name the path.
absl::StatusOr<OpenedJournal> OpenSqliteJournal(const std::string& path);

}  // namespace weft::store
