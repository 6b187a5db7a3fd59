// SPDX-License-Identifier: Apache-2.0
#include "xds/ads/ads_connection.h"

#include <utility>
#include <variant>

#include "base/strings.h"
#include "xds/bootstrap/node.h"

namespace weft::xds {

AdsConnection::AdsConnection(Bootstrap bootstrap, AdsTransport& transport, Env& env, Timers& timers, LogSink log,
                             OnStream on_stream)
    : bootstrap_(std::move(bootstrap)),
      node_(NodeToProto(bootstrap_.node)),
      transport_(transport),
      env_(env),
      timers_(timers),
      log_(std::move(log)),
      on_stream_(std::move(on_stream)),
      back_off_(env.Random()),
      protocol_(NewProtocol(bootstrap_.xds_protocol)) {}

void AdsConnection::Connect() {
  next_attempt_.Cancel();
  connected_at_ = env_.Now();
  open_ = true;
  opened_ = answered_ = node_sent_ = false;
  transport_.Connect(bootstrap_.xds_servers[server_], protocol_->kind());
  may_be_silent_ = on_stream_({.other_server = std::exchange(last_server_, server_) != server_});
}

void AdsConnection::Close() {
  closing_ = true;
  next_attempt_.Cancel();
  transport_.HalfClose();
}

void AdsConnection::Send(AdsRequest request) {
  if (!open_) return;
  std::visit(
      [this](auto& message) {
        if (!node_sent_ && !message.has_node()) *message.mutable_node() = node_;
      },
      request);
  node_sent_ = true;
  transport_.Send(request);
}

void AdsConnection::OnOpened() {
  opened_ = true;
  NoteWorking();
}

void AdsConnection::OnResponse() {
  answered_ = true;
  back_off_.Reset();
  NoteWorking();
}

void AdsConnection::OnClosed(const absl::Status& status) {
  open_ = false;
  if (!closing_ && !FallBack(status)) Reconnect(status);
}

// For good: a server that learns delta is not worth a failed stream at each connection to all that never will.
bool AdsConnection::FallBack(const absl::Status& status) {
  if (answered_ || protocol_->kind() != XdsProtocol::kDelta || status.code() != absl::StatusCode::kUnimplemented) return false;
  log_(LogLevel::kInfo, StrCat("control plane ", server_uri(), " does not serve delta xDS: going on with state of the world"));
  protocol_ = NewProtocol(XdsProtocol::kStateOfTheWorld);
  ConnectAfter({});
  return true;
}

void AdsConnection::Reconnect(const absl::Status& status) {
  if (answered_ || (opened_ && may_be_silent_)) {
    if (env_.Now() - connected_at_ >= BackOff::kMax) back_off_.Reset();
    return ConnectAfter(back_off_.Next());
  }
  if (!outage_logged_) {
    log_(LogLevel::kWarning, StrCat("control plane ", ServerDescription(), " cannot be reached: ", status.message(),
                                    "; calls go on with the last good configuration"));
    outage_logged_ = true;
  }
  server_ = (server_ + 1) % bootstrap_.xds_servers.size();
  ConnectAfter(back_off_.Next());
}

void AdsConnection::ConnectAfter(BackOff::Duration pause) {
  next_attempt_ = Timer(timers_, env_.Now() + pause, [this] { Connect(); });
}

void AdsConnection::NoteWorking() {
  if (outage_logged_) log_(LogLevel::kInfo, StrCat("control plane ", ServerDescription(), " is back"));
  outage_logged_ = false;
}

std::string AdsConnection::ServerDescription() const {
  return works() ? server_uri() : StrCat(server_uri(), " (not connected)");
}

}  // namespace weft::xds
