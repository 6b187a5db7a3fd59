#include "xds/ads/apply_response.h"

#include <set>

#include "base/strings.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "xds/resource/parse.h"

namespace weft::xds {
namespace {

constexpr int kNotFound = 5;

// How each type is read: its parser, the name of a parsed value, the name inside a message that could not be used.
template <typename T>
struct Reader;

template <>
struct Reader<model::Listener> {
  using Proto = envoy::config::listener::v3::Listener;
  static constexpr bool kFullState = true;
  static auto Parse(const google::protobuf::Any& any) { return ParseListener(any); }
  static const std::string& Name(const model::Listener& value) { return value.name; }
  static const std::string& ProtoName(const Proto& proto) { return proto.name(); }
};

template <>
struct Reader<model::RouteTable> {
  using Proto = envoy::config::route::v3::RouteConfiguration;
  static constexpr bool kFullState = false;
  static auto Parse(const google::protobuf::Any& any) { return ParseRoutes(any); }
  static const std::string& Name(const model::RouteTable& value) { return value.name; }
  static const std::string& ProtoName(const Proto& proto) { return proto.name(); }
};

template <>
struct Reader<model::Cluster> {
  using Proto = envoy::config::cluster::v3::Cluster;
  static constexpr bool kFullState = true;
  static auto Parse(const google::protobuf::Any& any) { return ParseCluster(any); }
  static const std::string& Name(const model::Cluster& value) { return value.name; }
  static const std::string& ProtoName(const Proto& proto) { return proto.name(); }
};

template <>
struct Reader<model::Endpoints> {
  using Proto = envoy::config::endpoint::v3::ClusterLoadAssignment;
  static constexpr bool kFullState = false;
  static auto Parse(const google::protobuf::Any& any) { return ParseEndpoints(any); }
  static const std::string& Name(const model::Endpoints& value) { return value.cluster_name; }
  static const std::string& ProtoName(const Proto& proto) { return proto.cluster_name(); }
};

template <typename T>
class Applier {
 public:
  Applier(ResourceType type, Resources<T>& resources) : type_(type), resources_(resources) {}

  Applied Apply(const Update& update) {
    for (const Update::Item& item : update.resources) ApplyOne(item);
    for (const std::string& name : update.removed) Remove(name, update);
    for (const auto* error : update.errors) ApplyError(*error);
    if (update.full_state && Reader<T>::kFullState) DropAbsent();
    return std::move(applied_);
  }

 private:
  void ApplyOne(const Update::Item& item) {
    auto parsed = Reader<T>::Parse(*item.content);
    if (!parsed.ok()) return Refuse(item, std::string(parsed.status().message()));
    const std::string name = Reader<T>::Name(parsed->value);
    if (!item.name.empty() && item.name != name) {
      return Refuse(item, StrCat("name: \"", name, "\" is not the name it was sent by"));
    }
    present_.insert(name);
    const auto it = resources_.find(name);
    if (it == resources_.end()) return;  // not asked for (any more)
    Resource<T>& resource = it->second;
    resource.problem.clear();
    resource.ignored = std::move(parsed->ignored);
    resource.version = item.version;
    if (resource.state == ResourceState::kKnown && *resource.value == parsed->value) return;
    resource.value = std::make_shared<const T>(std::move(parsed->value));
    resource.state = ResourceState::kKnown;
    applied_.changed = true;
  }

  void Refuse(const Update::Item& item, const std::string& problem) {
    typename Reader<T>::Proto proto;
    std::string name = item.name;
    if (name.empty() && item.content->UnpackTo(&proto)) name = Reader<T>::ProtoName(proto);
    const std::string text = StrCat(TypeName(type_), " \"", name, "\": ", problem);
    StrAppend(&applied_.problem, applied_.problem.empty() ? "" : "; ", text);
    present_.insert(name);
    if (const auto it = resources_.find(name); it != resources_.end()) {
      it->second.problem = text;
      if (it->second.state != ResourceState::kRequested) return;
      it->second.state = ResourceState::kMissing;
      applied_.changed = true;
    }
  }

  void ApplyError(const envoy::service::discovery::v3::ResourceError& error) {
    const auto it = resources_.find(error.resource_name().name());
    if (it == resources_.end()) return;
    if (it->second.state == ResourceState::kKnown && error.error_detail().code() != kNotFound) {
      it->second.problem = error.error_detail().message();  // trouble, not absence: the good copy stays
      return;
    }
    MarkMissing(it->second, error.error_detail().message());
  }

  void Remove(const std::string& name, const Update& update) {
    const auto it = resources_.find(name);
    if (it == resources_.end()) return;
    for (const auto* error : update.errors) {
      if (error->resource_name().name() == name) return MarkMissing(it->second, error->error_detail().message());
    }
    const bool was_there = it->second.state == ResourceState::kKnown;
    MarkMissing(it->second, StrCat(TypeName(type_), " \"", name, was_there ? "\" was removed" : "\" does not exist"));
  }

  void DropAbsent() {
    for (auto& [name, resource] : resources_) {
      if (resource.state != ResourceState::kKnown || present_.contains(name)) continue;
      MarkMissing(resource, StrCat(TypeName(type_), " \"", name, "\" was removed"));
    }
  }

  void MarkMissing(Resource<T>& resource, const std::string& problem) {
    if (resource.state == ResourceState::kMissing && resource.problem == problem) return;
    resource.state = ResourceState::kMissing;
    resource.value.reset();
    resource.version.clear();
    resource.problem = problem;
    applied_.changed = true;
  }

  const ResourceType type_;
  Resources<T>& resources_;
  std::set<std::string> present_;
  Applied applied_;
};

}  // namespace

Applied ApplyUpdate(ResourceType type, const Update& update, ResourceCache& cache) {
  switch (type) {
    case ResourceType::kListener:
      return Applier<model::Listener>(type, cache.listeners).Apply(update);
    case ResourceType::kRoutes:
      return Applier<model::RouteTable>(type, cache.routes).Apply(update);
    case ResourceType::kCluster:
      return Applier<model::Cluster>(type, cache.clusters).Apply(update);
    case ResourceType::kEndpoints:
      return Applier<model::Endpoints>(type, cache.endpoints).Apply(update);
  }
  return {};
}

}  // namespace weft::xds
