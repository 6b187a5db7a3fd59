// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reviews service: two reviews and, from version 2 on, their stars.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/json_reply.h"
#include "httplib.h"
#include "weft/mesh.h"

namespace bookinfo {

/// What distinguishes the versions. A plain value.
struct ReviewsOptions {
  std::string pod_name{};
  std::string cluster_name = "null";  ///< the sample's text for "not set"
  bool ratings = false;
  std::string star_color = "black";

  /// How long this version waits for ratings. The famous bug of the sample: the black version waits longer (10 s) than
  /// productpage waits for it (twice 3 s); the red one waits 2.5 s.
  std::chrono::milliseconds RatingsTimeout() const;
};

/// The `ratings` member of the ratings service's answer; no value when there was no usable answer.
using RatingsLookup = std::function<std::optional<Json>(int32_t product_id)>;

/// The answer to GET /reviews/{id}. `ratings` counts only when the options request stars.
Json BuildReviews(const ReviewsOptions& options, int32_t product_id, const std::optional<Json>& ratings);

/// Asks the ratings service over the mesh.
RatingsLookup RatingsOverMesh(std::shared_ptr<weft::Mesh> mesh, const std::string& authority,
                              std::chrono::milliseconds timeout);

/// GET /reviews/{id} and /health.
void AddReviewsHandlers(::httplib::Server& server, const ReviewsOptions& options, RatingsLookup lookup);

}  // namespace bookinfo
