// The client half of ADS, as a state machine without threads, sockets or clocks of its own. What goes over the wire, delta or
// state of the world, is AdsProtocol's; a server that answers UNIMPLEMENTED to delta is spoken to in state of the world from
// then on.
//
// What is wanted grows along the chain listener -> routes -> clusters -> endpoints: each response may name new resources. It is
// answered at once: ACK, or NACK with every problem in it, while its good resources are used. The last good value of a resource
// survives bad versions and lost streams; what the server removes, leaves out of a full state or says not to exist is gone.
// A name without an answer for 15 s on a working stream counts as missing until it comes (gRFC A57).
//
// Not thread-safe: the mesh's thread owns it. Sources: the xDS protocol documentation; gRFC A27, A46, A57, A88.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "envoy/config/core/v3/base.pb.h"
#include "weft/bootstrap.h"
#include "weft/log.h"
#include "weft/workload.h"
#include "xds/ads/ads_protocol.h"
#include "xds/ads/ads_transport.h"
#include "xds/ads/back_off.h"
#include "xds/resource/resource_cache.h"
#include "xds/resource/type_urls.h"

namespace weft::xds {

class AdsClient {
 public:
  static constexpr auto kResourceTimeout = std::chrono::seconds(15);

  // `transport` outlives the client. `on_change` runs after every input that changed the cache.
  AdsClient(Bootstrap bootstrap, AdsTransport& transport, LogSink log, uint64_t seed, std::function<void()> on_change);

  void Start(TimePoint now);
  void WantListener(const std::string& name, TimePoint now);
  void Announce(Workload workload);
  // Withdraws what was announced and half-closes.
  void SayGoodbye();

  void OnOpened();
  void OnResponse(const AdsResponse& response, TimePoint now);
  void OnClosed(const absl::Status& status, TimePoint now);
  void OnTimer(TimePoint now);
  TimePoint NextTimer() const;

  const ResourceCache& cache() const { return cache_; }
  // A stream is up or being opened.
  bool open() const { return open_; }
  // "127.0.0.1:15010" and whether the stream to it works; for error messages and dumps.
  std::string ServerDescription() const;
  std::vector<std::string> IgnoredFields() const;

 private:
  using Wanted = std::array<AdsProtocol::Names, 4>;  // by type

  void Connect(TimePoint now);
  bool Works() const { return answered_ || opened_; }
  void NoteWorking();
  bool FallBack(const absl::Status& status, TimePoint now);
  void NoteClosed(const absl::Status& status, TimePoint now);
  // Brings the server's idea of what is wanted up to date, and answers what `answered` brought.
  void Speak(ResourceType type, TimePoint now, const Answer* answer);
  void Send(AdsRequest request);
  void SendWorkloads();
  void UpdateWanted(TimePoint now, const ResourceType* answered, const Answer* answer);
  Wanted ComputeWanted() const;
  std::array<AdsProtocol::Versions, 4> HeldVersions() const;

  const Bootstrap bootstrap_;
  const envoy::config::core::v3::Node node_;
  AdsTransport& transport_;
  const LogSink log_;
  const std::function<void()> on_change_;
  BackOff back_off_;
  ResourceCache cache_;
  std::set<std::string> wanted_listeners_;
  std::unique_ptr<AdsProtocol> protocol_;
  Wanted wanted_;
  std::map<std::string, Workload> workloads_;
  size_t server_ = 0;           // index into bootstrap_.xds_servers
  bool open_ = false;           // a stream is up or being opened
  bool opened_ = false;         // the server has taken this stream
  bool answered_ = false;       // this stream has brought a response
  bool may_be_silent_ = false;  // the server may have nothing to say on this stream
  TimePoint connected_at_;      // when the stream was begun
  size_t versions_from_ = 0;    // the server that the held versions are of
  bool node_sent_ = false;      // on this stream
  bool outage_logged_ = false;
  bool leaving_ = false;
  TimePoint connect_at_ = TimePoint::max();
};

}  // namespace weft::xds
