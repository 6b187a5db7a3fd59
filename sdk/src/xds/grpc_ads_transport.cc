#include "xds/grpc_ads_transport.h"

#include <deque>
#include <future>
#include <mutex>
#include <utility>

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

}  // namespace

// Keeps itself alive from Start until OnDone. A hold covers the writes that start outside of a reaction; it is given back when
// reading has ended, after which nothing is written.
class GrpcAdsTransport::Stream : public ::grpc::ClientBidiReactor<discovery::DiscoveryRequest, discovery::DiscoveryResponse> {
 public:
  Stream(std::shared_ptr<::grpc::Channel> channel, Callbacks callbacks)
      : stub_(discovery::AggregatedDiscoveryService::NewStub(std::move(channel))), callbacks_(std::move(callbacks)) {}

  void Start(std::shared_ptr<Stream> self) {
    self_ = std::move(self);
    stub_->async()->StreamAggregatedResources(&context_, this);
    AddHold();
    StartRead(&response_);
    StartCall();
  }

  void Send(const discovery::DiscoveryRequest& request) {
    std::lock_guard lock(mutex_);
    if (ended_) return;
    queue_.push_back(request);
    WriteNext();
  }

  void HalfClose() {
    std::lock_guard lock(mutex_);
    half_close_ = true;
    WriteNext();
  }

  // No callback runs after this has returned, but the one that is running on this very thread.
  void Abandon() {
    {
      std::lock_guard lock(callback_mutex_);
      abandoned_ = true;
    }
    context_.TryCancel();
  }

  void WaitUntilDone() { done_.get_future().wait(); }

  void OnReadDone(bool ok) override {
    if (!ok) {
      {
        std::lock_guard lock(mutex_);
        ended_ = true;
      }
      RemoveHold();
      return;
    }
    {
      std::lock_guard lock(callback_mutex_);
      if (!abandoned_) callbacks_.on_response(std::move(response_));
    }
    response_.Clear();
    StartRead(&response_);
  }

  void OnWriteDone(bool ok) override {
    std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok) ended_ = true;
    WriteNext();
  }

  void OnDone(const ::grpc::Status& status) override {
    {
      std::lock_guard lock(callback_mutex_);
      if (!abandoned_) {
        callbacks_.on_closed(absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message()));
      }
    }
    done_.set_value();
    std::shared_ptr<Stream> last = std::move(self_);
  }

 private:
  void WriteNext() {  // under mutex_
    if (writing_ || ended_) return;
    if (!queue_.empty()) {
      writing_ = true;
      current_ = std::move(queue_.front());
      queue_.pop_front();
      StartWrite(&current_);
    } else if (half_close_ && !half_closed_) {
      half_closed_ = true;
      StartWritesDone();
    }
  }

  const std::unique_ptr<discovery::AggregatedDiscoveryService::Stub> stub_;
  const Callbacks callbacks_;
  ::grpc::ClientContext context_;
  discovery::DiscoveryResponse response_;
  std::shared_ptr<Stream> self_;
  std::promise<void> done_;
  std::mutex callback_mutex_;
  bool abandoned_ = false;  // under callback_mutex_
  std::mutex mutex_;
  std::deque<discovery::DiscoveryRequest> queue_;  // under mutex_
  discovery::DiscoveryRequest current_;
  bool writing_ = false;  // under mutex_
  bool ended_ = false;  // under mutex_
  bool half_close_ = false;  // under mutex_
  bool half_closed_ = false;  // under mutex_
};

GrpcAdsTransport::GrpcAdsTransport(Callbacks callbacks) : callbacks_(std::move(callbacks)) {}

GrpcAdsTransport::~GrpcAdsTransport() {
  if (stream_ == nullptr) return;
  stream_->Abandon();
  stream_->WaitUntilDone();
}

void GrpcAdsTransport::Connect(const XdsServer& server) {
  if (stream_ != nullptr) stream_->Abandon();
  stream_ = std::make_shared<Stream>(ChannelTo(server), callbacks_);
  stream_->Start(stream_);
}

void GrpcAdsTransport::Send(const discovery::DiscoveryRequest& request) {
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
