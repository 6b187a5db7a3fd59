#include "ads/hub/hub.h"

#include <algorithm>

#include "ads/stream/delta_subscription.h"
#include "ads/stream/sotw_subscription.h"
#include "base/strings.h"

namespace weft::ads {
namespace {

using translate::Type;

// Make before break: what a route needs is there before the route, so clusters and endpoints go first.
constexpr Type kPushOrder[] = {Type::kCluster, Type::kEndpoint, Type::kListener, Type::kRoute};
// And what is gone leaves in the order of those who need it.
constexpr Type kRemovalOrder[] = {Type::kListener, Type::kRoute, Type::kCluster, Type::kEndpoint};

Subscription::Coverage CoverageOf(Type type) {
  bool all = type == Type::kListener || type == Type::kCluster;
  return all ? Subscription::Coverage::kAll : Subscription::Coverage::kChanged;
}

std::unique_ptr<Subscription> NewSubscription(Hub::Variant variant, Type type, bool tell_errors) {
  if (variant == Hub::Variant::kSotw) return std::make_unique<SotwSubscription>(CoverageOf(type), tell_errors);
  return std::make_unique<DeltaSubscription>(CoverageOf(type), tell_errors);
}

}  // namespace

Hub::Hub(std::shared_ptr<const registry::World> world, registry::Workloads& workloads,
         std::function<void(const std::string&)> log, std::function<absl::Time()> now)
    : cache_(std::move(world)),
      workloads_(workloads),
      log_(std::move(log)),
      now_(std::move(now)),
      distinctions_(clients::DistinctionsIn(cache_.world())) {}

void Hub::Open(uint64_t id, Variant variant, Sink& sink, std::string peer) {
  Stream& stream = streams_[id];
  stream.variant = variant;
  stream.sink = &sink;
  stream.peer = std::move(peer);
}

ResourceCache::Shape Hub::ShapeOf(const clients::NodeInfo& node) {
  return cache_.Intern(clients::ClientOf(cache_.world(), distinctions_, node));
}

absl::Status Hub::Identify(const ::envoy::config::core::v3::Node& node, Stream& stream) {
  auto info = clients::ParseNode(node);
  if (!info.ok()) return info.status();
  stream.node = *std::move(info);
  stream.told = node.SerializeAsString();
  stream.told.shrink_to_fit();
  stream.shape = ShapeOf(*stream.node);
  for (int i = 0; i < translate::kTypes; ++i) {
    stream.types.push_back(
        NewSubscription(stream.variant, static_cast<Type>(i), stream.node->Can(clients::Capability::kResourceErrors)));
  }
  return absl::OkStatus();
}

template <typename Request>
absl::StatusOr<Hub::Topic> Hub::TopicOf(uint64_t id, const Request& request) {
  const auto found = streams_.find(id);
  if (found == streams_.end()) return Topic();
  Stream& stream = found->second;
  if (!stream.node) {
    if (absl::Status status = Identify(request.node(), stream); !status.ok()) return status;
  }
  if (request.type_url() == kWorkloadTypeUrl) {
    if (absl::Status status = OnAnnouncement(id, request.node(), stream); !status.ok()) return status;
    return Topic();
  }
  if (request.type_url().empty()) return absl::InvalidArgumentError("type_url: required value on an aggregated stream");
  const auto type = translate::TypeFromUrl(request.type_url());
  return type ? Topic{&stream, *type} : Topic();
}

absl::Status Hub::OnRequest(uint64_t id, const SotwRequest& request) {
  const auto topic = TopicOf(id, request);
  if (!topic.ok() || topic->stream == nullptr) return topic.status();
  SotwSubscription::Request asked;
  asked.names.assign(request.resource_names().begin(), request.resource_names().end());
  asked.nonce = request.response_nonce();
  asked.holds_some = !request.version_info().empty();
  if (request.has_error_detail()) asked.error = request.error_detail().message();
  auto& subscription = static_cast<SotwSubscription&>(topic->stream->Of(topic->type));
  OnOutcome(topic->type, subscription.OnRequest(asked), *topic->stream);
  return absl::OkStatus();
}

absl::Status Hub::OnRequest(uint64_t id, const DeltaRequest& request) {
  const auto topic = TopicOf(id, request);
  if (!topic.ok() || topic->stream == nullptr) return topic.status();
  DeltaSubscription::Request asked;
  asked.subscribe.assign(request.resource_names_subscribe().begin(), request.resource_names_subscribe().end());
  asked.unsubscribe.assign(request.resource_names_unsubscribe().begin(), request.resource_names_unsubscribe().end());
  // What a client that warms clusters says that it holds may be of one that it has replaced since, and the new one waits for
  // endpoints.
  if (topic->type != Type::kEndpoint || !topic->stream->node->Can(clients::Capability::kClusterWarming)) {
    asked.initial_versions.insert(request.initial_resource_versions().begin(), request.initial_resource_versions().end());
  }
  asked.nonce = request.response_nonce();
  if (request.has_error_detail()) asked.error = request.error_detail().message();
  auto& subscription = static_cast<DeltaSubscription&>(topic->stream->Of(topic->type));
  OnOutcome(topic->type, subscription.OnRequest(asked), *topic->stream);
  return absl::OkStatus();
}

absl::Status Hub::OnAnnouncement(uint64_t id, const ::envoy::config::core::v3::Node& node, const Stream& stream) {
  auto list = clients::ParseAnnouncements(node);
  if (!list.ok()) return list.status();
  registry::Announcer who{id, stream.node->id, stream.node->ns, stream.node->locality};
  for (const std::string& remark : workloads_.Announce(who, *list)) log_(remark);
  return absl::OkStatus();
}

void Hub::OnOutcome(Type type, const Subscription::Outcome& outcome, Stream& stream) {
  Subscription& subscription = stream.Of(type);
  Apply(type, outcome.names, stream);
  if (outcome.verdict == Subscription::Verdict::kNack) {
    const Subscription::State state = subscription.Describe();
    log_(StrCat(stream.node->id, " refused ", translate::ShortName(type), " of version ", state.nacked_version, ": ",
                state.nack_message));
  }
  FindEverything(type, stream);
  refusals_changed_ |= subscription.TakeRefusalsChanged();
  stream.Dirty(type) = true;
  Flush(stream);
}

// The cache keeps what somebody is subscribed to.
void Hub::Apply(Type type, const Subscription::Difference& difference, const Stream& stream) {
  for (const std::string& name : difference.added) cache_.Acquire({stream.shape, type, name});
  for (const std::string& name : difference.removed) cache_.Release({stream.shape, type, name});
}

void Hub::FindEverything(Type type, Stream& stream) {
  Subscription& subscription = stream.Of(type);
  auto& followed = stream.everything[static_cast<int>(type)];
  if (!subscription.wildcard()) return followed.reset();
  auto names = cache_.AllNames(stream.shape, type);
  if (followed == names) return;
  followed = std::move(names);
  Apply(type, subscription.SetExisting(*followed), stream);
  stream.Dirty(type) = true;
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
    for (const std::string& name : stream.types[i]->Names()) cache_.Release({stream.shape, static_cast<Type>(i), name});
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
    for (Type type : removals ? kRemovalOrder : kPushOrder) {
      if (stream.in_flight) return;
      if (!stream.Dirty(type) || (removals && !MayRemove(type, stream))) continue;
      if (SendType(type, removals, stream)) stream.in_flight = true;
    }
  }
}

