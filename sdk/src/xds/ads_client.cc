#include "xds/ads_client.h"

#include <algorithm>

#include "base/strings.h"
#include "xds/apply_response.h"
#include "xds/node.h"

namespace weft::xds {
namespace {

constexpr int kInvalidArgument = 3;

// Keeps exactly the wanted names; true when one was added or removed.
template <typename T>
void Reconcile(Resources<T>& resources, const std::set<std::string>& wanted) {
  std::erase_if(resources, [&](const auto& entry) { return !wanted.contains(entry.first); });
  for (const std::string& name : wanted) resources.try_emplace(name);
}

template <typename Fn>
void ForEachKind(ResourceCache& cache, Fn fn) {
  fn(ResourceType::kListener, cache.listeners);
  fn(ResourceType::kRoutes, cache.routes);
  fn(ResourceType::kCluster, cache.clusters);
  fn(ResourceType::kEndpoints, cache.endpoints);
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
  const auto* it = std::find_if(kAllTypes.begin(), kAllTypes.end(), [&](ResourceType type) { return TypeUrl(type) == type_url; });
  return it == kAllTypes.end() ? nullptr : it;
}

}  // namespace

AdsClient::AdsClient(Bootstrap bootstrap, AdsTransport& transport, LogSink log, uint64_t seed, std::function<void()> on_change)
    : bootstrap_(std::move(bootstrap)),
      node_(NodeToProto(bootstrap_.node)),
      transport_(transport),
      log_(std::move(log)),
      on_change_(std::move(on_change)),
      back_off_(seed) {}

void AdsClient::Start(TimePoint now) {
  Connect();
  for (ResourceType type : kAllTypes) SendRequest(type, now);
}

void AdsClient::WantListener(const std::string& name, TimePoint now) {
  if (wanted_listeners_.insert(name).second) UpdateWanted(now, nullptr, {});
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

void AdsClient::OnResponse(const Response& response, TimePoint now) {
  answered_ = true;
  back_off_.Reset();
  if (outage_logged_) log_(LogLevel::kInfo, StrCat("control plane ", ServerDescription(), " is back"));
  outage_logged_ = false;
  const ResourceType* type = FindType(response.type_url());
  if (type == nullptr) return;  // a type that was never asked for
  Applied applied = ApplyResponse(*type, response, cache_);
  TypeState& type_state = state(*type);
  type_state.nonce = response.nonce();
  if (applied.problem.empty()) {
    type_state.version = response.version_info();
  } else {
    log_(LogLevel::kWarning, StrCat("refused configuration from ", ServerDescription(), ": ", applied.problem));
  }
  UpdateWanted(now, type, applied.problem);
  if (applied.changed) on_change_();
}

void AdsClient::OnClosed(const absl::Status& status, TimePoint now) {
  open_ = false;
  ForEachKind(cache_, [](ResourceType, auto& resources) {
    for (auto& [name, resource] : resources) resource.asked_at = TimePoint::max();
  });
  if (leaving_) return;
  if (answered_) {  // a stream that worked: servers close those as routine
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

void AdsClient::OnTimer(TimePoint now) {
  if (now >= connect_at_) {
    Connect();
    for (ResourceType type : kAllTypes) SendRequest(type, now);
  }
  bool changed = false;
  ForEachKind(cache_, [&](ResourceType type, auto& resources) {
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
  ForEachKind(const_cast<ResourceCache&>(cache_), [&next](ResourceType, const auto& resources) {
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
  return answered_ && open_ ? uri : uri + " (not connected)";
}

std::vector<std::string> AdsClient::IgnoredFields() const {
  std::vector<std::string> fields;
  ForEachKind(const_cast<ResourceCache&>(cache_), [&fields](ResourceType type, const auto& resources) {
    for (const auto& [name, resource] : resources) {
      for (const std::string& path : resource.ignored) fields.push_back(StrCat(TypeName(type), "/", name, ": ", path));
    }
  });
  return fields;
}

void AdsClient::Connect() {
  connect_at_ = TimePoint::max();
  open_ = true;
  answered_ = false;
  node_sent_ = false;
  for (TypeState& type_state : types_) {
    type_state.nonce.clear();
    type_state.asked = false;
  }
  transport_.Connect(bootstrap_.xds_servers[server_]);
  if (!workloads_.empty()) SendWorkloads();
}

AdsClient::Request AdsClient::NewRequest(std::string_view type_url) {
  Request request;
  request.set_type_url(std::string(type_url));
  if (!node_sent_) *request.mutable_node() = node_;
  node_sent_ = true;
  return request;
}

void AdsClient::SendRequest(ResourceType type, TimePoint now, const std::string& problem) {
  TypeState& type_state = state(type);
  if (!open_ || (type_state.wanted.empty() && !type_state.asked)) return;
  Request request = NewRequest(TypeUrl(type));
  request.set_version_info(type_state.version);
  request.set_response_nonce(type_state.nonce);
  for (const std::string& name : type_state.wanted) request.add_resource_names(name);
  if (!problem.empty()) {
    request.mutable_error_detail()->set_code(kInvalidArgument);
    request.mutable_error_detail()->set_message(problem);
  }
  transport_.Send(request);
  type_state.asked = true;
  ForEachKind(cache_, [&](ResourceType kind, auto& resources) {
    if (kind != type) return;
    for (auto& [name, resource] : resources) resource.asked_at = std::min(resource.asked_at, now);
  });
}

void AdsClient::SendWorkloads() {
  if (!open_) return;
  Request request = NewRequest(kWorkloadTypeUrl);
  *request.mutable_node() = WithWorkloads(node_, workloads_);
  transport_.Send(request);
}

std::array<std::set<std::string>, 4> AdsClient::ComputeWanted() const {
  std::array<std::set<std::string>, 4> wanted;
  auto& [listeners, routes, clusters, endpoints] = wanted;
  listeners = wanted_listeners_;
  for (const auto& [name, listener] : cache_.listeners) {
    if (listener.value == nullptr) continue;
    if (listener.value->inline_routes) AddClusters(*listener.value->inline_routes, clusters);
    else routes.insert(listener.value->route_config_name);
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

// Sends the answer to `answered` (an ACK, or a NACK with `problem`) and a request for each other type whose names changed.
void AdsClient::UpdateWanted(TimePoint now, const ResourceType* answered, const std::string& problem) {
  const auto wanted = ComputeWanted();
  std::array<bool, 4> send{};
  for (ResourceType type : kAllTypes) {
    const size_t i = static_cast<size_t>(type);
    send[i] = types_[i].wanted != wanted[i];
    types_[i].wanted = wanted[i];
  }
  Reconcile(cache_.listeners, wanted[0]);
  Reconcile(cache_.routes, wanted[1]);
  Reconcile(cache_.clusters, wanted[2]);
  Reconcile(cache_.endpoints, wanted[3]);
  for (ResourceType type : kAllTypes) {
    const bool is_answer = answered != nullptr && *answered == type;
    if (is_answer || send[static_cast<size_t>(type)]) SendRequest(type, now, is_answer ? problem : std::string());
  }
}

}  // namespace weft::xds
