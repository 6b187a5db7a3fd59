// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/select.h"

#include "engine/explain/explain.h"

namespace weft::mesh {
namespace {

constexpr size_t kMostExplanation = 7000;  // clients refuse header lines of 8 kB

}  // namespace

bool Selection::Match(std::shared_ptr<const HostConfig> host, const RequestHead& head, Random& random) {
  host_ = std::move(host);
  draws_ = random;
  route_ = host_->routes->Match(head, random);
  if (route_ == nullptr) return false;
  if (!route_->answers()) {
    split_ = route_->PickSplit(random);
    cluster_ = route_->splits[split_].cluster;
  }
  if (route_->fault != nullptr) fault_ = engine::Inject(*route_->fault, random);
  return true;
}

std::string_view Selection::cluster_name() const {
  return route_ == nullptr || route_->answers() ? std::string_view() : host_->routes->cluster_names()[cluster_];
}

std::string Selection::Explain(const RequestHead& head) const {
  if (host_ == nullptr || host_->source == nullptr) return {};
  Random draws = draws_;
  return engine::ToJson(engine::Explain(*host_->source, head, draws), kMostExplanation);
}

}  // namespace weft::mesh
