// SPDX-License-Identifier: Apache-2.0
#include "xds/wire_client.h"

#include "base/strings.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/service/cluster/v3/cds.grpc.pb.h"
#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "envoy/service/endpoint/v3/eds.grpc.pb.h"
#include "envoy/service/listener/v3/lds.grpc.pb.h"
#include "envoy/service/route/v3/rds.grpc.pb.h"

namespace weft::test {
namespace {

constexpr char kProbe[] = "outbound|9080||probe.default.svc.cluster.local";

std::string Short(std::string name) {
  for (const std::string_view part : {".default.svc.cluster.local", "outbound|9080||", "outbound|9080|"}) {
    if (const size_t at = name.find(part); at != std::string::npos) name.erase(at, part.size());
  }
  return name;
}

template <typename Response>
std::string TypeNameOf(const Response& response) {
  const auto type = translate::TypeFromUrl(response.type_url());
  return type ? std::string(translate::ShortName(*type)) : response.type_url();
}

template <typename Response>
void AppendErrors(const Response& response, std::string& line) {
  for (const auto& error : response.resource_errors()) line += " !" + Short(error.resource_name().name());
}

const std::string& WorldVersionOf(const SotwResponse& response) { return response.version_info(); }
const std::string& WorldVersionOf(const DeltaResponse& response) { return response.system_version_info(); }

template <typename Message>
std::string NameFieldOf(const ::google::protobuf::Any& any, std::string (*name)(const Message&)) {
  Message message;
  return any.UnpackTo(&message) ? name(message) : "unreadable";
}

// The stream of one type, or the aggregated one.
std::unique_ptr<::grpc::ClientReaderWriter<ads::Hub::SotwRequest, SotwResponse>> OpenSotw(
    const std::shared_ptr<::grpc::Channel>& channel, std::optional<Type> only, ::grpc::ClientContext* context) {
  if (!only) {
    return ::envoy::service::discovery::v3::AggregatedDiscoveryService::NewStub(channel)->StreamAggregatedResources(context);
  }
  switch (*only) {
    case Type::kListener:
      return ::envoy::service::listener::v3::ListenerDiscoveryService::NewStub(channel)->StreamListeners(context);
    case Type::kRoute:
      return ::envoy::service::route::v3::RouteDiscoveryService::NewStub(channel)->StreamRoutes(context);
    case Type::kCluster:
      return ::envoy::service::cluster::v3::ClusterDiscoveryService::NewStub(channel)->StreamClusters(context);
    case Type::kEndpoint:
      break;
  }
  return ::envoy::service::endpoint::v3::EndpointDiscoveryService::NewStub(channel)->StreamEndpoints(context);
}

std::unique_ptr<::grpc::ClientReaderWriter<ads::Hub::DeltaRequest, DeltaResponse>> OpenDelta(
    const std::shared_ptr<::grpc::Channel>& channel, std::optional<Type> only, ::grpc::ClientContext* context) {
  if (!only) {
    return ::envoy::service::discovery::v3::AggregatedDiscoveryService::NewStub(channel)->DeltaAggregatedResources(context);
  }
  switch (*only) {
    case Type::kListener:
      return ::envoy::service::listener::v3::ListenerDiscoveryService::NewStub(channel)->DeltaListeners(context);
    case Type::kRoute:
      return ::envoy::service::route::v3::RouteDiscoveryService::NewStub(channel)->DeltaRoutes(context);
    case Type::kCluster:
      return ::envoy::service::cluster::v3::ClusterDiscoveryService::NewStub(channel)->DeltaClusters(context);
    case Type::kEndpoint:
      break;
  }
  return ::envoy::service::endpoint::v3::EndpointDiscoveryService::NewStub(channel)->DeltaEndpoints(context);
}

}  // namespace

std::string ResourceNameOf(const ::google::protobuf::Any& resource) {
  const auto type = translate::TypeFromUrl(resource.type_url());
  if (!type) return resource.type_url();
  switch (*type) {
    case Type::kListener:
      return NameFieldOf<::envoy::config::listener::v3::Listener>(resource, [](const auto& m) { return m.name(); });
    case Type::kRoute:
      return NameFieldOf<::envoy::config::route::v3::RouteConfiguration>(resource, [](const auto& m) { return m.name(); });
    case Type::kCluster:
      return NameFieldOf<::envoy::config::cluster::v3::Cluster>(resource, [](const auto& m) { return m.name(); });
    case Type::kEndpoint:
      break;
  }
  using Endpoints = ::envoy::config::endpoint::v3::ClusterLoadAssignment;
  return NameFieldOf<Endpoints>(resource, [](const auto& m) { return m.cluster_name(); });
}

std::string LineOf(const SotwResponse& response) {
  std::string line = TypeNameOf(response);
  for (const auto& resource : response.resources()) line += " " + Short(ResourceNameOf(resource));
  AppendErrors(response, line);
  return line;
}

std::string LineOf(const DeltaResponse& response) {
  std::string line = TypeNameOf(response);
  for (const auto& resource : response.resources()) line += " " + Short(resource.name());
  for (const auto& name : response.removed_resources()) line += " -" + Short(name);
  AppendErrors(response, line);
  return line;
}

std::shared_ptr<::grpc::Channel> OwnChannel(const std::string& address) {
  ::grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetMaxSendMessageSize(-1);
  return ::grpc::CreateCustomChannel(address, ::grpc::InsecureChannelCredentials(), arguments);
}

::envoy::config::core::v3::Node WireClient::Node() {
  ::envoy::config::core::v3::Node node;
  node.set_id(options_.node_id);
  node.set_user_agent_name(options_.agent);
  return node;
}

std::string WireClient::ReadNothing(Type by) {
  const std::string probe = StrCat(translate::ShortName(by), " probe");
  for (int i = 0; i < 2; ++i) {
    Probe(by);
    const std::string line = ReadProbe(by);
    if (line != probe) return line;
    Ack(by);
  }
  return "";
}

template <typename Request, typename Response>
WireClientOf<Request, Response>::WireClientOf(Options options, const Open& open) : WireClient(std::move(options)) {
  auto context = std::make_unique<::grpc::ClientContext>();
  auto stream = open(context.get());
  stream_ = std::make_unique<Stream>(std::move(context), std::move(stream));
}

template <typename Request, typename Response>
Request WireClientOf<Request, Response>::NewRequest(Type type) {
  Request request;
  if (!node_sent_) *request.mutable_node() = Node();
  node_sent_ = true;
  if (options_.type_url) request.set_type_url(std::string(translate::TypeUrl(type)));
  return request;
}

template <typename Request, typename Response>
void WireClientOf<Request, Response>::Nack(Type type, const std::string& message) {
  Request request = NewAnswer(type);
  request.mutable_error_detail()->set_code(3);
  request.mutable_error_detail()->set_message(message);
  Write(request);
}

template <typename Request, typename Response>
std::string WireClientOf<Request, Response>::Read() {
  last_.reset();
  auto response = stream_->Next();
  if (!response) return "nothing";
  response_ = *std::move(response);
  last_ = translate::TypeFromUrl(response_.type_url());
  if (last_) {
    nonces_[*last_] = response_.nonce();
    versions_[*last_] = WorldVersionOf(response_);
    Note(*last_);
  }
  return LineOf(response_);
}

template class WireClientOf<ads::Hub::SotwRequest, SotwResponse>;
template class WireClientOf<ads::Hub::DeltaRequest, DeltaResponse>;

SotwWireClient::SotwWireClient(Options options)
    : WireClientOf(options, [&options](::grpc::ClientContext* context) {
        return OpenSotw(OwnChannel(options.address), options.only, context);
      }) {}

ads::Hub::SotwRequest SotwWireClient::NewRequest(Type type) {
  ads::Hub::SotwRequest request = WireClientOf::NewRequest(type);
  for (const std::string& name : subscribed_[type]) request.add_resource_names(name);
  request.set_response_nonce(nonces_[type]);
  request.set_version_info(versions_[type]);
  return request;
}

void SotwWireClient::Subscribe(Type type, const Names& names) {
  subscribed_[type].insert(names.begin(), names.end());
  SendRequest(type);
}

void SotwWireClient::Unsubscribe(Type type, const Names& names) {
  for (const std::string& name : names) subscribed_[type].erase(name);
  SendRequest(type);
}

void SotwWireClient::RequestExactly(Type type, const Names& names) {
  subscribed_[type] = {names.begin(), names.end()};
  SendRequest(type);
}

// A new name is answered the first time, and everything that is named when a nonce comes again.
void SotwWireClient::Probe(Type type) { Subscribe(type, {kProbe}); }

std::string SotwWireClient::ReadProbe(Type type) {
  std::string line = Read();
  if (last_ != type) return line;
  // Of a type that is probed, what else is subscribed may be sent again.
  const std::string probe = StrCat(translate::ShortName(type), " probe");
  return line.ends_with(" probe") || line.find(" probe ") != std::string::npos ? probe : line;
}

DeltaWireClient::DeltaWireClient(Options options)
    : WireClientOf(options, [&options](::grpc::ClientContext* context) {
        return OpenDelta(OwnChannel(options.address), options.only, context);
      }) {}

void DeltaWireClient::Subscribe(Type type, const Names& names) {
  ads::Hub::DeltaRequest request = NewRequest(type);
  for (const std::string& name : names) request.add_resource_names_subscribe(name);
  Write(request);
}

void DeltaWireClient::Unsubscribe(Type type, const Names& names) {
  ads::Hub::DeltaRequest request = NewRequest(type);
  for (const std::string& name : names) request.add_resource_names_unsubscribe(name);
  Write(request);
}

ads::Hub::DeltaRequest DeltaWireClient::NewAnswer(Type type) {
  ads::Hub::DeltaRequest request = NewRequest(type);
  request.set_response_nonce(nonces_[type]);
  return request;
}

void DeltaWireClient::Note(Type type) {
  for (const auto& resource : response_.resources()) held_[type][resource.name()] = resource.version();
  for (const std::string& name : response_.removed_resources()) held_[type].erase(name);
}

std::vector<::google::protobuf::Any> DeltaWireClient::last_resources() const {
  std::vector<::google::protobuf::Any> list;
  for (const auto& resource : response_.resources()) list.push_back(resource.resource());
  return list;
}

// A name that is subscribed is answered each time.
void DeltaWireClient::Probe(Type type) { Subscribe(type, {kProbe}); }

}  // namespace weft::test
