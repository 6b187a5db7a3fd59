// SPDX-License-Identifier: Apache-2.0
#include "ads/wire/ads_server.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <future>
#include <memory>
#include <optional>

#include "ads/wire/byte_call.h"
#include "ads/wire/methods.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "grpcpp/grpcpp.h"

namespace weft::ads {
namespace {

constexpr int kKeepaliveMs = 30'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
constexpr int kMinClientPingMs = 1'000;
constexpr std::chrono::milliseconds kShutdownGrace{200};
// Bytes. Requests are short; a long one is read in many pieces, and a connection that was sent one does not keep a large
// buffer.
constexpr int kReadChunk = 256;
constexpr int kLongestReadChunk = 512;

// gRPC does not tell why it could not listen, so the address is tried first.
absl::Status TryBind(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* list = nullptr;
  if (int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &list); error != 0) {
    return absl::InvalidArgumentError(gai_strerror(error));
  }
  absl::Status status;
  int fd = socket(list->ai_family, list->ai_socktype | SOCK_CLOEXEC, 0);
  int on = 1;
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
      bind(fd, list->ai_addr, list->ai_addrlen) != 0 || listen(fd, 1) != 0) {
    status = absl::FailedPreconditionError(std::strerror(errno));
  }
  if (fd >= 0) close(fd);
  freeaddrinfo(list);
  return status;
}

absl::Status CheckAddress(const std::string& address, std::string& host) {
  size_t colon = address.rfind(':');
  if (colon == std::string::npos) {
    return absl::InvalidArgumentError("not of the form host:port, such as 127.0.0.1:15010");
  }
  host = address.substr(0, colon);
  std::string bare = host.size() > 2 && host[0] == '[' ? host.substr(1, host.size() - 2) : host;
  return TryBind(bare, address.substr(colon + 1));
}

// Every client has a connection, which sends little and waits long: no pings to find out how fast it is, no records for gRPC's
// own debug pages, no filters for what the protocol does not use, and a small buffer to wait with.
void SaveMemory(::grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
  builder.AddChannelArgument(GRPC_ARG_MINIMAL_STACK, 1);
  builder.AddChannelArgument(GRPC_ARG_TCP_READ_CHUNK_SIZE, kReadChunk);
  builder.AddChannelArgument(GRPC_ARG_TCP_MAX_READ_CHUNK_SIZE, kLongestReadChunk);
}

class RunningServer : public AdsServer {
 public:
  explicit RunningServer(HubThread& thread) : thread_(thread) {}

  // The hub's thread goes on with gRPC's work until no call is left, and only then waits elsewhere.
  ~RunningServer() override {
    if (server_ == nullptr) return;
    server_->Shutdown(std::chrono::system_clock::now() + kShutdownGrace);
    alive_.reset();
    no_calls_->get_future().wait();
    thread_.WaitAt(nullptr);
    loop_->Close();
  }

  absl::Status Listen(const std::string& address) {
    std::string host;
    WEFT_RETURN_IF_ERROR(CheckAddress(address, host));
    int port = 0;
    ::grpc::ServerBuilder builder;
    builder.AddListeningPort(address, ::grpc::InsecureServerCredentials(), &port);
    builder.RegisterAsyncGenericService(&service_);
    loop_.emplace(builder.AddCompletionQueue());
    SaveMemory(builder);
    builder.SetMaxReceiveMessageSize(-1);
    builder.SetMaxSendMessageSize(-1);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinClientPingMs);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) return absl::FailedPreconditionError("cannot listen there");
    address_ = StrCat(host, ":", port);
    const auto open = [this](Hub& hub, const std::string& method, ByteCall& call) {
      return OpenMethod(hub, method, ++last_id_, call);
    };
    source_.emplace(ByteCall::Source{service_, loop_->queue(), open});
    thread_.WaitAt(&*loop_);
    thread_.Post([this, alive = alive_](Hub&) { ByteCall::Await(*source_, alive); });
    return absl::OkStatus();
  }

  const std::string& address() const override { return address_; }

 private:
  HubThread& thread_;
  ::grpc::AsyncGenericService service_;
  std::optional<CompletionLoop> loop_;
  const std::shared_ptr<std::promise<void>> no_calls_ = std::make_shared<std::promise<void>>();
  // Held by each call, and by who awaits the first one.
  std::shared_ptr<void> alive_{nullptr, [promise = no_calls_](void*) { promise->set_value(); }};
  std::optional<ByteCall::Source> source_;
  uint64_t last_id_ = 0;  // of the hub's thread
  std::unique_ptr<::grpc::Server> server_;
  std::string address_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<AdsServer>> AdsServer::Start(const std::string& address, HubThread& thread) {
  auto server = std::make_unique<RunningServer>(thread);
  WEFT_RETURN_IF_ERROR(server->Listen(address));
  return server;
}

}  // namespace weft::ads
