// SPDX-License-Identifier: Apache-2.0
// The client half of ADS, as a state machine without threads, sockets or clocks of its own, for resources of any type. What
// goes over the wire, delta or state of the world, is AdsProtocol's; the stream and its servers are AdsConnection's.
//
// The subscription grows along the references between resources: each response may name new ones, of types that are registered
// later. A response is answered at once: ACK, or NACK with every problem in it, while its good resources are used. A name
// without an answer for 15 s on a working stream counts as missing until it comes (gRFC A57).
//
// Sources: the xDS protocol documentation; gRFC A27, A46, A57, A88.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "weft/bootstrap.h"
#include "weft/env.h"
#include "weft/log.h"
#include "weft/workload.h"
#include "xds/ads/ads_connection.h"
#include "xds/ads/ads_transport.h"
#include "xds/resource/resource_set.h"

namespace weft::xds {

// Not thread-safe: the mesh's thread owns it.
class AdsClient {
 public:
  static constexpr auto kResourceTimeout = std::chrono::seconds(15);

  struct Callbacks {
    std::function<void()> on_resources;   // after every input that changed a resource
    std::function<void()> on_connection;  // open() or ServerDescription() may have changed
  };

  // All that is passed by reference outlives the client. Timers run on the thread that owns the client.
  AdsClient(Bootstrap bootstrap, AdsTransport& transport, Env& env, Timers& timers, LogSink log, Callbacks callbacks);

  // Before Start; `set` outlives the client. A type may refer to those that are registered after it.
  void Register(ResourceSet& set);

  void Start();
  // From now on, whether or not other resources refer to it. The type must be registered.
  void Subscribe(std::string_view type_url, const std::string& name);
  void Announce(Workload workload);
  // Withdraws what was announced and half-closes.
  void Close();

  void OnOpened();
  void OnResponse(const AdsResponse& response);
  void OnClosed(const absl::Status& status);

  // A stream is up or being opened.
  bool open() const { return connection_.open(); }
  // "127.0.0.1:15010" and whether the stream to it works; for error messages and dumps.
  std::string ServerDescription() const { return connection_.ServerDescription(); }
  std::vector<std::string> IgnoredFields() const;

 private:
  using Names = ResourceSet::Names;
  struct Type {
    ResourceSet* set;
    Names roots;       // subscribed by themselves
    Names subscribed;  // these, and what the known resources refer to
  };

  Type* Find(std::string_view type_url);
  bool BeginStream(const AdsConnection::Stream& stream);
  // Follows the references and sends what has changed, with the answer to the type that was answered.
  void UpdateSubscriptions(const Type* answered = nullptr, const Answer* answer = nullptr);
  void FollowReferences();
  void SendRequests(Type& type, const Answer* answer);
  void SendWorkloads();
  void OnExpiry();

  Env& env_;
  Timers& timers_;
  const LogSink log_;
  const Callbacks callbacks_;
  std::vector<Type> types_;
  std::map<std::string, Workload> workloads_;
  AdsConnection connection_;
};

}  // namespace weft::xds
