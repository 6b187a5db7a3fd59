// SPDX-License-Identifier: Apache-2.0
/// \file
/// The ratings service: how many stars each reviewer gave.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "common/json_reply.h"
#include "httplib.h"
#include "ratings/behaviour.h"
#include "ratings/database.h"

namespace bookinfo {

/// Ratings that were posted, for as long as the process lives, and the built-in ones for every other product. Thread-safe.
class RatingsMemory {
 public:
  Json Get(int32_t product_id) const;
  void Put(int32_t product_id, Json ratings);

 private:
  mutable std::mutex mutex_;
  std::map<int32_t, Json> posted_;
};

/// GET and POST /ratings/{id}, and /health. With a database the ratings come from there and a POST is refused.
void AddRatingsHandlers(::httplib::Server& server, Behaviour behaviour, std::shared_ptr<RatingsDatabase> database = nullptr);

}  // namespace bookinfo
