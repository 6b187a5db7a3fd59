// All streams and what each of them is owed. Knows the protocol, and nothing of sockets, threads or clocks.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "ads/refusal.h"
#include "ads/resource_cache.h"
#include "ads/stream/push.h"
#include "ads/stream/subscription.h"
#include "clients/client_of.h"
#include "clients/node.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "registry/registry.h"
#include "registry/services/workloads.h"

namespace weft::ads {

inline constexpr std::string_view kWorkloadTypeUrl = "type.googleapis.com/weft.v1.Workload";

// One client and what it has, for people.
struct StreamStatus {
  uint64_t id = 0;
  std::string peer;
  bool delta = false;
  std::optional<clients::NodeInfo> node;  // absent before the first request
  Subscription::State types[translate::kTypes];
  std::vector<std::string> left_out;  // of what it asked for: what rules say and its resources do not, for people
};

// One client's resources, pointing into the hub: valid until the hub is told something.
struct Holding {
  struct Resource {
    translate::Type type;
    Subscription::Held held;
    const ResourceCache::Resource* now;  // what it would be sent now
  };
  ::envoy::config::core::v3::Node node;
  bool delta = false;
  std::vector<Resource> resources;
};

// Not thread-safe: the control thread owns it.
class Hub {
 public:
  // The two variants of the protocol; a stream speaks one of them.
  using SotwRequest = ::envoy::service::discovery::v3::DiscoveryRequest;
  using DeltaRequest = ::envoy::service::discovery::v3::DeltaDiscoveryRequest;
  enum class Variant { kSotw, kDelta };

  // Where a stream's responses go; `push` refers to the hub's own resources and is to be encoded at once. After Send the hub
  // waits for OnSent before it sends the next one, and then sends what is the latest by that time: a slow reader gets fewer and
  // newer responses, never a queue.
  class Sink {
   public:
    virtual ~Sink() = default;
    virtual void Send(const Push& push) = 0;
  };

  // `workloads` keeps what streams announce; must outlive the hub. `log` takes lines for people. `now`: when something is sent.
  Hub(
      std::shared_ptr<const registry::World> world, registry::Workloads& workloads, std::function<void(const std::string&)> log,
      std::function<absl::Time()> now = [] { return absl::Now(); });

  // `id` is unique for the life of the server; `sink` must live until Close.
  void Open(uint64_t id, Variant variant, Sink& sink, std::string peer);

  // An error ends the stream; it is for the client to read. Precondition: of the stream's variant.
  absl::Status OnRequest(uint64_t id, const SotwRequest& request);
  absl::Status OnRequest(uint64_t id, const DeltaRequest& request);
  void OnSent(uint64_t id);

  // `goodbye`: the client ended the stream in order; its workloads go at once.
  void Close(uint64_t id, bool goodbye);

  // From now on there is another world. What became different is due to the streams that it concerns: see PushSome.
  void SetWorld(std::shared_ptr<const registry::World> world, const registry::Changes& changes);
  // Sends to up to `most` of these streams what is the latest by now, to those first that wait longest. So a world that comes
  // while one is being pushed overtakes it, and nobody is sent both. False when there are none left.
  bool PushSome(int most);

  std::vector<StreamStatus> Describe() const;
  // Of the clients that said who they are and are `wanted`.
  std::vector<Holding> Holdings(const std::function<bool(const ::envoy::config::core::v3::Node&)>& wanted) const;
  // What clients refuse of what is configured now.
  std::vector<Refusal> Refusals() const;
  // May Refusals() be other than when it was last asked?
  bool TakeRefusalsChanged() { return std::exchange(refusals_changed_, false); }
  const ResourceCache& cache() const { return cache_; }

 private:
  struct Stream {
    Variant variant = Variant::kSotw;
    Sink* sink = nullptr;
    std::string peer;
    std::optional<clients::NodeInfo> node;
    std::string told;  // the node as it came, in the form in which it takes least
    ResourceCache::Shape shape = 0;
    std::vector<std::unique_ptr<Subscription>> types;  // by Type; filled with the node
    bool dirty[translate::kTypes] = {};                // there may be something to say
    bool is_due = false;                               // among due_
    // What everything was when the subscription last followed it; nullptr when it is not subscribed.
    std::shared_ptr<const ResourceCache::Names> everything[translate::kTypes];
    bool in_flight = false;
    uint64_t nonces = 0;

    Subscription& Of(translate::Type type) const { return *types[static_cast<int>(type)]; }
    bool& Dirty(translate::Type type) { return dirty[static_cast<int>(type)]; }
  };
  // Whose request about what.
  struct Topic {
    Stream* stream = nullptr;  // nullptr: there is nothing more to do
    translate::Type type = translate::Type::kListener;
  };

  template <typename Request>
  absl::StatusOr<Topic> TopicOf(uint64_t id, const Request& request);
  absl::Status Identify(const ::envoy::config::core::v3::Node& node, Stream& stream);
  absl::Status OnAnnouncement(uint64_t id, const ::envoy::config::core::v3::Node& node, const Stream& stream);
  void OnOutcome(translate::Type type, const Subscription::Outcome& outcome, Stream& stream);
  void Apply(translate::Type type, const Subscription::Difference& difference, const Stream& stream);
  void FindEverything(translate::Type type, Stream& stream);
  ResourceCache::Shape ShapeOf(const clients::NodeInfo& node);
  void ReshapeStreams(bool gateways_changed);
  void Reshape(ResourceCache::Shape shape, Stream& stream);
  void MarkDifferent(const std::vector<ResourceCache::Key>& different, Stream& stream);
  static bool IsConcerned(const Stream& stream);
  void CatchUp(Stream& stream);
  void Flush(Stream& stream);
  static bool MayRemove(translate::Type type, const Stream& stream);
  bool SendType(translate::Type type, bool removals, Stream& stream);
  static void WarmClusters(const Subscription::Plan& plan, Stream& stream);
  Push MakePush(translate::Type type, const Subscription::Plan& plan, Stream& stream);

  ResourceCache cache_;
  registry::Workloads& workloads_;
  std::function<void(const std::string&)> log_;
  std::function<absl::Time()> now_;
  std::map<uint64_t, Stream> streams_;
  std::deque<uint64_t> due_;  // streams that a new world concerns
  clients::Distinctions distinctions_;
  bool refusals_changed_ = false;
};

}  // namespace weft::ads
