// SPDX-License-Identifier: Apache-2.0
#include "interop/support/echo_service.h"

#include <chrono>
#include <cstdlib>

#include "grpcpp/alarm.h"
#include "interop/support/bytes.h"
#include "interop/support/rpc_behavior.h"

namespace weft::test {
namespace {

std::string MetadataText(const ::grpc::CallbackServerContext& context, const char* name) {
  std::string text;
  const auto [begin, end] = context.client_metadata().equal_range(name);
  for (auto it = begin; it != end; ++it) {
    if (it != begin) text += ",";
    text.append(it->second.data(), it->second.size());
  }
  return text;
}

// One call. Who finishes it: of one kept open its caller, of a sleeping one what follows the alarm, else the last read or
// write.
class EchoCall : public ::grpc::ServerGenericBidiReactor {
 public:
  EchoCall(::grpc::GenericCallbackServerContext& context, const std::string& name, std::atomic<int>& open)
      : behavior_(ParseRpcBehavior(MetadataText(context, "rpc-behavior"), name)), reply_(ToBytes(name)), open_(open) {
    const int attempts = std::atoi(MetadataText(context, "grpc-previous-rpc-attempts").c_str());  // absent on the first
    context.AddTrailingMetadata("attempts", std::to_string(attempts));
    context.AddTrailingMetadata("path", context.method());
    code_ = StatusOf(behavior_, attempts);
    if (behavior_.keep_open) return;
    if (Sleeps())
      alarm_.Set(std::chrono::system_clock::now() + behavior_.sleep, [this](bool) { Answer(); });
    else
      Answer();
  }

  void OnReadDone(bool ok) override {
    if (ok) return StartWrite(&reply_);
    Finish(::grpc::Status::OK);
  }
  void OnWriteDone(bool ok) override {
    if (ok) return StartRead(&request_);
    Finish(::grpc::Status::CANCELLED);
  }
  void OnCancel() override {
    if (behavior_.keep_open) return Finish(::grpc::Status::CANCELLED);
    if (Sleeps()) alarm_.Cancel();
  }
  void OnDone() override {
    --open_;
    delete this;
  }

 private:
  bool Sleeps() const { return behavior_.sleep.count() > 0; }
  void Answer() {
    if (code_ != ::grpc::StatusCode::OK) return Finish({code_, "as asked for"});
    StartRead(&request_);
  }

  const RpcBehavior behavior_;
  ::grpc::StatusCode code_ = ::grpc::StatusCode::OK;
  ::grpc::ByteBuffer request_;
  ::grpc::ByteBuffer reply_;
  std::atomic<int>& open_;
  ::grpc::Alarm alarm_;
};

}  // namespace

::grpc::ServerGenericBidiReactor* EchoService::CreateReactor(::grpc::GenericCallbackServerContext* context) {
  ++received_;
  ++open_;
  return new EchoCall(*context, name_, open_);
}

}  // namespace weft::test
