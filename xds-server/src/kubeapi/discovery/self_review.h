// SPDX-License-Identifier: Apache-2.0
// Who am I, and what may I do? On loopback without credentials everybody is the operator and may do everything.
#pragma once

#include <string_view>

#include "kubeapi/request/catalog.h"
#include "kubeapi/request/refusal.h"

namespace weft::kubeapi {

inline constexpr char kOperatorName[] = "weft-admin";

// POST of a review: 201 with the review and its status.
HttpResponse AnswerReview(const ReviewResource& review, std::string_view version, const HttpRequest& request);

}  // namespace weft::kubeapi