// A cluster stays until the client has answered for the routes that no longer lead to it. If it refuses them, that is its word.
bool Hub::MayRemove(Type type, const Stream& stream) {
  if (type == Type::kListener || type == Type::kRoute) return true;
  for (Type user : {Type::kListener, Type::kRoute}) {
    const Subscription& subscription = stream.Of(user);
    if (subscription.waiting() && !subscription.empty()) return false;
  }
  return true;
}

// False when there was nothing to say, or only removals and it is not their turn.
bool Hub::SendType(Type type, bool removals, Stream& stream) {
  Subscription& subscription = stream.Of(type);
  auto lookup = [&](const std::string& name) {
    const ResourceCache::Resource& resource = cache_.Get(stream.shape, type, name);
    return Subscription::Content{resource.hash, &resource.missing, resource.last == nullptr ? 0 : resource.last->hash()};
  };
  const Subscription::Plan plan = subscription.MakePlan(lookup, removals);
  if (removals || !plan.has_removals) stream.Dirty(type) = false;
  if (!plan.needed) return false;
  if (type == Type::kCluster && stream.node->Can(clients::Capability::kClusterWarming)) WarmClusters(plan, stream);
  const Push push = MakePush(type, plan, stream);
  subscription.OnSent(plan, push.version, push.nonce, now_());
  stream.sink->Send(push);
  Apply(type, subscription.DropUnused(), stream);
  refusals_changed_ |= subscription.TakeRefusalsChanged();
  return true;
}

