// A control plane in the test's own process, without sockets: answers what is subscribed from a map that the test fills.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "mesh/start_mesh.h"
#include "xds/testing/messages.h"

namespace weft::mesh {

// Thread-safe. Outlives the meshes that it starts.
class FakeControlPlane {
 public:
  using Request = envoy::service::discovery::v3::DiscoveryRequest;
  using Response = envoy::service::discovery::v3::DiscoveryResponse;
  using Callbacks = xds::AdsTransport::Callbacks;
  static constexpr char kAddress[] = "fake:15010";

  // A mesh whose stream leads here and that keeps its log to itself.
  std::shared_ptr<Mesh> StartMesh(const std::function<void(Bootstrap&)>& change = [](Bootstrap&) {}) {
    Bootstrap bootstrap;
    bootstrap.xds_servers = {{.server_uri = kAddress}};
    bootstrap.node.id = "sidecar~127.0.0.1~test.default~default.svc.cluster.local";
    change(bootstrap);
    MeshOptions options;
    options.log = [](LogLevel, std::string_view) {};
    return weft::StartMesh(bootstrap, options, [this](Callbacks callbacks) {
             return std::make_unique<Transport>(*this, std::move(callbacks));
           }).value();
  }

  // Closes the streams and refuses new ones until Restart.
  void Stop() {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    for (auto& [transport, session] : sessions_) session.callbacks.on_closed(absl::UnavailableError("stopped"));
    sessions_.clear();
  }
  void Restart() {
    std::lock_guard lock(mutex_);
    stopped_ = false;
  }

  // Puts the resource of a response in place and pushes it to whoever subscribed.
  void Set(const Response& response, const std::string& name) {
    std::lock_guard lock(mutex_);
    resources_[response.type_url()][name] = response.resources(0);
    errors_[response.type_url()].erase(name);
    PushToAll();
  }
  void SetError(const std::string& type_url, const std::string& name, const std::string& message) {
    std::lock_guard lock(mutex_);
    errors_[type_url][name] = message;
    PushToAll();
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

 private:
  struct Session {
    Callbacks callbacks;
    std::map<std::string, std::set<std::string>> names;  // by type
    std::map<std::string, std::string> sent;             // by type: the last content
  };

  class Transport : public xds::AdsTransport {
   public:
    Transport(FakeControlPlane& plane, Callbacks callbacks) : plane_(plane), callbacks_(std::move(callbacks)) {}
    ~Transport() override {
      std::lock_guard lock(plane_.mutex_);
      plane_.sessions_.erase(this);
    }
    void Connect(const XdsServer&) override { plane_.Open(this, callbacks_); }
    void Send(const Request& request) override { plane_.Receive(this, request); }
    void HalfClose() override { plane_.Close(this); }

   private:
    FakeControlPlane& plane_;
    const Callbacks callbacks_;
  };

  void Open(const Transport* transport, const Callbacks& callbacks) {
    std::lock_guard lock(mutex_);
    if (stopped_) callbacks.on_closed(absl::UnavailableError("stopped"));
    else sessions_[transport] = {callbacks, {}, {}};
  }

  void Receive(const Transport* transport, const Request& request) {
    std::lock_guard lock(mutex_);
    const auto session = sessions_.find(transport);
    if (session == sessions_.end()) return;
    requests_.push_back(request);
    changed_.notify_all();
    const std::set<std::string> names(request.resource_names().begin(), request.resource_names().end());
    auto& subscribed = session->second.names[request.type_url()];
    if (subscribed == names) return;
    subscribed = names;
    Push(session->second);
  }

  void Close(const Transport* transport) {
    std::lock_guard lock(mutex_);
    const auto session = sessions_.find(transport);
    if (session == sessions_.end()) return;
    session->second.callbacks.on_closed(absl::OkStatus());
    sessions_.erase(session);
  }

  // The rest is under mutex_.
  void PushToAll() {
    for (auto& [transport, session] : sessions_) Push(session);
  }

  void Push(Session& session) {
    for (const auto& [type, names] : session.names) {
      Response response = Answer(type, names);
      const std::string content = response.SerializeAsString();
      std::string& last = session.sent[type];
      if (content == last || (last.empty() && response.resources().empty() && response.resource_errors().empty())) continue;
      last = content;
      response.set_nonce(std::to_string(++version_));
      response.set_version_info(std::to_string(version_));
      session.callbacks.on_response(std::move(response));
    }
  }

  Response Answer(const std::string& type, const std::set<std::string>& names) {
    Response response;
    response.set_type_url(type);
    for (const std::string& name : names) {
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

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::map<const Transport*, Session> sessions_;
  std::map<std::string, std::map<std::string, google::protobuf::Any>> resources_;
  std::map<std::string, std::map<std::string, std::string>> errors_;
  std::vector<Request> requests_;
  uint64_t version_ = 0;
};

}  // namespace weft::mesh
