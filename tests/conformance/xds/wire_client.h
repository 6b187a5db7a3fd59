// SPDX-License-Identifier: Apache-2.0
// Raw clients of the xDS server: they send what a test requests, also what no decent client would send, and wait with a bound.
//
// A response reads as a line: `CDS reviews v1|reviews -gone !missing` is the type, the resources in order, what is removed and
// what has an error. Names are without `outbound|9080|` and `.default.svc.cluster.local`.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "ads/hub/hub.h"
#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "grpcpp/grpcpp.h"
#include "translate/translate.h"

namespace weft::test {

using translate::Type;
using Names = std::vector<std::string>;
using SotwResponse = ::envoy::service::discovery::v3::DiscoveryResponse;
using DeltaResponse = ::envoy::service::discovery::v3::DeltaDiscoveryResponse;

// How long anything that must come may take, also on a busy machine.
inline constexpr std::chrono::seconds kPatience{20};

std::string ResourceNameOf(const ::google::protobuf::Any& resource);
std::string LineOf(const SotwResponse& response);
std::string LineOf(const DeltaResponse& response);

// A channel of its own for each client, so that flow control of one is not another's; large messages are allowed.
std::shared_ptr<::grpc::Channel> OwnChannel(const std::string& address);

// Reads a stream on a thread of its own. The test's thread writes.
template <typename Request, typename Response>
class WireStream {
 public:
  using Stream = ::grpc::ClientReaderWriter<Request, Response>;

  WireStream(std::unique_ptr<::grpc::ClientContext> context, std::unique_ptr<Stream> stream)
      : context_(std::move(context)), stream_(std::move(stream)), reader_([this] { Run(); }) {}
  ~WireStream() {
    context_->TryCancel();
    Stall(false);
    reader_.join();
  }

  bool Write(const Request& request) { return stream_->Write(request); }
  void WritesDone() { stream_->WritesDone(); }

  // From now on nothing is read, after at most one response; or it is again.
  void Stall(bool on) {
    std::lock_guard<std::mutex> lock(mutex_);
    stalled_ = on;
    news_.notify_all();
  }

  // Absent when the stream ended or nothing came.
  std::optional<Response> Next(std::chrono::milliseconds patience = kPatience) {
    std::unique_lock<std::mutex> lock(mutex_);
    news_.wait_for(lock, patience, [this] { return ended_ || !responses_.empty(); });
    if (responses_.empty()) return std::nullopt;
    Response response = std::move(responses_.front());
    responses_.pop_front();
    return response;
  }

  // How the server ended the stream; absent when it did not.
  std::optional<::grpc::Status> WaitForEnd() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!news_.wait_for(lock, kPatience, [this] { return ended_; })) return std::nullopt;
    return status_;
  }

 private:
  void Run() {
    Response response;
    while (stream_->Read(&response)) {
      std::unique_lock<std::mutex> lock(mutex_);
      responses_.push_back(std::move(response));
      news_.notify_all();
      news_.wait(lock, [this] { return !stalled_; });
    }
    const ::grpc::Status status = stream_->Finish();
    std::lock_guard<std::mutex> lock(mutex_);
    status_ = status;
    ended_ = true;
    news_.notify_all();
  }

  const std::unique_ptr<::grpc::ClientContext> context_;
  const std::unique_ptr<Stream> stream_;
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<Response> responses_;
  ::grpc::Status status_;
  bool stalled_ = false;
  bool ended_ = false;
  std::thread reader_;
};

// What both variants of the protocol can be sent. Not thread-safe.
class WireClient {
 public:
  struct Options {
    std::string address;
    std::string agent = "grpc";  // "weft" is sent errors about what does not exist
    std::string node_id = "raw-client";
    std::optional<Type> only = {};  // the stream of that type instead of the aggregated one
    bool type_url = true;           // name the type in each request
  };
  explicit WireClient(Options options) : options_(std::move(options)) {}
  virtual ~WireClient() = default;

  virtual void Subscribe(Type type, const Names& names) = 0;
  virtual void Unsubscribe(Type type, const Names& names) = 0;
  // Requests everything without naming anything.
  virtual void SubscribeToEverything(Type type) = 0;
  // Answers the last response of the type that was read.
  virtual void Ack(Type type) = 0;
  virtual void Nack(Type type, const std::string& message) = 0;
  virtual void Stall(bool on) = 0;
  virtual std::optional<::grpc::Status> WaitForEnd() = 0;