// Such a client takes a cluster that changed into use when it was sent its endpoints again, be they the same. They have the
// cluster's name.
void Hub::WarmClusters(const Subscription::Plan& plan, Stream& stream) {
  for (const Subscription::Item& item : plan.resources) {
    if (stream.Of(Type::kCluster).SentHash(item.name) == item.hash) continue;
    stream.Of(Type::kEndpoint).SayAgain(item.name);
    stream.Dirty(Type::kEndpoint) = true;
  }
}

Push Hub::MakePush(Type type, const Subscription::Plan& plan, Stream& stream) {
  Push push;
  push.type = type;
  push.version = std::to_string(cache_.world().version());
  push.nonce = std::to_string(++stream.nonces);
  push.resources.reserve(plan.resources.size());
  for (const Subscription::Item& item : plan.resources) {
    const ResourceCache::Resource& resource = cache_.Get(stream.shape, type, item.name);
    push.resources.push_back({&item.name, resource.encoded != nullptr ? resource.encoded.get() : resource.last.get()});
  }
  push.removed = plan.removed;
  for (const Subscription::Item& item : plan.errors) push.errors.push_back({item.name, item.error});
  return push;
}

// When other labels matter than before, or an Envoy becomes a gateway, clients fall into other shapes.
void Hub::ReshapeStreams(bool gateways_changed) {
  clients::Distinctions distinctions = clients::DistinctionsIn(cache_.world());
  if (distinctions == distinctions_ && !gateways_changed) return;
  distinctions_ = std::move(distinctions);
  for (auto& [id, stream] : streams_) {
    if (!stream.node) continue;
    if (const ResourceCache::Shape shape = ShapeOf(*stream.node); shape != stream.shape) Reshape(shape, stream);
  }
}

void Hub::Reshape(ResourceCache::Shape shape, Stream& stream) {
  for (int i = 0; i < translate::kTypes; ++i) {
    for (const std::string& name : stream.types[i]->Names()) {
      cache_.Acquire({shape, static_cast<Type>(i), name});
      cache_.Release({stream.shape, static_cast<Type>(i), name});
    }
    stream.dirty[i] = true;
  }
  stream.shape = shape;
}

void Hub::MarkDifferent(const std::vector<ResourceCache::Key>& different, Stream& stream) {
  for (const ResourceCache::Key& key : different) {
    if (key.shape != stream.shape || stream.Dirty(key.type)) continue;
    stream.Dirty(key.type) = stream.Of(key.type).Has(key.name);
  }
}

// Is something different, or may there be something new for one who asked for everything?
bool Hub::IsConcerned(const Stream& stream) {
  const auto is_true = [](bool value) { return value; };
  const auto is_set = [](const auto& names) { return names != nullptr; };
  return std::any_of(std::begin(stream.dirty), std::end(stream.dirty), is_true) ||
         std::any_of(std::begin(stream.everything), std::end(stream.everything), is_set);
}

void Hub::SetWorld(std::shared_ptr<const registry::World> world, const registry::Changes& changes) {
  const std::vector<ResourceCache::Key> different = cache_.SetWorld(std::move(world), changes);
  for (auto& [id, stream] : streams_) {
    if (stream.node) MarkDifferent(different, stream);
  }
  ReshapeStreams(changes.gateways);
  for (auto& [id, stream] : streams_) {
    for (const auto& subscription : stream.types) {
      refusals_changed_ |= subscription->refusals() > 0;  // other objects may be behind it now
    }
    if (stream.is_due || !IsConcerned(stream)) continue;
    stream.is_due = true;
    due_.push_back(id);
  }
}

bool Hub::PushSome(int most) {
  for (; most > 0 && !due_.empty(); --most) {
    const auto found = streams_.find(due_.front());
    due_.pop_front();
    if (found == streams_.end()) continue;
    found->second.is_due = false;
    CatchUp(found->second);
  }
  return !due_.empty();
}

void Hub::CatchUp(Stream& stream) {
  for (Type type : kPushOrder) {
    FindEverything(type, stream);
    refusals_changed_ |= stream.Of(type).TakeRefusalsChanged();
  }
  Flush(stream);
}

}  // namespace weft::ads
