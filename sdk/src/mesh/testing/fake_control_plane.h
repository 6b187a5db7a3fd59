// A control plane in the test's own process: answers what is subscribed from a map that the test fills.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "weft/bootstrap.h"
#include "xds/testing/messages.h"

namespace weft::mesh {

// Thread-safe. One stream at a time.
class FakeControlPlane : public envoy::service::discovery::v3::AggregatedDiscoveryService::Service {
 public:
  using Request = envoy::service::discovery::v3::DiscoveryRequest;
  using Response = envoy::service::discovery::v3::DiscoveryResponse;
  using Stream = ::grpc::ServerReaderWriter<Response, Request>;

  FakeControlPlane() { Listen("127.0.0.1:0"); }
  ~FakeControlPlane() override { Stop(); }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  Bootstrap bootstrap() const {
    Bootstrap bootstrap;
    bootstrap.xds_servers = {{.server_uri = address()}};
    bootstrap.node.id = "sidecar~127.0.0.1~test.default~default.svc.cluster.local";
    return bootstrap;
  }

  void Stop() {
    if (server_ == nullptr) return;
    server_->Shutdown(std::chrono::system_clock::now());
    server_.reset();
  }
  void RestartOnTheSamePort() { Listen(address()); }

  // Puts the resources of a response in place and pushes them to whoever subscribed.
  void Set(const Response& response, const std::string& name) {
    std::lock_guard lock(mutex_);
    resources_[response.type_url()][name] = response.resources(0);
    errors_[response.type_url()].erase(name);
    Changed();
  }
  void SetError(const std::string& type_url, const std::string& name, const std::string& message) {
    std::lock_guard lock(mutex_);
    errors_[type_url][name] = message;
    Changed();
  }
  // host -> one route table "*" -> clusters -> endpoints on these ports of 127.0.0.1.
  void Serve(const std::string& host, const std::map<std::string, std::vector<uint32_t>>& clusters) {
    std::vector<std::string> names;
    for (const auto& [name, ports] : clusters) {
      names.push_back(name);
      Set(xds::ClusterResponse({name}, ""), name);
      Set(xds::EndpointsResponse(name, ports, ""), name);
    }
    Set(xds::RoutesResponse("routes-" + host, names, ""), "routes-" + host);
    Set(xds::ListenerResponse(host, "routes-" + host, ""), host);
  }

  // Blocks until a request satisfied the condition; false after ten seconds.
  bool WaitForRequest(const std::function<bool(const Request&)>& wanted) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] {
      for (const Request& request : requests_) {
        if (wanted(request)) return true;
      }
      return false;
    });
  }

  ::grpc::Status StreamAggregatedResources(::grpc::ServerContext*, Stream* stream) override {
    std::map<std::string, std::set<std::string>> names;
    bool open = true;
    std::thread writer([&] { Write(*stream, names, open); });
    for (Request request; stream->Read(&request);) {
      std::lock_guard lock(mutex_);
      requests_.push_back(request);
      auto& subscribed = names[request.type_url()];
      const std::set<std::string> now(request.resource_names().begin(), request.resource_names().end());
      if (subscribed != now) Changed();
      subscribed = now;
      changed_.notify_all();
    }
    {
      std::lock_guard lock(mutex_);
      open = false;
      changed_.notify_all();
    }
    writer.join();
    return ::grpc::Status::OK;
  }

 private:
  void Listen(const std::string& address) {
    ::grpc::ServerBuilder builder;
    builder.AddListeningPort(address, ::grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }

  void Changed() {  // under mutex_
    ++version_;
    changed_.notify_all();
  }

  void Write(Stream& stream, const std::map<std::string, std::set<std::string>>& names, const bool& open) {
    std::map<std::string, std::string> sent;
    uint64_t seen = 0;
    for (;;) {
      std::vector<Response> responses;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !open || version_ != seen; });
        if (!open) return;
        seen = version_;
        for (const auto& [type, subscribed] : names) responses.push_back(Answer(type, subscribed));
      }
      for (Response& response : responses) {
        std::string& last = sent[response.type_url()];
        const std::string content = response.SerializeAsString();
        if (content == last || (response.resources().empty() && response.resource_errors().empty() && last.empty())) continue;
        last = content;
        response.set_version_info(std::to_string(seen));
        response.set_nonce(std::to_string(seen));
        stream.Write(response);
      }
    }
  }

  Response Answer(const std::string& type, const std::set<std::string>& subscribed) {  // under mutex_
    Response response;
    response.set_type_url(type);
    for (const std::string& name : subscribed) {
      if (const auto it = resources_[type].find(name); it != resources_[type].end()) *response.add_resources() = it->second;
      if (const auto it = errors_[type].find(name); it != errors_[type].end()) {
        auto* error = response.add_resource_errors();
        error->mutable_resource_name()->set_name(name);
        error->mutable_error_detail()->set_code(5);
        error->mutable_error_detail()->set_message(it->second);
      }
    }
    return response;
  }

  int port_ = 0;
  std::unique_ptr<::grpc::Server> server_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::map<std::string, google::protobuf::Any>> resources_;
  std::map<std::string, std::map<std::string, std::string>> errors_;
  std::vector<Request> requests_;
  uint64_t version_ = 0;
};

}  // namespace weft::mesh
