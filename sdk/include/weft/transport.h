// SPDX-License-Identifier: Apache-2.0
/// \file
/// What every transport does around a Call, and none should write anew: the helpers to the list of duties in weft/call.h.
///
/// They work on headers of any type, through an adapter of three methods. Link weft::transport.
///
/// \par Example
/// \code
///   class BeastHeaders : public weft::transport::HeaderMap { ... };  // Has, Remove, Add over boost::beast::http::fields
///   BeastHeaders headers(request);
///   weft::transport::AddContext(context, headers);          // before StartCall
///   weft::transport::ApplyChanges(send->head.changes, headers);
///   if (send->tell_deadline) weft::transport::SetTimeLeft(send->deadline - now, headers);
/// \endcode
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "weft/call.h"
#include "weft/context.h"
#include "weft/request.h"

namespace weft::transport {

/// The headers of a message, however a transport keeps them. Names are compared without regard to case.
class HeaderMap {
 public:
  virtual ~HeaderMap() = default;
  virtual bool Has(std::string_view name) const = 0;
  /// Every header of this name.
  virtual void Remove(std::string_view name) = 0;
  /// One more of this name.
  virtual void Add(std::string_view name, std::string_view value) = 0;
};

/// Headers in their order, for transports that have no type of their own. A plain value.
class HeaderList final : public HeaderMap {
 public:
  using Header = std::pair<std::string, std::string>;

  HeaderList() = default;
  HeaderList(std::initializer_list<Header> headers) : headers_(headers) {}
  explicit HeaderList(std::vector<Header> headers) : headers_(std::move(headers)) {}
  bool Has(std::string_view name) const override;
  void Remove(std::string_view name) override;
  void Add(std::string_view name, std::string_view value) override;
  /// The first value; empty when there is none.
  std::string_view Get(std::string_view name) const;
  const std::vector<Header>& headers() const { return headers_; }

 private:
  std::vector<Header> headers_;
};

/// As RequestHead and ResponseHead take them. For pairs in any container; views of what it holds.
using HeaderViews = absl::InlinedVector<HeaderRef, 24>;
template <typename Headers>
HeaderViews ViewsOf(const Headers& headers) {
  HeaderViews views;
  for (const auto& [name, value] : headers) views.push_back({name, value});
  return views;
}

/// Adds the headers of the request that a call is made for, where the call has none of that name. Null: none.
void AddContext(const Context* context, HeaderMap& headers);

/// Makes the changes in their order. Their values may be views of headers that go.
void ApplyChanges(absl::Span<const HeaderChange> changes, HeaderMap& headers);

/// Makes the headers those of `head`, whose path is the caller's to send: the changes, and the `Host` where the rules rewrote
/// it or there is none.
void ApplyHead(const OutgoingHead& head, HeaderMap& headers);

/// Tells the server how long the caller waits: kExpectedTimeoutHeader, in whole milliseconds, at least one. For each attempt
/// anew.
void SetTimeLeft(Clock::duration left, HeaderMap& headers);

/// Reports to the caller how the routes were searched, if it requested that: the header `x-weft-explain` of the response.
void AddExplanation(const Call& call, HeaderMap& headers);

/// An answer that no server gave, as a response like any other.
struct LocalResponse {
  int status = 0;
  std::string_view reason;  ///< the phrase of the status line, as long as the Reply
  HeaderList headers;       ///< with a content-type
  std::string body;         ///< empty where the method is HEAD
};
LocalResponse MakeLocalResponse(const Reply& reply, std::string_view method);

/// Where a redirect leads.
struct Redirect {
  std::string authority;
  std::string path;          ///< with query
  bool other_authority;      ///< `Host` and credentials of the request before are not for it
  bool becomes_get = false;  ///< 303: method GET, without the body and the headers that describe it
};
/// What a response with this status and `location` requests, if a transport may follow it through the mesh: 301, 302, 303, 307
/// or 308 to another path or another http authority. Others stand as they came: those to https, those to what is not a URL, and
/// those that need a body once more that is spent.
std::optional<Redirect> FollowableRedirect(int status, std::string_view location, std::string_view authority,
                                           std::string_view method, bool body_is_spent);

/// Takes from the headers of the request what is not for where the redirect leads. Method, path and body are the transport's.
void ApplyRedirect(const Redirect& redirect, HeaderMap& headers);

/// How the body of a shown answer ended, by how the attempt would have ended without the head.
BodyEnd BodyEndOf(Outcome::Kind kind);

/// What is captured of a request that came in, for the calls made for it: its headers of these names, the caller's address
/// appended to `x-forwarded-for` (empty: unknown), an `x-request-id` in any case. `header` gives the value of a name in lower
/// case, empty for none. The deadline is the transport's to set, see InboundTimeout.
Context CaptureContext(const std::function<std::string(const std::string& name)>& header, const std::vector<std::string>& names,
                       std::string_view caller_address);

}  // namespace weft::transport
