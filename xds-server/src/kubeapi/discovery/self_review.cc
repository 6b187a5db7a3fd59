// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/discovery/self_review.h"

#include "base/strings.h"
#include "kubeapi/request/body.h"

namespace weft::kubeapi {

namespace {

Json ReviewStatus(const ReviewResource& review) {
  if (review.plural == "selfsubjectreviews") {
    return {{"userInfo", {{"username", kOperatorName}, {"groups", {"system:masters", "system:authenticated"}}}}};
  }
  if (review.plural == "selfsubjectaccessreviews") {
    return {{"allowed", true}, {"reason", "this server allows everything on loopback"}};
  }
  Json resource_rule = {{"verbs", {"*"}}, {"apiGroups", {"*"}}, {"resources", {"*"}}};
  Json url_rule = {{"verbs", {"*"}}, {"nonResourceURLs", {"*"}}};
  return {{"resourceRules", Json::array({std::move(resource_rule)})},
          {"nonResourceRules", Json::array({std::move(url_rule)})},
          {"incomplete", false}};
}

}  // namespace

HttpResponse AnswerReview(const ReviewResource& review, std::string_view version, const HttpRequest& request) {
  if (request.method != "POST") return ToResponse(MethodNotAllowed(request.method));
  auto body = ReadObjectBody(request, review.kind);
  if (!body.ok()) return ToResponse(body.refusal());
  Json answer = {{"kind", review.kind},
                 {"apiVersion", StrCat(review.group, "/", version)},
                 {"metadata", {{"creationTimestamp", nullptr}}},
                 {"status", ReviewStatus(review)}};
  if (body->contains("spec")) answer["spec"] = (*body)["spec"];
  return JsonResponse(201, answer);
}

}  // namespace weft::kubeapi
