// SPDX-License-Identifier: Apache-2.0
/// \file
/// What productpage counts, in the text format of Prometheus.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace bookinfo {

/// The results of the calls that pages and API made, by service and status. Thread-safe.
class Metrics {
 public:
  void Count(std::string_view destination_app, int response_code);
  std::string Text() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, uint64_t> results_;
};

}  // namespace bookinfo
