// What a call changes in the caller's request while it is being sent.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "httplib.h"
#include "weft/request.h"

namespace weft::httplib {

using HeaderRefs = absl::InlinedVector<HeaderRef, 24>;

// The headers as they will go out, with those that cpp-httplib adds by itself: for rules to see. Views of the request.
HeaderRefs HeadersOf(const ::httplib::Request& request);

// Applies the head that the rules want, and takes all of it back when it ends: the request is then as the caller gave it, for a
// redirect or another call. Headers that go away are kept aside untouched, because the call's RequestHead looks at them.
// Lives as long as the call, on one thread.
class RequestPatch {
 public:
  explicit RequestPatch(::httplib::Request& request) : request_(request), original_path_(request.path) {}
  ~RequestPatch();
  RequestPatch(const RequestPatch&) = delete;
  RequestPatch& operator=(const RequestPatch&) = delete;

  // The path as it was before. Stable: for the call's RequestHead.
  const std::string& original_path() const { return original_path_; }

  // Path and headers. The head is the same for all attempts and mirrors of a call: only the first counts.
  void Apply(const OutgoingHead& head);
  void SetHost(std::string_view authority);
  // In whole milliseconds, at least one. Each attempt says its own.
  void TellTimeLeft(Clock::duration left);

 private:
  using Headers = ::httplib::Headers;

  void Change(const HeaderChange& change);
  void AddImplied(const std::string& name);
  void Remove(const std::string& name);
  Headers::iterator Add(const std::string& name, std::string_view value);

  ::httplib::Request& request_;
  const std::string original_path_;
  bool applied_ = false;
  absl::InlinedVector<Headers::iterator, 4> added_;
  absl::InlinedVector<Headers::node_type, 4> removed_;
  std::optional<Headers::iterator> time_left_;  // one of added_
};

// Makes the changes. Their values may be views of headers that they remove.
void ChangeHeaders(absl::Span<const HeaderChange> changes, ::httplib::Headers& headers);

}  // namespace weft::httplib
