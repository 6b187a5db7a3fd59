// SPDX-License-Identifier: Apache-2.0
// What a call changes in the caller's request while it is being sent.
#pragma once

#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "httplib.h"
#include "weft/transport.h"

namespace weft::httplib {

// Adds what cpp-httplib would send by itself, so that rules see it.
void AddImpliedHeaders(::httplib::Request& request);

// Applies the head that the rules define, and takes all of it back when it ends: the request is then as the caller gave it, for
// a redirect or another call. Headers that go away are kept aside untouched, because the call's RequestHead looks at them.
// Lives as long as the call, on one thread.
class RequestPatch final : public transport::HeaderMap {
 public:
  explicit RequestPatch(::httplib::Request& request) : request_(request), original_path_(request.path) {}
  ~RequestPatch() override;
  RequestPatch(const RequestPatch&) = delete;
  RequestPatch& operator=(const RequestPatch&) = delete;

  // The path as it was before. Stable: for the call's RequestHead.
  const std::string& original_path() const { return original_path_; }

  // Path and headers. The head is the same for all attempts and mirrors of a call: only the first counts.
  void Apply(const OutgoingHead& head);
  void SetHost(std::string_view authority);

  bool Has(std::string_view name) const override;
  void Remove(std::string_view name) override;
  void Add(std::string_view name, std::string_view value) override;

 private:
  using Headers = ::httplib::Headers;

  ::httplib::Request& request_;
  const std::string original_path_;
  bool applied_ = false;
  absl::InlinedVector<Headers::iterator, 4> added_;
  absl::InlinedVector<Headers::node_type, 4> removed_;
};

}  // namespace weft::httplib
