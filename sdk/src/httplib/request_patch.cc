// SPDX-License-Identifier: Apache-2.0
#include "httplib/request_patch.h"

#include <algorithm>

namespace weft::httplib {

void AddImpliedHeaders(::httplib::Request& request) {
  if (!request.has_header("Accept")) request.headers.emplace("Accept", "*/*");
  if (!request.has_header("User-Agent")) request.headers.emplace("User-Agent", "cpp-httplib/" CPPHTTPLIB_VERSION);
}

RequestPatch::~RequestPatch() {
  for (const auto added : added_) request_.headers.erase(added);
  for (auto& removed : removed_) request_.headers.insert(std::move(removed));
  if (request_.path != original_path_) request_.path = original_path_;
}

void RequestPatch::Apply(const OutgoingHead& head) {
  if (applied_) return;
  applied_ = true;
  if (request_.path != head.path) request_.path = head.path;
  transport::ApplyChanges(head.changes, *this);
}

void RequestPatch::SetHost(std::string_view authority) {
  Remove("Host");
  Add("Host", authority);
}

bool RequestPatch::Has(std::string_view name) const { return request_.headers.contains(std::string(name)); }

void RequestPatch::Remove(std::string_view name) {
  const auto [first, last] = request_.headers.equal_range(std::string(name));
  for (auto it = first; it != last;) {
    const auto current = it++;
    if (const auto added = std::find(added_.begin(), added_.end(), current); added != added_.end()) {
      added_.erase(added);
      request_.headers.erase(current);
    } else {
      removed_.push_back(request_.headers.extract(current));
    }
  }
}

void RequestPatch::Add(std::string_view name, std::string_view value) {
  added_.push_back(request_.headers.emplace(name, value));
}

}  // namespace weft::httplib
