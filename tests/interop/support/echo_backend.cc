#include "interop/support/echo_backend.h"

#include <chrono>
#include <cstdlib>
#include <mutex>

#include "grpcpp/alarm.h"
#include "interop/support/rpc_behavior.h"

namespace weft::test {
namespace {

std::string HeaderOf(const ::grpc::GenericCallbackServerContext& call, const char* name) {
  const auto& metadata = call.client_metadata();
  const auto found = metadata.find(name);
  return found == metadata.end() ? "" : std::string(found->second.data(), found->second.size());
}

::grpc::ByteBuffer BytesOf(const std::string& text) {
  ::grpc::Slice slice(text);
  return ::grpc::ByteBuffer(&slice, 1);
}

// One call. Finishes once: when its time has come or when it is cancelled, whichever is first.
class EchoReactor : public ::grpc::ServerGenericBidiReactor {
 public:
  EchoReactor(::grpc::GenericCallbackServerContext& call, const std::string& name, std::atomic<int>& open)
      : behavior_(ParseRpcBehavior(HeaderOf(call, "rpc-behavior"), name)),
        attempts_(std::atoi(HeaderOf(call, "grpc-previous-rpc-attempts").c_str())), reply_(BytesOf(name)), open_(open) {
    call.AddTrailingMetadata("attempts", std::to_string(attempts_));
    call.AddTrailingMetadata("path", call.method());
    StartRead(&request_);
  }

  void OnReadDone(bool) override {
    if (behavior_.keep_open) return;
    if (behavior_.sleep.count() == 0) return Answer();
    std::lock_guard<std::mutex> lock(mutex_);
    if (finished_) return;
    holds_.fetch_add(1);
    alarm_.Set(std::chrono::system_clock::now() + behavior_.sleep, [this](bool) {
      Answer();
      Release();
    });
  }
  void OnCancel() override {
    if (!Begin()) return;
    alarm_.Cancel();
    Finish(::grpc::Status::CANCELLED);
  }
  void OnDone() override { Release(); }

 private:
  bool Begin() {
    std::lock_guard<std::mutex> lock(mutex_);
    return !std::exchange(finished_, true);
  }
  void Answer() {
    if (!Begin()) return;
    const ::grpc::StatusCode code = StatusOf(behavior_, attempts_);
    if (code == ::grpc::StatusCode::OK) StartWriteAndFinish(&reply_, ::grpc::WriteOptions(), ::grpc::Status::OK);
    else Finish(::grpc::Status(code, "as asked for"));
  }
  // gRPC and the alarm each hold it.
  void Release() {
    if (holds_.fetch_sub(1) != 1) return;
    --open_;
    delete this;
  }

  const RpcBehavior behavior_;
  const int attempts_;
  ::grpc::ByteBuffer request_;
  ::grpc::ByteBuffer reply_;
  std::atomic<int>& open_;
  std::atomic<int> holds_ = 1;
  std::mutex mutex_;
  bool finished_ = false;
  ::grpc::Alarm alarm_;
};

}  // namespace

::grpc::ServerGenericBidiReactor* EchoBackend::Service::CreateReactor(::grpc::GenericCallbackServerContext* context) {
  ++received;
  ++open;
  return new EchoReactor(*context, name, open);
}

EchoBackend::EchoBackend(std::string name, int port) {
  service_.name = std::move(name);
  ::grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:" + std::to_string(port), ::grpc::InsecureServerCredentials(), &port_);
  builder.RegisterCallbackGenericService(&service_);
  server_ = builder.BuildAndStart();
}

EchoBackend::~EchoBackend() { server_->Shutdown(std::chrono::system_clock::now()); }

}  // namespace weft::test
