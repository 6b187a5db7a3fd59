#include "xds/ads/ads_client.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/strings.h"
#include "xds/ads/apply_response.h"
#include "xds/bootstrap/node.h"

namespace weft::xds {
namespace {

// Keeps exactly the wanted names.
template <typename T>
void Reconcile(Resources<T>& resources, const std::set<std::string>& wanted) {
  std::erase_if(resources, [&](const auto& entry) { return !wanted.contains(entry.first); });
  for (const std::string& name : wanted) resources.try_emplace(name);
}

void AddClusters(const model::RouteTable& table, std::set<std::string>& out) {
  for (const auto& host : table.virtual_hosts) {
    for (const auto& route : host.routes) {
      for (const auto& weighted : route.clusters) out.insert(weighted.cluster);
      for (const auto& mirror : route.mirrors) out.insert(mirror.cluster);
    }
  }
}

const ResourceType* FindType(std::string_view type_url) {
  const auto* it =
      std::find_if(kAllTypes.begin(), kAllTypes.end(), [&](ResourceType type) { return TypeUrl(type) == type_url; });
  return it == kAllTypes.end() ? nullptr : it;
}

}  // namespace

AdsClient::AdsClient(Bootstrap bootstrap, AdsTransport& transport, LogSink log, uint64_t seed, std::function<void()> on_change)
    : bootstrap_(std::move(bootstrap)),
      node_(NodeToProto(bootstrap_.node)),
      transport_(transport),
      log_(std::move(log)),
      on_change_(std::move(on_change)),
      back_off_(seed),
      protocol_(NewProtocol(bootstrap_.xds_protocol)) {}

void AdsClient::Start(TimePoint now) { Connect(now); }

void AdsClient::WantListener(const std::string& name, TimePoint now) {
  if (wanted_listeners_.insert(name).second) UpdateWanted(now, nullptr, nullptr);
}

void AdsClient::Announce(Workload workload) {
  std::string name = WorkloadName(bootstrap_.node, workload);
  workloads_[std::move(name)] = std::move(workload);
  SendWorkloads();
}

void AdsClient::SayGoodbye() {
  leaving_ = true;
  connect_at_ = TimePoint::max();
  if (!workloads_.empty()) {
    workloads_.clear();
    SendWorkloads();
  }
  transport_.HalfClose();
}

void AdsClient::OnOpened() {
  opened_ = true;
  NoteWorking();
}

void AdsClient::OnResponse(const AdsResponse& response, TimePoint now) {
  answered_ = true;
  back_off_.Reset();
  NoteWorking();
  const Update update = protocol_->Read(response);
  const ResourceType* type = FindType(update.type_url);
  if (type == nullptr) return;  // a type that was never asked for
  const Applied applied = ApplyUpdate(*type, update, cache_);
  if (!applied.problem.empty()) {
    log_(LogLevel::kWarning, StrCat("refused configuration from ", ServerDescription(), ": ", applied.problem));
  }
  const Answer answer{update.nonce, update.version, applied.problem};
  UpdateWanted(now, type, &answer);
  if (applied.changed) on_change_();
}

void AdsClient::OnClosed(const absl::Status& status, TimePoint now) {
  open_ = false;
  ForEachType(cache_, [](ResourceType, auto& resources) {
    for (auto& [name, resource] : resources) resource.asked_at = TimePoint::max();
  });
  if (!leaving_ && !FallBack(status, now)) NoteClosed(status, now);
}

// For good: a server that learns delta is not worth a failed stream at each connection to all that never will.
bool AdsClient::FallBack(const absl::Status& status, TimePoint now) {
  if (answered_ || protocol_->kind() != XdsProtocol::kDelta || status.code() != absl::StatusCode::kUnimplemented) return false;
  log_(LogLevel::kInfo, StrCat("control plane ", bootstrap_.xds_servers[server_].server_uri,
                               " does not serve delta xDS: going on with state of the world"));
  protocol_ = NewProtocol(XdsProtocol::kStateOfTheWorld);
  connect_at_ = now;
  return true;
}

void AdsClient::NoteClosed(const absl::Status& status, TimePoint now) {
  if (answered_ || (opened_ && may_be_silent_)) {  // a stream that worked: servers close those as routine
    if (now - connected_at_ >= BackOff::kMax) back_off_.Reset();
    connect_at_ = now + back_off_.Next();
    return;
  }
  if (!outage_logged_) {
    log_(LogLevel::kWarning, StrCat("control plane ", ServerDescription(), " cannot be reached: ", status.message(),
                                    "; calls go on with the last good configuration"));
    outage_logged_ = true;
  }
  server_ = (server_ + 1) % bootstrap_.xds_servers.size();
  connect_at_ = now + back_off_.Next();
}

void AdsClient::NoteWorking() {
  if (outage_logged_) log_(LogLevel::kInfo, StrCat("control plane ", ServerDescription(), " is back"));
  outage_logged_ = false;
}

void AdsClient::OnTimer(TimePoint now) {
  if (now >= connect_at_) Connect(now);
  bool changed = false;
  ForEachType(cache_, [&](ResourceType type, auto& resources) {
    for (auto& [name, resource] : resources) {
      if (resource.state != ResourceState::kRequested || resource.asked_at == TimePoint::max()) continue;
      if (now < resource.asked_at + kResourceTimeout) continue;
      resource.state = ResourceState::kMissing;
      resource.problem = StrCat(TypeName(type), " \"", name, "\": no answer from the control plane for 15 s");
      changed = true;
    }
  });
  if (changed) on_change_();
}

TimePoint AdsClient::NextTimer() const {
  TimePoint next = connect_at_;
  ForEachType(cache_, [&next](ResourceType, const auto& resources) {
    for (const auto& [name, resource] : resources) {
      if (resource.state == ResourceState::kRequested && resource.asked_at != TimePoint::max()) {
        next = std::min<TimePoint>(next, resource.asked_at + kResourceTimeout);
      }
    }
  });
  return next;
}

std::string AdsClient::ServerDescription() const {
  const std::string& uri = bootstrap_.xds_servers[server_].server_uri;
  return Works() && open_ ? uri : uri + " (not connected)";
}

std::vector<std::string> AdsClient::IgnoredFields() const {
  std::vector<std::string> fields;
  ForEachType(cache_, [&fields](ResourceType type, const auto& resources) {
    for (const auto& [name, resource] : resources) {
      for (const std::string& path : resource.ignored) fields.push_back(StrCat(TypeName(type), "/", name, ": ", path));
    }
  });
  return fields;
}

void AdsClient::Connect(TimePoint now) {
  connect_at_ = TimePoint::max();
  connected_at_ = now;
  open_ = true;
  opened_ = false;
  answered_ = false;
  node_sent_ = false;
  if (versions_from_ != server_) {  // one server's versions mean nothing to another
    ForEachType(cache_, [](ResourceType, auto& resources) {
      for (auto& [name, resource] : resources) resource.version.clear();
    });
  }
  versions_from_ = server_;
  may_be_silent_ = protocol_->OnConnect(HeldVersions());
  transport_.Connect(bootstrap_.xds_servers[server_], protocol_->kind());
  if (!workloads_.empty()) SendWorkloads();
  for (ResourceType type : kAllTypes) Speak(type, now, nullptr);
}

std::array<AdsProtocol::Versions, 4> AdsClient::HeldVersions() const {
  std::array<AdsProtocol::Versions, 4> held;
  ForEachType(cache_, [&](ResourceType type, const auto& resources) {
    for (const auto& [name, resource] : resources) {
      if (!resource.version.empty()) held[static_cast<size_t>(type)][name] = resource.version;
    }
  });
  return held;
}

void AdsClient::Speak(ResourceType type, TimePoint now, const Answer* answer) {
  if (!open_) return;
  for (AdsRequest& request : protocol_->Speak(type, wanted_[static_cast<size_t>(type)], answer)) Send(std::move(request));
  ForEachType(cache_, [&](ResourceType kind, auto& resources) {
    if (kind != type) return;
    for (auto& [name, resource] : resources) resource.asked_at = std::min(resource.asked_at, now);
  });
}

void AdsClient::Send(AdsRequest request) {
  std::visit(
      [this](auto& message) {
        if (!node_sent_ && !message.has_node()) *message.mutable_node() = node_;
      },
      request);
  node_sent_ = true;
  transport_.Send(request);
}

void AdsClient::SendWorkloads() {
  if (!open_) return;
  AdsRequest request = protocol_->NewRequest(kWorkloadTypeUrl);
  std::visit([this](auto& message) { *message.mutable_node() = WithWorkloads(node_, workloads_); }, request);
  Send(std::move(request));
}

AdsClient::Wanted AdsClient::ComputeWanted() const {
  Wanted wanted;
  auto& [listeners, routes, clusters, endpoints] = wanted;
  listeners = wanted_listeners_;
  for (const auto& [name, listener] : cache_.listeners) {
    if (listener.value == nullptr) continue;
    if (listener.value->inline_routes)
      AddClusters(*listener.value->inline_routes, clusters);
    else
      routes.insert(listener.value->route_config_name);
  }
  for (const auto& [name, table] : cache_.routes) {
    if (table.value != nullptr && routes.contains(name)) AddClusters(*table.value, clusters);
  }
  for (const auto& [name, cluster] : cache_.clusters) {
    if (cluster.value == nullptr || !clusters.contains(name)) continue;
    if (cluster.value->type == model::Cluster::Type::kEds) endpoints.insert(cluster.value->eds_service_name);
  }
  return wanted;
}

void AdsClient::UpdateWanted(TimePoint now, const ResourceType* answered, const Answer* answer) {
  wanted_ = ComputeWanted();
  Reconcile(cache_.listeners, wanted_[0]);
  Reconcile(cache_.routes, wanted_[1]);
  Reconcile(cache_.clusters, wanted_[2]);
  Reconcile(cache_.endpoints, wanted_[3]);
  for (ResourceType type : kAllTypes) Speak(type, now, answered != nullptr && *answered == type ? answer : nullptr);
}

}  // namespace weft::xds
