// The client half of state-of-the-world ADS, as a state machine without threads, sockets or clocks of its own.
//
// What is wanted grows along the chain listener -> routes -> clusters -> endpoints: each response may name new resources, each
// change of the wanted set is one request that restates the type's names in full. A response is answered at once: ACK, or NACK
// with every problem in it, while its good resources are used. The last good value of a resource survives bad versions and lost
// streams; a listener or cluster that a full-state response no longer holds, or for which the server says NOT_FOUND, is gone.
// A name without an answer for 15 s on a working stream counts as missing until it comes (gRFC A57).
//
// Not thread-safe: the mesh's thread owns it. Sources: the xDS protocol documentation; gRFC A27, A46, A57, A88.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "weft/bootstrap.h"
#include "weft/log.h"
#include "weft/workload.h"
#include "xds/ads_transport.h"
#include "xds/back_off.h"
#include "xds/resource_cache.h"
#include "xds/type_urls.h"

namespace weft::xds {

class AdsClient {
 public:
  using Request = envoy::service::discovery::v3::DiscoveryRequest;
  using Response = envoy::service::discovery::v3::DiscoveryResponse;
  static constexpr auto kResourceTimeout = std::chrono::seconds(15);

  // `transport` outlives the client. `on_change` runs after every input that changed the cache.
  AdsClient(Bootstrap bootstrap, AdsTransport& transport, LogSink log, uint64_t seed, std::function<void()> on_change);

  void Start(TimePoint now);
  void WantListener(const std::string& name, TimePoint now);
  void Announce(Workload workload);
  // Withdraws what was announced and half-closes.
  void SayGoodbye();

  void OnResponse(const Response& response, TimePoint now);
  void OnClosed(const absl::Status& status, TimePoint now);
  void OnTimer(TimePoint now);
  TimePoint NextTimer() const;

  const ResourceCache& cache() const { return cache_; }
  // "127.0.0.1:15010" and whether its stream has answered; for error messages and dumps.
  std::string ServerDescription() const;
  std::vector<std::string> IgnoredFields() const;

 private:
  struct TypeState {
    std::set<std::string> wanted;
    std::string version;  // last accepted
    std::string nonce;    // of this stream's last response
    bool asked = false;   // on this stream
  };

  TypeState& state(ResourceType type) { return types_[static_cast<size_t>(type)]; }
  void Connect();
  void SendRequest(ResourceType type, TimePoint now, const std::string& problem = {});
  void SendWorkloads();
  Request NewRequest(std::string_view type_url);
  void UpdateWanted(TimePoint now, const ResourceType* answered, const std::string& problem);
  std::array<std::set<std::string>, 4> ComputeWanted() const;

  const Bootstrap bootstrap_;
  const envoy::config::core::v3::Node node_;
  AdsTransport& transport_;
  const LogSink log_;
  const std::function<void()> on_change_;
  BackOff back_off_;
  ResourceCache cache_;
  std::set<std::string> wanted_listeners_;
  std::array<TypeState, 4> types_;
  std::map<std::string, Workload> workloads_;
  size_t server_ = 0;          // index into bootstrap_.xds_servers
  bool open_ = false;          // a stream is up or being opened
  bool answered_ = false;      // this stream has brought a response
  bool node_sent_ = false;     // on this stream
  bool outage_logged_ = false;
  bool leaving_ = false;
  TimePoint connect_at_ = TimePoint::max();
};

}  // namespace weft::xds
