// One request on one connection: bounded in time, its end told apart as the mesh needs it.
#pragma once

#include "httplib/client_impl.h"
#include "weft/call.h"

namespace weft::httplib {

// Used for all attempts of one call. While it lives the request's callbacks lead through it.
class Exchange {
 public:
  Exchange(ConnectionPool& pool, const ClientSettings& settings, ::httplib::Request& request, ::httplib::Response& response);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // A request that the user's callbacks have seen part of is not replayable any more: its failure reads as cancelled.
  Outcome Try(const weft::Send& send);
  ::httplib::Error error() const { return error_; }

 private:
  bool OnProgress(uint64_t current, uint64_t total);
  bool SendOnce(::httplib::ClientImpl& connection, const weft::Send& send);
  Outcome Failed() const;
  bool MayBeStale() const;

  ConnectionPool& pool_;
  const ClientSettings& settings_;
  ::httplib::Request& request_;
  ::httplib::Response& response_;
  const ::httplib::Progress user_progress_;
  const ::httplib::ContentReceiverWithProgress user_receiver_;
  TimePoint deadline_;
  ::httplib::Error error_ = ::httplib::Error::Success;
  bool timed_out_ = false;
  bool delivered_ = false;  // to the user's receiver
};

}  // namespace weft::httplib
