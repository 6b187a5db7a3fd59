// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/catalog.h"

#include <algorithm>

namespace weft::kubeapi {

namespace {

// `kubectl describe` lists the events of what it describes.
const Kind& EventKind() {
  static const Kind* const kEvent = [] {
    auto* kind = new Kind;
    kind->versions = {"v1"};
    kind->kind = "Event";
    kind->plural = "events";
    kind->singular = "event";
    kind->short_names = {"ev"};
    kind->has_status = false;
    kind->schema = {{"type", "object"}, {"description", "Something that happened to an object. Weft records none."}};
    return kind;
  }();
  return *kEvent;
}

}  // namespace

const std::vector<const Kind*>& ServedKinds() {
  static const auto* const kServed = [] {
    auto* served = new std::vector<const Kind*>{&EventKind()};
    for (const Kind& kind : manifest::Kinds()) served->push_back(&kind);
    std::stable_sort(served->begin(), served->end(), [](const Kind* a, const Kind* b) { return a->group < b->group; });
    return served;
  }();
  return *kServed;
}

const Kind* FindServed(std::string_view group, std::string_view version, std::string_view plural) {
  for (const Kind* kind : ServedKinds()) {
    if (kind->group == group && kind->plural == plural && kind->Serves(version)) return kind;
  }
  return nullptr;
}

bool IsReadOnly(const Kind& kind) { return &kind == &EventKind(); }

const std::vector<ReviewResource>& ReviewResources() {
  static const auto* const kReviews = new std::vector<ReviewResource>{
      {"authentication.k8s.io", {"v1", "v1beta1", "v1alpha1"}, "SelfSubjectReview", "selfsubjectreviews"},
      {"authorization.k8s.io", {"v1"}, "SelfSubjectAccessReview", "selfsubjectaccessreviews"},
      {"authorization.k8s.io", {"v1"}, "SelfSubjectRulesReview", "selfsubjectrulesreviews"},
  };
  return *kReviews;
}

const ReviewResource* FindReview(std::string_view group, std::string_view version, std::string_view plural) {
  for (const auto& review : ReviewResources()) {
    bool serves = std::find(review.versions.begin(), review.versions.end(), version) != review.versions.end();
    if (review.group == group && review.plural == plural && serves) return &review;
  }
  return nullptr;
}

}  // namespace weft::kubeapi
