// SPDX-License-Identifier: Apache-2.0
/// \file
/// The ratings of version 2: an SQLite table in the place of the sample's MongoDB and MySQL.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace bookinfo {

/// Table `ratings(ReviewID, Rating)`, one row a review in the order of ReviewID.
///
/// Thread-safety: all methods from any thread; each call opens a connection of its own, so that a file that goes away is
/// noticed. Errors have the sample's wording.
class RatingsDatabase {
 public:
  /// Opens or creates the file; a new one is seeded with the ratings 5 and 4. `:memory:` is a database of this process alone.
  static absl::StatusOr<std::shared_ptr<RatingsDatabase>> Open(const std::string& path);
  ~RatingsDatabase();

  /// Unavailable: could not connect. Internal: could not read.
  absl::StatusOr<std::vector<int>> Load() const;

 private:
  struct Connection;
  explicit RatingsDatabase(std::string uri);
  absl::Status Seed();

  std::string uri_;
  std::unique_ptr<Connection> anchor_;  // keeps a database in memory alive
};

}  // namespace bookinfo