  // The next response as a line, answered with an ACK; "nothing" when none comes, which fails what expects another.
  std::string ReadAndAck() {
    const std::string line = Read();
    if (last_) Ack(*last_);
    return line;
  }
  // The same without an answer.
  virtual std::string Read() = 0;

  // Returns "" when the server sends nothing unasked: requests something else twice and reads that alone.
  std::string ReadNothing(Type by = Type::kRoute);

  // Of the response that was read last.
  virtual size_t last_size() const = 0;
  virtual std::vector<::google::protobuf::Any> last_resources() const = 0;
  const std::string& last_version() const { return versions_.at(*last_); }
  const std::string& last_nonce() const { return nonces_.at(*last_); }

 protected:
  ::envoy::config::core::v3::Node Node();
  virtual void Probe(Type type) = 0;
  // What is read next; of the probed type no more than that the probe is in it.
  virtual std::string ReadProbe(Type type) = 0;

  const Options options_;
  bool node_sent_ = false;
  std::optional<Type> last_;            // of the response that was read last
  std::map<Type, std::string> nonces_;  // of what was read last
  std::map<Type, std::string> versions_;
};

// What is alike in both variants of the protocol.
template <typename Request, typename Response>
class WireClientOf : public WireClient {
 public:
  using Stream = WireStream<Request, Response>;

  void Ack(Type type) override { Write(NewAnswer(type)); }
  void Nack(Type type, const std::string& message) override;
  void Stall(bool on) override { stream_->Stall(on); }
  std::optional<::grpc::Status> WaitForEnd() override { return stream_->WaitForEnd(); }
  std::string Read() override;

  // With the node if it is the first, and the type.
  virtual Request NewRequest(Type type);
  void Write(const Request& request) { stream_->Write(request); }
  Stream& stream() { return *stream_; }
  const Response& last() const { return response_; }
  size_t last_size() const override { return response_.ByteSizeLong(); }

 protected:
  using Open = std::function<std::unique_ptr<typename Stream::Stream>(::grpc::ClientContext*)>;
  WireClientOf(Options options, const Open& open);
  // A request that answers the last response.
  virtual Request NewAnswer(Type type) = 0;
  // `response_` was read.
  virtual void Note(Type) {}

  std::unique_ptr<Stream> stream_;
  Response response_;
};

class SotwWireClient : public WireClientOf<ads::Hub::SotwRequest, SotwResponse> {
 public:
  explicit SotwWireClient(Options options);

  void Subscribe(Type type, const Names& names) override;
  void Unsubscribe(Type type, const Names& names) override;
  void SubscribeToEverything(Type type) override { SendRequest(type); }

  // The names that are subscribed, with the last nonce and version.
  void SendRequest(Type type) { Write(NewRequest(type)); }
  void RequestExactly(Type type, const Names& names);
  ads::Hub::SotwRequest NewRequest(Type type) override;
  std::vector<::google::protobuf::Any> last_resources() const override {
    return {response_.resources().begin(), response_.resources().end()};
  }

 protected:
  ads::Hub::SotwRequest NewAnswer(Type type) override { return NewRequest(type); }
  void Probe(Type type) override;
  std::string ReadProbe(Type type) override;

 private:
  std::map<Type, std::set<std::string>> subscribed_;
};

class DeltaWireClient : public WireClientOf<ads::Hub::DeltaRequest, DeltaResponse> {
 public:
  explicit DeltaWireClient(Options options);

  void Subscribe(Type type, const Names& names) override;
  void Unsubscribe(Type type, const Names& names) override;
  void SubscribeToEverything(Type type) override { Write(NewRequest(type)); }

  std::vector<::google::protobuf::Any> last_resources() const override;
  // Of everything that was read, by full name.
  const std::map<std::string, std::string>& versions(Type type) { return held_[type]; }

 protected:
  ads::Hub::DeltaRequest NewAnswer(Type type) override;
  void Note(Type type) override;
  void Probe(Type type) override;
  std::string ReadProbe(Type) override { return Read(); }

 private:
  std::map<Type, std::map<std::string, std::string>> held_;
};

}  // namespace weft::test
