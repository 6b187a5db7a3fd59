// SPDX-License-Identifier: Apache-2.0
// A control plane in the test's own process, without sockets: answers what is subscribed from a map that the test fills,
// over delta or state of the world as the mesh requests.
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
#include "mesh/testing/fake_session.h"
#include "xds/testing/messages.h"

namespace weft::mesh {

// Thread-safe. Outlives the meshes that it starts.
class FakeControlPlane {
 public:
  using Request = FakeRequest;
  using Response = envoy::service::discovery::v3::DiscoveryResponse;
  using Callbacks = xds::AdsTransport::Callbacks;
  static constexpr char kAddress[] = "fake:15010";

  // A mesh whose stream leads here and that keeps its log to itself.
  std::shared_ptr<Mesh> StartMesh(
      const std::function<void(Bootstrap&)>& change = [](Bootstrap&) {}, MeshOptions options = {}) {
    Bootstrap bootstrap;
    bootstrap.xds_servers = {{.server_uri = kAddress}};
    bootstrap.node.id = "sidecar~127.0.0.1~test.default~default.svc.cluster.local";
    change(bootstrap);
    options.log = [](LogLevel, std::string_view) {};
    return weft::StartMesh(bootstrap, options,
                           [this](Callbacks callbacks) { return std::make_unique<Transport>(*this, std::move(callbacks)); })
        .value();
  }

  std::shared_ptr<Mesh> StartMesh(const std::function<void(Bootstrap&)>& change, std::shared_ptr<Env> env) {
    return StartMesh(change, MeshOptions{.env = std::move(env)});
  }

  // Closes the streams and refuses new ones until Restart.
  void Stop() {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    for (auto& [transport, session] : sessions_) session->callbacks().on_closed(absl::UnavailableError("stopped"));
    sessions_.clear();
  }
  void Restart() {
    std::lock_guard lock(mutex_);
    stopped_ = false;
  }
  // From now on as a server that supports state of the world alone.
  void RefuseDelta() {
    std::lock_guard lock(mutex_);
    refuses_delta_ = true;
  }

  // Puts the resource of a response in place and pushes it to whoever subscribed.
  void Set(const Response& response, const std::string& name) {
    std::lock_guard lock(mutex_);
    world_.resources[response.type_url()][name] = response.resources(0);
    world_.errors[response.type_url()].erase(name);
    PushToAll();
  }
  // Listeners and clusters alone can be removed in state of the world.
  void Remove(const std::string& type_url, const std::string& name) {
    std::lock_guard lock(mutex_);
    world_.resources[type_url].erase(name);
    PushToAll();
  }
  void SetError(const std::string& type_url, const std::string& name, const std::string& message) {
    std::lock_guard lock(mutex_);
    world_.errors[type_url][name] = message;
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
  class Transport : public xds::AdsTransport {
   public:
    Transport(FakeControlPlane& plane, Callbacks callbacks) : plane_(plane), callbacks_(std::move(callbacks)) {}
    ~Transport() override {
      std::lock_guard lock(plane_.mutex_);
      plane_.sessions_.erase(this);
    }
    void Connect(const XdsServer&, XdsProtocol protocol) override { plane_.Open(this, protocol, callbacks_); }
    void Send(const xds::AdsRequest& request) override { plane_.Receive(this, request); }
    void HalfClose() override { plane_.Close(this); }

   private:
    FakeControlPlane& plane_;
    const Callbacks callbacks_;
  };

  void Open(const Transport* transport, XdsProtocol protocol, const Callbacks& callbacks) {
    std::lock_guard lock(mutex_);
    const bool delta = protocol == XdsProtocol::kDelta;
    if (stopped_) return callbacks.on_closed(absl::UnavailableError("stopped"));
    if (delta && refuses_delta_) return callbacks.on_closed(absl::UnimplementedError("no such method"));
    if (delta)
      sessions_[transport] = std::make_unique<FakeDeltaSession>(callbacks);
    else
      sessions_[transport] = std::make_unique<FakeSotwSession>(callbacks);
    callbacks.on_opened();
  }

  void Receive(const Transport* transport, const xds::AdsRequest& request) {
    std::lock_guard lock(mutex_);
    const auto session = sessions_.find(transport);
    if (session == sessions_.end()) return;
    requests_.push_back(session->second->Read(request));
    changed_.notify_all();
    session->second->Push(world_);
  }

  void Close(const Transport* transport) {
    std::lock_guard lock(mutex_);
    const auto session = sessions_.find(transport);
    if (session == sessions_.end()) return;
    session->second->callbacks().on_closed(absl::OkStatus());
    sessions_.erase(session);
  }

  void PushToAll() {  // under mutex_
    for (auto& [transport, session] : sessions_) session->Push(world_);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  bool refuses_delta_ = false;
  std::map<const Transport*, std::unique_ptr<FakeSession>> sessions_;
  FakeWorld world_;
  std::vector<Request> requests_;
};

}  // namespace weft::mesh
