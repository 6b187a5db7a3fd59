// SPDX-License-Identifier: Apache-2.0
#include "xds/ads/grpc_ads_transport.h"

#include <chrono>
#include <deque>
#include <future>
#include <utility>

#include "base/mutex.h"
#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace weft::xds {
namespace {

namespace discovery = ::envoy::service::discovery::v3;

::grpc::ChannelArguments AdsChannelArguments() {
  ::grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // AdsClient paces the tries; the channel must not add minutes of its own.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetMaxSendMessageSize(-1);
  return arguments;
}

using AsyncStub = discovery::AggregatedDiscoveryService::StubInterface::async_interface;

void BeginAdsStream(AsyncStub& stub, ::grpc::ClientContext& context,
                    ::grpc::ClientBidiReactor<SotwRequest, SotwResponse>& reactor) {
  stub.StreamAggregatedResources(&context, &reactor);
}
void BeginAdsStream(AsyncStub& stub, ::grpc::ClientContext& context,
                    ::grpc::ClientBidiReactor<DeltaRequest, DeltaResponse>& reactor) {
  stub.DeltaAggregatedResources(&context, &reactor);
}

}  // namespace

class GrpcAdsTransport::Stream {
 public:
  // Only after IsDone, or without Start.
  virtual ~Stream() = default;
  virtual void Start() = 0;
  virtual void Send(const AdsRequest& request) = 0;
  virtual void HalfClose() = 0;
  // No callback runs after this has returned, but the one that is running on this very thread.
  virtual void Abandon() = 0;
  // Done: gRPC has spoken its last word and touches the stream no more.
  virtual bool IsDone() const = 0;
  virtual void WaitUntilDone() const = 0;
};

// A stream of one protocol. A hold covers the writes that start outside of a reaction; it is given back when reading has ended,
// after which nothing is written.
template <typename Request, typename Response>
class GrpcAdsTransport::StreamOf : public Stream, public ::grpc::ClientBidiReactor<Request, Response> {
 public:
  StreamOf(std::shared_ptr<::grpc::Channel> channel, Callbacks callbacks)
      : stub_(discovery::AggregatedDiscoveryService::NewStub(std::move(channel))), callbacks_(std::move(callbacks)) {}

  void Start() override {
    BeginAdsStream(*stub_->async(), context_, *this);
    this->AddHold();
    this->StartRead(&response_);
    this->StartCall();
  }

  void Send(const AdsRequest& request) override {
    MutexLock lock(mutex_);
    if (ended_) return;
    queue_.push_back(std::get<Request>(request));
    WriteNext();
  }

  void HalfClose() override {
    MutexLock lock(mutex_);
    half_close_ = true;
    WriteNext();
  }

  void Abandon() override {
    {
      MutexLock lock(callback_mutex_);
      abandoned_ = true;
    }
    context_.TryCancel();
  }

  bool IsDone() const override { return finished_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  void WaitUntilDone() const override { finished_.wait(); }

  void OnReadInitialMetadataDone(bool ok) override {
    MutexLock lock(callback_mutex_);
    if (ok && !abandoned_) callbacks_.on_opened();
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      {
        MutexLock lock(mutex_);
        ended_ = true;
      }
      this->RemoveHold();
      return;
    }
    {
      MutexLock lock(callback_mutex_);
      if (!abandoned_) callbacks_.on_response(std::move(response_));
    }
    response_.Clear();
    this->StartRead(&response_);
  }

  void OnWriteDone(bool ok) override {
    MutexLock lock(mutex_);
    writing_ = false;
    if (!ok) ended_ = true;
    WriteNext();
  }

  void OnDone(const ::grpc::Status& status) override {
    {
      MutexLock lock(callback_mutex_);
      if (!abandoned_) {
        callbacks_.on_closed(absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message()));
      }
    }
    const std::shared_ptr<std::promise<void>> done = done_;
    done->set_value();  // from here on the stream may be gone
  }

 private:
  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || ended_) return;
    if (!queue_.empty()) {
      writing_ = true;
      current_ = std::move(queue_.front());
      queue_.pop_front();
      this->StartWrite(&current_);
    } else if (half_close_ && !half_closed_) {
      half_closed_ = true;
      this->StartWritesDone();
    }
  }

  const std::unique_ptr<discovery::AggregatedDiscoveryService::Stub> stub_;
  const Callbacks callbacks_;
  ::grpc::ClientContext context_;
  Response response_;
  const std::shared_ptr<std::promise<void>> done_ = std::make_shared<std::promise<void>>();
  const std::shared_future<void> finished_ = done_->get_future().share();
  Mutex callback_mutex_;
  bool abandoned_ ABSL_GUARDED_BY(callback_mutex_) = false;
  Mutex mutex_;
  std::deque<Request> queue_ ABSL_GUARDED_BY(mutex_);
  Request current_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool half_close_ ABSL_GUARDED_BY(mutex_) = false;
  bool half_closed_ ABSL_GUARDED_BY(mutex_) = false;
};

GrpcAdsTransport::GrpcAdsTransport(Callbacks callbacks) : callbacks_(std::move(callbacks)) {}

GrpcAdsTransport::~GrpcAdsTransport() {
  Retire();
  for (const auto& stream : retired_) stream->WaitUntilDone();
}

// A stream holds its channel, and the last owner of a channel joins gRPC's threads: that must not be one of them. So streams
// are kept until they are done, and end on the thread of the transport.
void GrpcAdsTransport::Retire() {
  std::erase_if(retired_, [](const auto& stream) { return stream->IsDone(); });
  if (stream_ == nullptr) return;
  stream_->Abandon();
  retired_.push_back(std::move(stream_));
}

void GrpcAdsTransport::Connect(const XdsServer& server, XdsProtocol protocol) {
  Retire();
  if (protocol == XdsProtocol::kDelta) {
    stream_ = std::make_unique<StreamOf<DeltaRequest, DeltaResponse>>(ChannelTo(server), callbacks_);
  } else {
    stream_ = std::make_unique<StreamOf<SotwRequest, SotwResponse>>(ChannelTo(server), callbacks_);
  }
  stream_->Start();
}

void GrpcAdsTransport::Send(const AdsRequest& request) {
  if (stream_ != nullptr) stream_->Send(request);
}

void GrpcAdsTransport::HalfClose() {
  if (stream_ != nullptr) stream_->HalfClose();
}

std::shared_ptr<::grpc::Channel> GrpcAdsTransport::ChannelTo(const XdsServer& server) {
  auto& channel = channels_[server.server_uri];
  if (channel == nullptr) {
    channel = ::grpc::CreateCustomChannel(server.server_uri, ::grpc::InsecureChannelCredentials(), AdsChannelArguments());
  }
  return channel;
}

}  // namespace weft::xds
