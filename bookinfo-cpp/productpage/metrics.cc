// SPDX-License-Identifier: Apache-2.0
#include "productpage/metrics.h"

#include "base/strings.h"

namespace bookinfo {

void Metrics::Count(std::string_view destination_app, int response_code) {
  std::lock_guard lock(mutex_);
  ++results_[{std::string(destination_app), response_code}];
}

std::string Metrics::Text() const {
  std::string text =
      "# HELP request_result_total Results of calls to the services behind the page\n"
      "# TYPE request_result_total counter\n";
  std::lock_guard lock(mutex_);
  for (const auto& [labels, count] : results_) {
    weft::StrAppend(&text, "request_result_total{destination_app=\"", labels.first, "\",response_code=\"", labels.second,
                    "\"} ", count, "\n");
  }
  return text;
}

}  // namespace bookinfo
