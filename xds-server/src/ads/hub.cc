#include "ads/hub.h"

#include "ads/delta_subscription.h"
#include "ads/sotw_subscription.h"
#include "base/strings.h"
#include "translate/all_names.h"

namespace weft::ads {
namespace {

using translate::Type;

// Make before break: what a route needs is there before the route, so clusters and endpoints go first.
constexpr Type kPushOrder[] = {Type::kCluster, Type::kEndpoint, Type::kListener, Type::kRoute};

Subscription::Coverage CoverageOf(Type type) {
  bool all = type == Type::kListener || type == Type::kCluster;
  return all ? Subscription::Coverage::kAll : Subscription::Coverage::kChanged;
}

std::unique_ptr<Subscription> NewSubscription(Hub::Variant variant, Type type, bool tell_errors) {
  if (variant == Hub::Variant::kSotw) return std::make_unique<SotwSubscription>(CoverageOf(type), tell_errors);
  return std::make_unique<DeltaSubscription>(CoverageOf(type), tell_errors);
}

absl::Status NoType() { return absl::InvalidArgumentError("type_url: required value on an aggregated stream"); }

}  // namespace

Hub::Hub(std::shared_ptr<const registry::World> world, registry::Workloads& workloads,
         std::function<void(const std::string&)> log)
    : cache_(std::move(world)), workloads_(workloads), log_(std::move(log)) {
  distinctions_ = DistinctionsIn(cache_.world());
}

void Hub::Open(uint64_t id, Variant variant, Sink& sink, std::string peer) {
  Stream& stream = streams_[id];
  stream.variant = variant;
  stream.sink = &sink;
  stream.peer = std::move(peer);
}

ResourceCache::Shape Hub::ShapeOf(const NodeInfo& node) {
  return cache_.Intern(ClientOf(cache_.world(), distinctions_, node));
}

absl::Status Hub::Identify(const ::envoy::config::core::v3::Node& node, Stream& stream) {
  auto info = ParseNode(node);
  if (!info.ok()) return info.status();
  stream.node = *std::move(info);
  stream.told = node;
  stream.shape = ShapeOf(*stream.node);
  for (int i = 0; i < translate::kTypes; ++i) {
    stream.types.push_back(
        NewSubscription(stream.variant, static_cast<Type>(i), stream.node->flavor == translate::Flavor::kWeft));
  }
  return absl::OkStatus();
}

absl::StatusOr<Hub::Stream*> Hub::StreamOf(uint64_t id, const ::envoy::config::core::v3::Node& node) {
  auto found = streams_.find(id);
  if (found == streams_.end()) return nullptr;
  Stream& stream = found->second;
  if (stream.node) return &stream;
  if (absl::Status status = Identify(node, stream); !status.ok()) return status;
  return &stream;
}

absl::Status Hub::OnRequest(uint64_t id, const SotwRequest& request) {
  auto stream = StreamOf(id, request.node());
  if (!stream.ok() || *stream == nullptr) return stream.status();
  if (request.type_url() == kWorkloadTypeUrl) return OnAnnouncement(id, request.node(), **stream);
  if (request.type_url().empty()) return NoType();
  auto type = translate::TypeFromUrl(request.type_url());
  if (!type) return absl::OkStatus();
  SotwSubscription::Request asked{{request.resource_names().begin(), request.resource_names().end()}, request.response_nonce(), {},
                                  !request.version_info().empty()};
  if (request.has_error_detail()) asked.error = request.error_detail().message();
  auto& subscription = static_cast<SotwSubscription&>(*(*stream)->types[static_cast<int>(*type)]);
  OnOutcome(*type, subscription.OnRequest(asked), **stream);
  return absl::OkStatus();
}

absl::Status Hub::OnRequest(uint64_t id, const DeltaRequest& request) {
  auto stream = StreamOf(id, request.node());
  if (!stream.ok() || *stream == nullptr) return stream.status();
  if (request.type_url() == kWorkloadTypeUrl) return OnAnnouncement(id, request.node(), **stream);
  if (request.type_url().empty()) return NoType();
  auto type = translate::TypeFromUrl(request.type_url());
  if (!type) return absl::OkStatus();
  DeltaSubscription::Request asked;
  asked.subscribe.assign(request.resource_names_subscribe().begin(), request.resource_names_subscribe().end());
  asked.unsubscribe.assign(request.resource_names_unsubscribe().begin(), request.resource_names_unsubscribe().end());
  asked.initial_versions.insert(request.initial_resource_versions().begin(), request.initial_resource_versions().end());
  asked.nonce = request.response_nonce();
  if (request.has_error_detail()) asked.error = request.error_detail().message();
  auto& subscription = static_cast<DeltaSubscription&>(*(*stream)->types[static_cast<int>(*type)]);
  OnOutcome(*type, subscription.OnRequest(asked), **stream);
  return absl::OkStatus();
}

absl::Status Hub::OnAnnouncement(uint64_t id, const ::envoy::config::core::v3::Node& node, const Stream& stream) {
  auto list = ParseAnnouncements(node);
  if (!list.ok()) return list.status();
  registry::Announcer who{id, stream.node->id, stream.node->ns, stream.node->locality};
  for (const std::string& remark : workloads_.Announce(who, *list)) log_(remark);
  return absl::OkStatus();
}

void Hub::OnOutcome(Type type, const Subscription::Outcome& outcome, Stream& stream) {
  const int index = static_cast<int>(type);
  Apply(type, outcome.names, stream);
  if (outcome.verdict == Subscription::Verdict::kNack) {
    const Subscription::State state = stream.types[index]->Describe();
    log_(StrCat(stream.node->id, " refused ", translate::ShortName(type), " of version ", state.nacked_version, ": ",
                state.nack_message));
  }
  FindExisting(type, stream);
  refusals_changed_ |= stream.types[index]->TakeRefusalsChanged();
  stream.dirty[index] = true;
  Flush(stream);
}

// The cache keeps what somebody is subscribed to.
void Hub::Apply(Type type, const Subscription::Difference& difference, const Stream& stream) {
  for (const std::string& name : difference.added) cache_.Acquire({stream.shape, type, name});
  for (const std::string& name : difference.removed) cache_.Release({stream.shape, type, name});
}

void Hub::FindExisting(Type type, Stream& stream) {
  Subscription& subscription = *stream.types[static_cast<int>(type)];
  if (!subscription.wildcard()) return;
  const auto names = translate::AllNames(cache_.world(), cache_.client(stream.shape), type);
  Apply(type, subscription.SetExisting(names), stream);
  stream.dirty[static_cast<int>(type)] = true;
}

void Hub::OnSent(uint64_t id) {
  auto found = streams_.find(id);
  if (found == streams_.end()) return;
  found->second.in_flight = false;
  Flush(found->second);
}

void Hub::Close(uint64_t id, bool goodbye) {
  auto found = streams_.find(id);
  if (found == streams_.end()) return;
  Stream& stream = found->second;
  for (size_t i = 0; i < stream.types.size(); ++i) {
    for (const std::string& name : stream.types[i]->Describe().names) {
      cache_.Release({stream.shape, static_cast<Type>(i), name});
    }
    refusals_changed_ |= stream.types[i]->refusals() > 0;
  }
  streams_.erase(found);
  if (goodbye) {
    workloads_.Goodbye(id);
  } else {
    workloads_.Lost(id);
  }
}

void Hub::Flush(Stream& stream) {
  for (bool removals : {false, true}) {
    for (Type type : kPushOrder) {
      if (stream.in_flight) return;
      if (stream.dirty[static_cast<int>(type)] && SendType(type, removals, stream)) stream.in_flight = true;
    }
  }
}

// False when there was nothing to say, or only removals and it is not their turn.
bool Hub::SendType(Type type, bool removals, Stream& stream) {
  const int index = static_cast<int>(type);
  Subscription& subscription = *stream.types[index];
  auto lookup = [&](const std::string& name) {
    const ResourceCache::Resource& resource = cache_.Get({stream.shape, type, name});
    return Subscription::Content{resource.hash, &resource.missing, resource.last_hash};
  };
  const Subscription::Plan plan = subscription.MakePlan(lookup, removals);
  if (removals) stream.dirty[index] = false;
  if (!plan.needed) return false;
  const Push push = MakePush(type, plan, stream);
  subscription.OnSent(plan, push.version, push.nonce);
  stream.sink->Send(push);
  Apply(type, subscription.DropUnused(), stream);
  refusals_changed_ |= subscription.TakeRefusalsChanged();
  return true;
}

Push Hub::MakePush(Type type, const Subscription::Plan& plan, Stream& stream) {
  Push push;
  push.type = type;
  push.version = std::to_string(cache_.world().version());
  push.nonce = std::to_string(++stream.nonces);
  for (const Subscription::Item& item : plan.resources) {
    const ResourceCache::Resource& resource = cache_.Get({stream.shape, type, item.name});
    push.resources.push_back({&item.name, item.hash, resource.encoded ? &*resource.encoded : &*resource.last});
  }
  push.removed = plan.removed;
  for (const Subscription::Item& item : plan.errors) push.errors.push_back({item.name, item.error});
  return push;
}

// When other labels matter than before, or an Envoy becomes a gateway, clients fall into other shapes.
void Hub::ReshapeStreams(bool gateways_changed) {
  Distinctions distinctions = DistinctionsIn(cache_.world());
  if (distinctions == distinctions_ && !gateways_changed) return;
  distinctions_ = std::move(distinctions);
  for (auto& [id, stream] : streams_) {
    if (!stream.node) continue;
    ResourceCache::Shape shape = ShapeOf(*stream.node);
    if (shape == stream.shape) continue;
    for (int i = 0; i < translate::kTypes; ++i) {
      for (const std::string& name : stream.types[i]->Describe().names) {
        cache_.Acquire({shape, static_cast<Type>(i), name});
        cache_.Release({stream.shape, static_cast<Type>(i), name});
      }
      stream.dirty[i] = true;
    }
    stream.shape = shape;
  }
}

void Hub::SetWorld(std::shared_ptr<const registry::World> world, const registry::Changes& changes) {
  std::vector<ResourceCache::Key> different = cache_.SetWorld(std::move(world), changes);
  for (auto& [id, stream] : streams_) {
    if (!stream.node) continue;
    for (const ResourceCache::Key& key : different) {
      bool concerned = key.shape == stream.shape && stream.types[static_cast<int>(key.type)]->Has(key.name);
      if (concerned) stream.dirty[static_cast<int>(key.type)] = true;
    }
  }
  ReshapeStreams(changes.gateways);
  for (auto& [id, stream] : streams_) {
    if (!stream.node) continue;
    for (Type type : kPushOrder) {
      FindExisting(type, stream);
      Subscription& subscription = *stream.types[static_cast<int>(type)];
      refusals_changed_ |= subscription.TakeRefusalsChanged();
      refusals_changed_ |= subscription.refusals() > 0;  // other objects may be behind it now
    }
    Flush(stream);
  }
}

std::vector<StreamStatus> Hub::Describe() const {
  std::vector<StreamStatus> list;
  for (const auto& [id, stream] : streams_) {
    StreamStatus status;
    status.id = id;
    status.peer = stream.peer;
    status.delta = stream.variant == Variant::kDelta;
    status.node = stream.node;
    for (size_t i = 0; i < stream.types.size(); ++i) {
      status.types[i] = stream.types[i]->Describe();
      for (const std::string& name : status.types[i].names) {
        const auto& left_out = cache_.Get({stream.shape, static_cast<Type>(i), name}).left_out;
        status.left_out.insert(status.left_out.end(), left_out.begin(), left_out.end());
      }
    }
    list.push_back(std::move(status));
  }
  return list;
}

std::vector<Holding> Hub::Holdings(const std::function<bool(const ::envoy::config::core::v3::Node&)>& wanted) const {
  std::vector<Holding> list;
  for (const auto& [id, stream] : streams_) {
    if (!stream.node || !wanted(stream.told)) continue;
    Holding& holding = list.emplace_back();
    holding.node = &stream.told;
    holding.delta = stream.variant == Variant::kDelta;
    for (size_t i = 0; i < stream.types.size(); ++i) {
      const Type type = static_cast<Type>(i);
      for (Subscription::Held& held : stream.types[i]->DescribeNames()) {
        const ResourceCache::Resource& now = cache_.Get({stream.shape, type, held.name});
        holding.resources.push_back({type, std::move(held), &now});
      }
    }
  }
  return list;
}

std::vector<Refusal> Hub::Refusals() const {
  std::vector<Refusal> list;
  for (const auto& [id, stream] : streams_) {
    for (size_t i = 0; i < stream.types.size(); ++i) {
      if (stream.types[i]->refusals() == 0) continue;
      const Type type = static_cast<Type>(i);
      for (Subscription::Refused& refused : stream.types[i]->Describe().refused) {
        const ResourceCache::Resource& now = cache_.Get({stream.shape, type, refused.name});
        if (!now.encoded) continue;
        auto causes = CausesOf(cache_.world(), cache_.client(stream.shape), type, refused.name, *now.encoded, refused.message);
        list.push_back({stream.node->id, type, std::move(refused.name), std::move(refused.message), std::move(causes)});
      }
    }
  }
  return list;
}

}  // namespace weft::ads
