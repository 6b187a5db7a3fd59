// SPDX-License-Identifier: Apache-2.0
// The stream to the control plane: to which server, in which variant of the protocol, and when to try again.
//
// Why: a server may be away, slow, or of an older kind. A mesh goes through its list of servers, one after the other, and
// pauses longer after each failure; it never gives up.
//
// States: not connected (a timer runs, or the connection was stopped) -> open (a stream is being opened) -> works (the server
// has taken the stream, or sent a response) -> not connected, when the stream ends.
//
// Transitions: a stream that worked is opened anew at the same server after the shortest pause, for servers close streams as
// routine; one that did not, at the next server after a longer one. A server that answers UNIMPLEMENTED to delta is tried again
// at once in state of the world, and so is every server from then on.
//
// A server that the client comes back to by delta, with what it holds, may have nothing to send: there a stream that was taken
// counts as one that worked.
//
// Sources: gRFC A27, A57; the xDS protocol documentation.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "base/timers/timers.h"
#include "envoy/config/core/v3/base.pb.h"
#include "weft/bootstrap.h"
#include "weft/env.h"
#include "weft/log.h"
#include "xds/ads/ads_protocol.h"
#include "xds/ads/ads_transport.h"
#include "xds/ads/back_off.h"

namespace weft::xds {

// Not thread-safe.
class AdsConnection {
 public:
  struct Stream {
    // The last stream was to another server: one server's versions mean nothing to another.
    bool other_server = false;
  };
  // Runs when a stream was begun, to send the first requests. Returns whether the server may have nothing to send on it.
  using OnStream = std::function<bool(const Stream& stream)>;

  // All that is passed by reference outlives the connection.
  AdsConnection(Bootstrap bootstrap, AdsTransport& transport, Env& env, Timers& timers, LogSink log, OnStream on_stream);

  void Connect();
  // Half-closes; no stream is opened from here on.
  void Close();
  // The node goes with the first request of a stream. Without a stream nothing is sent.
  void Send(AdsRequest request);

  void OnOpened();
  void OnResponse();
  void OnClosed(const absl::Status& status);

  const Bootstrap& bootstrap() const { return bootstrap_; }
  const envoy::config::core::v3::Node& node() const { return node_; }
  AdsProtocol& protocol() { return *protocol_; }
  // A stream is up or being opened.
  bool open() const { return open_; }
  // "127.0.0.1:15010" and whether the stream to it works; for error messages and dumps.
  std::string ServerDescription() const;

 private:
  const std::string& server_uri() const { return bootstrap_.xds_servers[server_].server_uri; }
  bool works() const { return open_ && (answered_ || opened_); }
  void NoteWorking();
  bool FallBack(const absl::Status& status);
  void Reconnect(const absl::Status& status);
  void ConnectAfter(BackOff::Duration pause);

  const Bootstrap bootstrap_;
  const envoy::config::core::v3::Node node_;
  AdsTransport& transport_;
  Env& env_;
  Timers& timers_;
  const LogSink log_;
  const OnStream on_stream_;
  BackOff back_off_;
  std::unique_ptr<AdsProtocol> protocol_;
  size_t server_ = 0;           // index into bootstrap_.xds_servers
  size_t last_server_ = 0;      // that of the last stream
  bool open_ = false;           // a stream is up or being opened
  bool opened_ = false;         // the server has taken this stream
  bool answered_ = false;       // this stream has brought a response
  bool may_be_silent_ = false;  // the server may have nothing to send on this stream
  bool node_sent_ = false;      // on this stream
  bool outage_logged_ = false;
  bool closing_ = false;
  TimePoint connected_at_;  // when the stream was begun
  Timer next_attempt_;
};

}  // namespace weft::xds
