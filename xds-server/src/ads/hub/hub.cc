// SPDX-License-Identifier: Apache-2.0
#include "ads/hub/hub.h"

#include <algorithm>

#include "ads/stream/delta_subscription.h"
#include "ads/stream/sotw_subscription.h"
#include "base/status_macros.h"
#include "base/strings.h"

namespace weft::ads {

Hub::Hub(const ResourceTypes& types, ResourceSource& source, Options options)
    : types_(types), source_(source), options_(std::move(options)), cache_(source, types.size()) {}

void Hub::Open(uint64_t id, Variant variant, Sink& sink, std::string peer) {
  Stream& stream = streams_[id];
  stream.variant = variant;
  stream.sink = &sink;
  stream.peer = std::move(peer);
}

std::unique_ptr<Subscription> Hub::NewSubscription(Variant variant, TypeId type, bool report_missing) const {
  const auto coverage = types_.at(type).full_state ? Subscription::Coverage::kAll : Subscription::Coverage::kChanged;
  if (variant == Variant::kSotw) return std::make_unique<SotwSubscription>(coverage, report_missing);
  return std::make_unique<DeltaSubscription>(coverage, report_missing);
}

absl::Status Hub::Identify(uint64_t id, const ::envoy::config::core::v3::Node& node, Stream& stream) {
  WEFT_ASSIGN_OR_RETURN(const ClientIdentity client, source_.Identify(id, node));
  stream.node_bytes = node.SerializeAsString();
  stream.node_bytes.shrink_to_fit();
  stream.shape = client.shape;
  stream.warms = client.warms;
  stream.topics.resize(types_.size());
  for (TypeId type = 0; type < types_.size(); ++type) {
    stream.topics[type].subscription = NewSubscription(stream.variant, type, client.reports_missing);
  }
  return absl::OkStatus();
}

template <typename Request>
absl::StatusOr<Hub::Subject> Hub::SubjectOf(uint64_t id, const Request& request) {
  const auto found = streams_.find(id);
  if (found == streams_.end()) return Subject();
  Stream& stream = found->second;
  if (!stream.identified()) {
    WEFT_RETURN_IF_ERROR(Identify(id, request.node(), stream));
  }
  if (const auto handler = handlers_.find(request.type_url()); handler != handlers_.end()) {
    WEFT_RETURN_IF_ERROR(handler->second->OnRequest(id, request.node()));
    return Subject();
  }
  if (request.type_url().empty()) return absl::InvalidArgumentError("type_url: required value on an aggregated stream");
  const auto type = types_.Find(request.type_url());
  return type ? Subject{&stream, *type} : Subject();
}

absl::Status Hub::OnRequest(uint64_t id, const SotwRequest& request) {
  const auto subject = SubjectOf(id, request);
  if (!subject.ok() || subject->stream == nullptr) return subject.status();
  SotwSubscription::Request asked;
  asked.names.assign(request.resource_names().begin(), request.resource_names().end());
  asked.nonce = request.response_nonce();
  asked.holds_some = !request.version_info().empty();
  if (request.has_error_detail()) asked.error = request.error_detail().message();
  auto& subscription = static_cast<SotwSubscription&>(subject->stream->Of(subject->type));
  OnOutcome(subject->type, subscription.OnRequest(asked), *subject->stream);
  return absl::OkStatus();
}

absl::Status Hub::OnRequest(uint64_t id, const DeltaRequest& request) {
  const auto subject = SubjectOf(id, request);
  if (!subject.ok() || subject->stream == nullptr) return subject.status();
  DeltaSubscription::Request asked;
  asked.subscribe.assign(request.resource_names_subscribe().begin(), request.resource_names_subscribe().end());
  asked.unsubscribe.assign(request.resource_names_unsubscribe().begin(), request.resource_names_unsubscribe().end());
  // What a client that warms holds may belong to a resource that it has replaced since, and the new one waits for it.
  if (!subject->stream->warms || types_.at(subject->type).warms.empty()) {
    asked.initial_versions.insert(request.initial_resource_versions().begin(), request.initial_resource_versions().end());
  }
  asked.nonce = request.response_nonce();
  if (request.has_error_detail()) asked.error = request.error_detail().message();
  auto& subscription = static_cast<DeltaSubscription&>(subject->stream->Of(subject->type));
  OnOutcome(subject->type, subscription.OnRequest(asked), *subject->stream);
  return absl::OkStatus();
}

void Hub::LogNack(TypeId type, const Stream& stream) const {
  ::envoy::config::core::v3::Node node;
  node.ParseFromString(stream.node_bytes);
  const Subscription::State state = stream.Of(type).Describe();
  options_.log(StrCat(node.id(), " refused ", types_.at(type).short_name, " of version ", state.nacked_version, ": ",
                      state.nack_message));
}

void Hub::OnOutcome(TypeId type, const Subscription::Outcome& outcome, Stream& stream) {
  Apply(type, outcome.names, stream);
  if (outcome.verdict == Subscription::Verdict::kNack) LogNack(type, stream);
  FollowEverything(type, stream);
  nacks_changed_ |= stream.Of(type).TakeNacksChanged();
  stream.topics[type].dirty = true;
  Flush(stream);
}

// The cache keeps what somebody is subscribed to.
void Hub::Apply(TypeId type, const Subscription::Difference& difference, const Stream& stream) {
  for (const std::string& name : difference.added) cache_.Acquire({stream.shape, type, name});
  for (const std::string& name : difference.removed) cache_.Release({stream.shape, type, name});
}

void Hub::FollowEverything(TypeId type, Stream& stream) {
  Topic& topic = stream.topics[type];
  if (!topic.subscription->wildcard()) return topic.everything.reset();
  auto names = cache_.AllNames(stream.shape, type);
  if (topic.everything == names) return;
  topic.everything = std::move(names);
  Apply(type, topic.subscription->SetExisting(*topic.everything), stream);
  topic.dirty = true;
}

void Hub::OnSent(uint64_t id) {
  auto found = streams_.find(id);
  if (found == streams_.end()) return;
  found->second.in_flight = false;
  Flush(found->second);
}

void Hub::Close(uint64_t id, bool graceful) {
  auto found = streams_.find(id);
  if (found == streams_.end()) return;
  Stream& stream = found->second;
  for (TypeId type = 0; type < stream.topics.size(); ++type) {
    for (const std::string& name : stream.Of(type).Names()) cache_.Release({stream.shape, type, name});
    nacks_changed_ |= stream.Of(type).nacks() > 0;
  }
  streams_.erase(found);
  for (const auto& [url, handler] : handlers_) handler->OnClose(id, graceful);
  source_.Forget(id);
}

void Hub::Flush(Stream& stream) {
  for (bool removals : {false, true}) {
    for (TypeId type : removals ? types_.removal_order() : types_.send_order()) {
      if (stream.in_flight) return;
      if (!stream.topics[type].dirty || (removals && !MayRemove(type, stream))) continue;
      if (SendType(type, removals, stream)) stream.in_flight = true;
    }
  }
}

// A resource stays until the client has answered for those that no longer refer to it. A NACK is an answer as well.
bool Hub::MayRemove(TypeId type, const Stream& stream) const {
  const std::vector<TypeId>& users = types_.users(type);
  return std::none_of(users.begin(), users.end(), [&stream](TypeId user) {
    const Subscription& subscription = stream.Of(user);
    return subscription.waiting() && !subscription.empty();
  });
}

// False when there was nothing to send, or only removals and it is not their turn.
bool Hub::SendType(TypeId type, bool removals, Stream& stream) {
  Subscription& subscription = stream.Of(type);
  auto lookup = [&](const std::string& name) {
    const ResourceCache::Resource& resource = cache_.Get(stream.shape, type, name);
    return Subscription::Content{resource.hash, &resource.missing, resource.last == nullptr ? 0 : resource.last->hash()};
  };
  const Subscription::Plan plan = subscription.MakePlan(lookup, removals);
  if (removals || !plan.has_removals) stream.topics[type].dirty = false;
  if (!plan.needed) return false;
  if (stream.warms) WarmDependents(type, plan, stream);
  const Push push = MakePush(type, plan, stream);
  subscription.OnSent(plan, push.version, push.nonce, options_.now());
  stream.sink->Send(push);
  Apply(type, subscription.DropUnused(), stream);
  nacks_changed_ |= subscription.TakeNacksChanged();
  return true;
}

void Hub::WarmDependents(TypeId type, const Subscription::Plan& plan, Stream& stream) const {
  for (TypeId dependent : types_.warmed_by(type)) {
    for (const Subscription::Item& item : plan.resources) {
      if (stream.Of(type).SentHash(item.name) == item.hash) continue;
      stream.Of(dependent).Resend(item.name);
      stream.topics[dependent].dirty = true;
    }
  }
}

Push Hub::MakePush(TypeId type, const Subscription::Plan& plan, Stream& stream) {
  Push push;
  push.type_url = types_.at(type).url;
  push.version = source_.Version();
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

void Hub::Reshape(ShapeId shape, Stream& stream) {
  for (TypeId type = 0; type < stream.topics.size(); ++type) {
    for (const std::string& name : stream.Of(type).Names()) {
      cache_.Acquire({shape, type, name});
      cache_.Release({stream.shape, type, name});
    }
    stream.topics[type].dirty = true;
  }
  stream.shape = shape;
}

void Hub::MarkDifferent(const std::vector<ResourceKey>& different, Stream& stream) {
  for (const ResourceKey& key : different) {
    if (key.shape != stream.shape || stream.topics[key.type].dirty) continue;
    stream.topics[key.type].dirty = stream.Of(key.type).Has(key.name);
  }
}

// Is something different, or may there be something new for one who asked for everything?
bool Hub::IsConcerned(const Stream& stream) {
  return std::any_of(stream.topics.begin(), stream.topics.end(),
                     [](const Topic& topic) { return topic.dirty || topic.everything != nullptr; });
}

void Hub::OnChange(const SourceChange& change) {
  const std::vector<ResourceKey> different = cache_.Update(change);
  for (auto& [id, stream] : streams_) {
    if (stream.identified()) MarkDifferent(different, stream);
  }
  for (const auto& [id, shape] : change.reshaped) {
    const auto found = streams_.find(id);
    if (found != streams_.end() && found->second.shape != shape) Reshape(shape, found->second);
  }
  for (auto& [id, stream] : streams_) {
    for (const Topic& topic : stream.topics) {
      nacks_changed_ |= topic.subscription->nacks() > 0;  // other causes may be behind it now
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
  for (TypeId type : types_.send_order()) {
    FollowEverything(type, stream);
    nacks_changed_ |= stream.Of(type).TakeNacksChanged();
  }
  Flush(stream);
}

}  // namespace weft::ads
