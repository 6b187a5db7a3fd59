// SPDX-License-Identifier: Apache-2.0
// The attempts of one call, each one request on one connection: bounded in time, its end classified as the mesh needs it.
#pragma once

#include <optional>

#include "absl/container/inlined_vector.h"
#include "httplib/client_impl.h"
#include "httplib/request_patch.h"
#include "weft/call.h"

namespace weft::httplib {

// While it lives the request's callbacks lead through it.
//
// A caller with a response handler or a content receiver sees a response while it comes, and what it has seen cannot be
// retried. So the call decides when there is something to be shown for the first time, the head for the handler, else the
// first bytes for the receiver: if it would rather retry, the response is dropped unseen; otherwise it is the caller's,
// whatever becomes of its rest.
class Exchange {
 public:
  Exchange(ConnectionPool& pool, const ClientSettings& settings, Call& call, RequestPatch& patch, ::httplib::Request& request,
           ::httplib::Response& response);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Sends, reports how it ended, and returns what to do next.
  Step Try(weft::Send send);

  // The call is done with the response that came: changes it as the rules define. Once.
  void Finish();

  // The mesh answers. False when the caller's callbacks rejected it.
  bool Answer(const Reply& reply);

  // Of the last attempt. Not Success though the call is done with a response: the rest of it did not come, or the caller's
  // callbacks rejected it.
  ::httplib::Error error() const { return error_; }

  // The body comes from a provider that was used: it cannot be sent again.
  bool body_is_spent() const { return provider_used_; }

 private:
  bool OnHead(const ::httplib::Response& head);
  bool OnContent(const char* data, size_t length, uint64_t offset, uint64_t total);
  bool OnProgress(uint64_t current, uint64_t total);
  bool ShowToCaller();
  bool InTime();

  Outcome SendTo(const Connection& to);
  bool SendOnce(::httplib::ClientImpl& connection, std::chrono::nanoseconds connect_timeout);
  Outcome Answered();
  Outcome Failed() const;
  bool MayBeStale() const;
  void DropEmptyContentLength();
  bool WillBeFollowed(const ::httplib::Response& head) const;
  absl::Span<const HeaderChange> Changes();

  ConnectionPool& pool_;
  const ClientSettings& settings_;
  Call& call_;
  RequestPatch& patch_;
  ::httplib::Request& request_;
  ::httplib::Response& response_;
  const bool without_body_;  // and cpp-httplib must send Content-Length: 0
  // The caller's, lent by the request.
  ::httplib::Progress user_progress_;
  ::httplib::ContentReceiverWithProgress user_receiver_;
  ::httplib::ResponseHandler user_handler_;
  ::httplib::ContentProvider user_provider_;

  // Of the attempt under way.
  weft::Send* send_ = nullptr;
  TimePoint started_;
  std::chrono::microseconds read_timeout_{0};
  std::optional<Step> next_;  // set once the call decided before the response was complete
  ::httplib::Error error_ = ::httplib::Error::Success;
  bool timed_out_ = false;
  transport::HeaderViews response_headers_;

  bool provider_used_ = false;
  std::optional<absl::Span<const HeaderChange>> changes_;
};

}  // namespace weft::httplib
