// SPDX-License-Identifier: Apache-2.0
#include "load_clients.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "envoy/service/discovery/v3/discovery.pb.h"

namespace weft::bench {
namespace {

using translate::Type;
using DeltaRequest = ::envoy::service::discovery::v3::DeltaDiscoveryRequest;
using DeltaResponse = ::envoy::service::discovery::v3::DeltaDiscoveryResponse;
using SotwRequest = ::envoy::service::discovery::v3::DiscoveryRequest;
using SotwResponse = ::envoy::service::discovery::v3::DiscoveryResponse;

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::microseconds kBetweenLooks{5};
constexpr std::string_view kService = "/envoy.service.discovery.v3.AggregatedDiscoveryService/";
constexpr Type kTypesInOrder[] = {Type::kListener, Type::kRoute, Type::kCluster, Type::kEndpoint};

void Introduce(const ClientKind& kind, size_t number, ::envoy::config::core::v3::Node& node) {
  node.set_id("sidecar~10.2.0.1~client-" + std::to_string(number) + "." + kind.ns + "~" + kind.ns + ".svc.cluster.local");
  node.set_cluster("client");
  node.set_user_agent_name(kind.agent);
  node.set_user_agent_version("1.0");
  auto& metadata = *node.mutable_metadata()->mutable_fields();
  metadata["NAMESPACE"].set_string_value(kind.ns);
  auto& labels = *metadata["LABELS"].mutable_struct_value()->mutable_fields();
  labels["app"].set_string_value("client");
  if (kind.beta) labels["tier"].set_string_value("beta");
}

void Name(const std::vector<std::string>& names, DeltaRequest& request) {
  for (const std::string& name : names) request.add_resource_names_subscribe(name);
}

void Name(const std::vector<std::string>& names, SotwRequest& request) {
  for (const std::string& name : names) request.add_resource_names(name);
}

template <typename Request>
std::vector<std::string> FirstRequests(const ClientKind& kind, size_t number) {
  std::vector<std::string> list;
  for (const Type type : kTypesInOrder) {
    Request request;
    if (list.empty()) Introduce(kind, number, *request.mutable_node());
    request.set_type_url(std::string(translate::TypeUrl(type)));
    Name(kind.names[static_cast<int>(type)], request);
    list.push_back(request.SerializeAsString());
  }
  return list;
}

std::string AnswerTo(const DeltaResponse& response, const ClientKind&) {
  DeltaRequest request;
  request.set_type_url(response.type_url());
  request.set_response_nonce(response.nonce());
  return request.SerializeAsString();
}

std::string AnswerTo(const SotwResponse& response, const ClientKind& kind) {
  SotwRequest request;
  request.set_type_url(response.type_url());
  request.set_response_nonce(response.nonce());
  request.set_version_info(response.version_info());
  if (const auto type = translate::TypeFromUrl(response.type_url())) Name(kind.names[static_cast<int>(*type)], request);
  return request.SerializeAsString();
}

}  // namespace

LoadClients::LoadClients(int xds_port, const std::vector<ClientKind>& who, std::chrono::microseconds awake)
    : kinds_(who), awake_(awake), clients_(who.size()), epoll_(epoll_create1(EPOLL_CLOEXEC)), stop_(eventfd(0, EFD_CLOEXEC)) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, stop_, &event);
  thread_ = std::thread([this] { Run(); });
  for (size_t i = 0; i < clients_.size(); ++i) {
    Client& client = clients_[i];
    client.kind = &kinds_[i];
    client.missing = client.kind->Resources();
    const std::string method =
        std::string(kService) + (client.kind->delta ? "DeltaAggregatedResources" : "StreamAggregatedResources");
    client.stream = std::make_unique<ThinStream>(xds_port, method);
    Subscribe(client);
    event.data.ptr = &client;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, client.stream->fd(), &event);  // from here on it is the thread's
  }
}

LoadClients::~LoadClients() {
  const uint64_t one = 1;
  if (write(stop_, &one, sizeof(one)) == sizeof(one)) thread_.join();
  clients_.clear();
  close(epoll_);
  close(stop_);
}

void LoadClients::Subscribe(Client& client) {
  const size_t number = static_cast<size_t>(&client - clients_.data());
  const auto requests =
      client.kind->delta ? FirstRequests<DeltaRequest>(*client.kind, number) : FirstRequests<SotwRequest>(*client.kind, number);
  for (const std::string& request : requests) client.stream->Send(request);
}

