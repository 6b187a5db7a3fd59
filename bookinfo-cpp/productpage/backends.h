// SPDX-License-Identifier: Apache-2.0
/// \file
/// The calls that productpage makes, with the time-outs and tries of the sample.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/json_reply.h"
#include "common/options.h"
#include "productpage/metrics.h"
#include "weft/httplib.h"

namespace bookinfo {

/// What a service answered: its status (500 when there was no answer) and its JSON, or `{"error": ...}` for people.
struct Answer {
  int status = 500;
  Json body;
  bool ok() const { return status == 200; }
};

/// The answer in `response`, or the apology for the service `what` ("product details").
Answer AnswerFrom(const ::httplib::Response* response, const std::string& what);

/// Where the services are. A plain value.
struct BackendAddresses {
  std::string details = "details:9080";
  std::string reviews = "reviews:9080";
  std::string ratings = "ratings:9080";
};

/// Thread-safe. Calls carry the headers of the current weft::Context.
class Backends {
 public:
  Backends(std::shared_ptr<weft::Mesh> mesh, const BackendAddresses& addresses);

  Answer Details(int32_t product_id);  ///< one try of 3 s
  Answer Reviews(int32_t product_id);  ///< up to two tries of 3 s
  Answer Ratings(int32_t product_id);  ///< one try of 3 s

  /// `count` more calls to reviews, side by side, whose answers nobody reads; as the sample's FLOOD_FACTOR.
  void FloodReviews(int32_t product_id, int count);

  const Metrics& metrics() const { return metrics_; }

 private:
  Answer Call(weft::httplib::Client& client, const char* app, const std::string& what, int32_t product_id, int tries);

  weft::httplib::Client details_;
  weft::httplib::Client reviews_;
  weft::httplib::Client ratings_;
  Metrics metrics_;
};

}  // namespace bookinfo
