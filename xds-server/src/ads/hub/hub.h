// SPDX-License-Identifier: Apache-2.0
// All streams and what each of them is due. Knows the protocol, and nothing of sockets, threads or clocks, nor of what the
// resources are made of: it asks a ResourceSource.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "ads/hub/request_handler.h"
#include "ads/hub/resource_cache.h"
#include "ads/hub/resource_source.h"
#include "ads/hub/stream_status.h"
#include "ads/stream/push.h"
#include "ads/stream/resource_type.h"
#include "ads/stream/subscription.h"
#include "envoy/service/discovery/v3/discovery.pb.h"

namespace weft::ads {

// Not thread-safe: one thread owns it.
class Hub {
 public:
  // The two variants of the protocol; a stream uses one of them.
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

  struct Options {
    std::function<void(const std::string&)> log = [](const std::string&) {};  // takes lines for people
    std::function<absl::Time()> now = [] { return absl::Now(); };             // when something is sent
  };

  // `types` and `source` must outlive the hub; `types` are complete.
  Hub(const ResourceTypes& types, ResourceSource& source, Options options);

  // Requests of the type `url`, which is none of the hub's types, go to `handler`, which must outlive the hub. To be called
  // before the first stream opens.
  void AddRequestHandler(std::string url, RequestHandler& handler) { handlers_[std::move(url)] = &handler; }

  // `id` is unique for the life of the server; `sink` must live until Close.
  void Open(uint64_t id, Variant variant, Sink& sink, std::string peer);

  // An error ends the stream; it is for the client to read. Precondition: of the stream's variant.
  absl::Status OnRequest(uint64_t id, const SotwRequest& request);
  absl::Status OnRequest(uint64_t id, const DeltaRequest& request);
  void OnSent(uint64_t id);

  // `graceful`: the client half-closed the stream.
  void Close(uint64_t id, bool graceful);

  // The source has changed. What became different is due to the streams that it concerns: see PushSome.
  void OnChange(const SourceChange& change);
  // Sends to up to `most` of these streams what is the latest by now, to those first that wait longest. So a change that comes
  // while one is being pushed overtakes it, and nobody is sent both. False when there are none left.
  bool PushSome(int most);

  const ResourceTypes& types() const { return types_; }
  std::vector<StreamStatus> Describe() const;
  // Of the clients whose node is known and passes `filter`.
  std::vector<Holding> Holdings(const std::function<bool(const ::envoy::config::core::v3::Node&)>& filter) const;
  // What clients refuse of the resources that exist now.
  std::vector<Nack> Nacks() const;
  // May Nacks(), or what is behind one of them, be other than when this was last called?
  bool TakeNacksChanged() { return std::exchange(nacks_changed_, false); }
  // How many resources are cached.
  size_t cached_resources() const { return cache_.size(); }

 private:
  // One type on one stream.
  struct Topic {
    std::unique_ptr<Subscription> subscription;
    // What everything was when the subscription last followed it; nullptr when it is not subscribed.
    std::shared_ptr<const ResourceCache::Names> everything;
    bool dirty = false;  // there may be something to send
  };
  struct Stream {
    Variant variant = Variant::kSotw;
    bool warms = false;
    bool is_due = false;  // among due_
    bool in_flight = false;
    ShapeId shape = 0;
    uint64_t nonces = 0;
    Sink* sink = nullptr;
    std::string peer;
    std::string node_bytes;     // the node as it came, in the form in which it takes least
    std::vector<Topic> topics;  // by TypeId; filled when the client is identified

    bool identified() const { return !topics.empty(); }
    Subscription& Of(TypeId type) const { return *topics[type].subscription; }
  };
  // Whose request about what.
  struct Subject {
    Stream* stream = nullptr;  // nullptr: there is nothing more to do
    TypeId type = 0;
  };

  template <typename Request>
  absl::StatusOr<Subject> SubjectOf(uint64_t id, const Request& request);
  absl::Status Identify(uint64_t id, const ::envoy::config::core::v3::Node& node, Stream& stream);
  std::unique_ptr<Subscription> NewSubscription(Variant variant, TypeId type, bool report_missing) const;
  void OnOutcome(TypeId type, const Subscription::Outcome& outcome, Stream& stream);
  void LogNack(TypeId type, const Stream& stream) const;
  void Apply(TypeId type, const Subscription::Difference& difference, const Stream& stream);
  void FollowEverything(TypeId type, Stream& stream);
  void Reshape(ShapeId shape, Stream& stream);
  static void MarkDifferent(const std::vector<ResourceKey>& different, Stream& stream);
  static bool IsConcerned(const Stream& stream);
  void CatchUp(Stream& stream);
  void Flush(Stream& stream);
  bool MayRemove(TypeId type, const Stream& stream) const;
  bool SendType(TypeId type, bool removals, Stream& stream);
  void WarmDependents(TypeId type, const Subscription::Plan& plan, Stream& stream) const;
  Push MakePush(TypeId type, const Subscription::Plan& plan, Stream& stream);

  const ResourceTypes& types_;
  ResourceSource& source_;
  const Options options_;
  std::map<std::string, RequestHandler*> handlers_;  // by type URL
  ResourceCache cache_;
  std::map<uint64_t, Stream> streams_;
  std::deque<uint64_t> due_;  // streams that a change concerns
  bool nacks_changed_ = false;
};

}  // namespace weft::ads