// Between two looks it leaves the kernel's locks to those who have something to send.
int LoadClients::AwaitEvents(std::vector<epoll_event>& events) const {
  const int size = static_cast<int>(events.size());
  for (const auto end = Clock::now() + awake_; Clock::now() < end;) {
    if (const int count = epoll_wait(epoll_, events.data(), size, 0); count != 0) return count;
    for (const auto next = Clock::now() + kBetweenLooks; Clock::now() < next;) {
    }
  }
  return epoll_wait(epoll_, events.data(), size, -1);
}

void LoadClients::Run() {
  std::vector<epoll_event> events(256);
  for (;;) {
    const int count = AwaitEvents(events);
    for (int i = 0; i < count; ++i) {
      if (events[i].data.ptr == nullptr) return;
      Client& client = *static_cast<Client*>(events[i].data.ptr);
      if (client.stream->Read([&](std::string_view message) { OnResponse(client, message); })) continue;
      epoll_ctl(epoll_, EPOLL_CTL_DEL, client.stream->fd(), nullptr);
      std::lock_guard<std::mutex> lock(mutex_);
      ended_ = true;
      news_.notify_all();
    }
  }
}

void LoadClients::OnResponse(Client& client, std::string_view bytes) {
  ++responses_;
  received_bytes_ += bytes.size();
  if (counting_) client.received_at.push_back(Clock::now());
  if (client.kind->delta) {
    static thread_local DeltaResponse response;
    response.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    Take(client, response, bytes);
  } else {
    static thread_local SotwResponse response;
    response.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    Take(client, response, bytes);
  }
}

template <typename Response>
void LoadClients::Take(Client& client, const Response& response, std::string_view bytes) {
  client.stream->Send(AnswerTo(response, *client.kind));
  NoteMarks(client, bytes);
  if (client.missing == 0) return;
  for (const auto& resource : response.resources()) configured_bytes_ += resource.ByteSizeLong();
  client.missing -= std::min(client.missing, static_cast<size_t>(response.resources_size()));
  if (client.missing == 0) Count(configured_);
}

void LoadClients::NoteMarks(Client& client, std::string_view bytes) {
  for (int i = 0; i < kMarks; ++i) {
    const Mark mark = static_cast<Mark>(i);
    const int number = NumberIn(mark, bytes);
    if (number <= client.marks[i]) continue;
    const int before = std::exchange(client.marks[i], number);
    bool is_expected = false;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      is_expected = mark == expected_mark_ && before < expected_ && number >= expected_;
    }
    if (is_expected) Count(applied_);
  }
}

void LoadClients::Count(size_t& counter) {
  std::lock_guard<std::mutex> lock(mutex_);
  last_ = Clock::now();
  if (++counter == clients_.size()) news_.notify_all();
}

void LoadClients::AwaitAll(const size_t& counter) {
  std::unique_lock<std::mutex> lock(mutex_);
  const bool came = news_.wait_for(lock, kPatience, [&] { return ended_ || counter == clients_.size(); });
  if (ended_) throw std::runtime_error("the server ended a stream");
  if (!came) throw std::runtime_error("after a minute only " + std::to_string(counter) + " clients have what they wait for");
}

void LoadClients::AwaitConfigured() { AwaitAll(configured_); }

void LoadClients::Expect(Mark mark, int number) {
  std::lock_guard<std::mutex> lock(mutex_);
  expected_mark_ = mark;
  expected_ = number;
  applied_ = 0;
}

Clock::time_point LoadClients::AwaitApplied() {
  AwaitAll(applied_);
  std::lock_guard<std::mutex> lock(mutex_);
  return last_;
}

void LoadClients::StartCounting() {
  for (Client& client : clients_) {
    client.received_at.clear();
    client.received_at.reserve(4096);
  }
  counting_ = true;
}

int LoadClients::MostInOneSecond() {
  counting_ = false;
  std::ptrdiff_t most = 0;
  for (const Client& client : clients_) {
    auto first = client.received_at.begin();
    for (auto last = client.received_at.begin(); last != client.received_at.end(); ++last) {
      while (*last - *first >= std::chrono::seconds(1)) ++first;
      most = std::max(most, last - first + 1);
    }
  }
  return static_cast<int>(most);
}

}  // namespace weft::bench
