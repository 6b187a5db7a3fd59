#include "ads/hub.h"

#include "base/strings.h"

namespace weft::ads {
namespace {

using translate::Type;

constexpr int kNotFound = 5;  // google.rpc.Code

// Make before break: what a route needs is there before the route, so clusters and endpoints go first.
constexpr Type kPushOrder[] = {Type::kCluster, Type::kEndpoint, Type::kListener, Type::kRoute};

Subscription::Coverage CoverageOf(Type type) {
  bool all = type == Type::kListener || type == Type::kCluster;
  return all ? Subscription::Coverage::kAll : Subscription::Coverage::kChanged;
}

}  // namespace

Hub::Hub(std::shared_ptr<const registry::World> world, registry::Workloads& workloads,
         std::function<void(const std::string&)> log)
    : cache_(std::move(world)), workloads_(workloads), log_(std::move(log)) {
  source_label_keys_ = cache_.world().virtual_services().SourceLabelKeys();
}

void Hub::Open(uint64_t id, Sink& sink, std::string peer) {
  Stream& stream = streams_[id];
  stream.sink = &sink;
  stream.peer = std::move(peer);
}

ResourceCache::Shape Hub::ShapeOf(const NodeInfo& node) {
  translate::Client client{node.flavor, node.ns, {}};
  for (const std::string& key : source_label_keys_) {
    if (auto found = node.labels.find(key); found != node.labels.end()) client.labels.insert(*found);
  }
  return cache_.Intern(client);
}

absl::Status Hub::Identify(const ::envoy::config::core::v3::Node& node, Stream& stream) {
  auto info = ParseNode(node);
  if (!info.ok()) return info.status();
  stream.node = *std::move(info);
  stream.shape = ShapeOf(*stream.node);
  for (int i = 0; i < translate::kTypes; ++i) {
    stream.types.emplace_back(CoverageOf(static_cast<Type>(i)), stream.node->flavor == translate::Flavor::kWeft);
  }
  return absl::OkStatus();
}

absl::Status Hub::OnRequest(uint64_t id, const Request& request) {
  auto found = streams_.find(id);
  if (found == streams_.end()) return absl::OkStatus();
  Stream& stream = found->second;
  if (!stream.node) {
    if (absl::Status status = Identify(request.node(), stream); !status.ok()) return status;
  }
  if (request.type_url() == kWorkloadTypeUrl) return OnAnnouncement(id, request, stream);
  if (auto type = translate::TypeFromUrl(request.type_url())) OnSubscription(*type, request, stream);
  return absl::OkStatus();
}

absl::Status Hub::OnAnnouncement(uint64_t id, const Request& request, const Stream& stream) {
  auto list = ParseAnnouncements(request.node());
  if (!list.ok()) return list.status();
  registry::Announcer who{id, stream.node->id, stream.node->ns, stream.node->locality};
  for (const std::string& remark : workloads_.Announce(who, *list)) log_(remark);
  return absl::OkStatus();
}

void Hub::OnSubscription(Type type, const Request& request, Stream& stream) {
  const int index = static_cast<int>(type);
  Subscription& subscription = stream.types[index];
  Subscription::Request asked{{request.resource_names().begin(), request.resource_names().end()}, request.response_nonce(), {}};
  if (request.has_error_detail()) asked.error = request.error_detail().message();
  Subscription::Outcome outcome = subscription.OnRequest(asked);
  if (outcome.verdict == Subscription::Verdict::kStale) return;
  if (outcome.verdict == Subscription::Verdict::kNack) {
    log_(StrCat(stream.node->id, " refused ", translate::ShortName(type), " of version ", subscription.Describe().nacked_version,
             ": ", *asked.error));
  }
  for (const std::string& name : outcome.added) cache_.Acquire({stream.shape, type, name});
  for (const std::string& name : outcome.removed) cache_.Release({stream.shape, type, name});
  stream.dirty[index] = true;
  Flush(stream);
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
    for (const std::string& name : stream.types[i].Describe().names) {
      cache_.Release({stream.shape, static_cast<Type>(i), name});
    }
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
  Subscription& subscription = stream.types[index];
  Subscription::Plan plan = subscription.MakePlan([&](const std::string& name) {
    const ResourceCache::Resource& resource = cache_.Get({stream.shape, type, name});
    return Subscription::Content{resource.hash, &resource.missing};
  });
  if (plan.removes_only && !removals) return false;
  stream.dirty[index] = false;
  if (!plan.needed) return false;
  Response response = MakeResponse(type, plan, stream);
  subscription.OnSent(plan, response.version_info(), response.nonce());
  stream.sink->Send(std::move(response));
  return true;
}

Hub::Response Hub::MakeResponse(Type type, const Subscription::Plan& plan, Stream& stream) {
  Response response;
  response.set_version_info(std::to_string(cache_.world().version()));
  response.set_type_url(std::string(translate::TypeUrl(type)));
  response.set_nonce(std::to_string(++stream.nonces));
  response.mutable_control_plane()->set_identifier("weft/" WEFT_VERSION);
  for (const Subscription::Item& item : plan.resources) {
    *response.add_resources() = *cache_.Get({stream.shape, type, item.name}).encoded;
  }
  for (const Subscription::Item& item : plan.errors) {
    auto* error = response.add_resource_errors();
    error->mutable_resource_name()->set_name(item.name);
    error->mutable_error_detail()->set_code(kNotFound);
    error->mutable_error_detail()->set_message(item.error);
  }
  return response;
}

// When other source labels matter than before, clients fall into other shapes.
void Hub::ReshapeStreams() {
  std::set<std::string> keys = cache_.world().virtual_services().SourceLabelKeys();
  if (keys == source_label_keys_) return;
  source_label_keys_ = std::move(keys);
  for (auto& [id, stream] : streams_) {
    if (!stream.node) continue;
    ResourceCache::Shape shape = ShapeOf(*stream.node);
    if (shape == stream.shape) continue;
    for (int i = 0; i < translate::kTypes; ++i) {
      for (const std::string& name : stream.types[i].Describe().names) {
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
      bool concerned = key.shape == stream.shape && stream.types[static_cast<int>(key.type)].Has(key.name);
      if (concerned) stream.dirty[static_cast<int>(key.type)] = true;
    }
  }
  ReshapeStreams();
  for (auto& [id, stream] : streams_) {
    if (stream.node) Flush(stream);
  }
}

std::vector<StreamStatus> Hub::Describe() const {
  std::vector<StreamStatus> list;
  for (const auto& [id, stream] : streams_) {
    StreamStatus status;
    status.id = id;
    status.peer = stream.peer;
    status.node = stream.node;
    for (size_t i = 0; i < stream.types.size(); ++i) status.types[i] = stream.types[i].Describe();
    list.push_back(std::move(status));
  }
  return list;
}

}  // namespace weft::ads
