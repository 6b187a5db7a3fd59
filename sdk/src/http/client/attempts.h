// SPDX-License-Identifier: Apache-2.0
// One call: drives it, sends its attempts one after the other, and makes a result of how it ended.
#pragma once

#include <optional>
#include <string>

#include "http/drive/blocking.h"
#include "weft/call.h"
#include "weft/http.h"
#include "weft/transport.h"

namespace weft::http {

// Of one call of a client, redirects included. Outlives the Attempts.
struct CallScope {
  const ClientOptions& options;
  const CallOptions& call;
  const Canceller& canceller;
  Wiring wiring;
  const Context* context = nullptr;
  TimePoint deadline = TimePoint::max();  // the caller's; max: the mesh's default
  bool may_follow = false;                // one more redirect
};

// A caller with a sink sees the answer while it comes, and what it has seen cannot be tried again. So the call is asked at the
// head: if it would rather try again, the answer is dropped unseen; otherwise it is the caller's, whatever becomes of its rest.
//
// On one thread. `authority` and `request`, whose headers the rules see, must outlive it and not change.
class Attempts {
 public:
  Attempts(const CallScope& scope, const std::string& authority, Request& request);
  Attempts(const Attempts&) = delete;
  Attempts& operator=(const Attempts&) = delete;

  // Once.
  Result Run(Mesh& mesh);
  // Where its result leads, if that is to be followed.
  std::optional<transport::Redirect> RedirectOf(const Result& result) const;

 private:
  bool streams() const { return scope_.call.sink.head != nullptr || scope_.call.sink.data != nullptr; }
  Step Try(weft::Send send);
  Error Exchange(const weft::Send& send);
  void PrepareHead(const OutgoingHead& head);
  OperationOptions OptionsFor(const weft::Send& send) const;
  bool OnHead(const Response& head);
  bool OnData(std::string_view piece);
  absl::Span<const HeaderChange> Changes();

  Result End(const Step& step);
  void TakeReply(const Reply& reply);
  void EndWithoutAnswer(const Outcome& outcome);
  std::optional<transport::Redirect> Followable(const Response& response) const;

  const CallScope& scope_;
  const std::string& authority_;
  Request& request_;
  BodySource source_;  // the request's, watched
  Headers sent_;       // as the rules want them; the same for all attempts but for the time that is left
  transport::HeaderViews request_headers_, response_headers_;
  std::optional<Call> call_;
  Result result_;

  weft::Send* send_ = nullptr;  // of the attempt under way
  std::optional<Step> next_;    // of this attempt: what the call said at the head
  std::optional<absl::Span<const HeaderChange>> changes_;
  bool head_prepared_ = false;
  bool spent_ = false;     // the source was asked
  bool standing_ = false;  // the call took the answer at its head
  bool hidden_ = false;    // a redirect that is followed: not for the sink
};

}  // namespace weft::http
