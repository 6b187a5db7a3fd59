// SPDX-License-Identifier: Apache-2.0
#include "xds/ads/ads_client.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/strings.h"
#include "base/type_urls.h"
#include "xds/bootstrap/node.h"

namespace weft::xds {

AdsClient::AdsClient(Bootstrap bootstrap, AdsTransport& transport, Env& env, Timers& timers, LogSink log, Callbacks callbacks)
    : env_(env),
      timers_(timers),
      log_(log),
      callbacks_(std::move(callbacks)),
      connection_(std::move(bootstrap), transport, env, timers, log,
                  [this](const AdsConnection::Stream& stream) { return BeginStream(stream); }) {}

void AdsClient::Register(ResourceSet& set) { types_.push_back({&set, {}, {}}); }

void AdsClient::Start() { connection_.Connect(); }

void AdsClient::Subscribe(std::string_view type_url, const std::string& name) {
  Type* const type = Find(type_url);
  if (type != nullptr && type->roots.insert(name).second) UpdateSubscriptions();
}

void AdsClient::Announce(Workload workload) {
  std::string name = WorkloadName(connection_.bootstrap().node, workload);
  workloads_[std::move(name)] = std::move(workload);
  SendWorkloads();
}

void AdsClient::Close() {
  if (!workloads_.empty()) {
    workloads_.clear();
    SendWorkloads();
  }
  connection_.Close();
}

void AdsClient::OnOpened() {
  connection_.OnOpened();
  callbacks_.on_connection();
}

void AdsClient::OnResponse(const AdsResponse& response) {
  connection_.OnResponse();
  callbacks_.on_connection();
  const Update update = connection_.protocol().Read(response);
  const Type* const type = Find(update.type_url);
  if (type == nullptr) return;  // a type that was never requested
  const Applied applied = type->set->Apply(update);
  if (!applied.problem.empty()) {
    log_(LogLevel::kWarning, StrCat("refused configuration from ", ServerDescription(), ": ", applied.problem));
  }
  const Answer answer{update.nonce, update.version, applied.problem};
  UpdateSubscriptions(type, &answer);
  if (applied.changed) callbacks_.on_resources();
}

void AdsClient::OnClosed(const absl::Status& status) {
  for (Type& type : types_) type.set->StopExpiry();
  connection_.OnClosed(status);
  callbacks_.on_connection();
}

std::vector<std::string> AdsClient::IgnoredFields() const {
  std::vector<std::string> fields;
  for (const Type& type : types_) type.set->AddIgnoredFields(fields);
  return fields;
}

AdsClient::Type* AdsClient::Find(std::string_view type_url) {
  const auto it =
      std::find_if(types_.begin(), types_.end(), [&](const Type& type) { return type.set->type().url == type_url; });
  return it == types_.end() ? nullptr : &*it;
}

bool AdsClient::BeginStream(const AdsConnection::Stream& stream) {
  AdsProtocol::VersionsByType held;
  for (Type& type : types_) {
    if (stream.other_server) type.set->ClearVersions();
    held[std::string(type.set->type().url)] = type.set->HeldVersions();
  }
  const bool may_be_silent = connection_.protocol().OnConnect(std::move(held));
  if (!workloads_.empty()) SendWorkloads();
  for (Type& type : types_) SendRequests(type, nullptr);
  callbacks_.on_connection();
  return may_be_silent;
}

void AdsClient::UpdateSubscriptions(const Type* answered, const Answer* answer) {
  FollowReferences();
  for (Type& type : types_) SendRequests(type, &type == answered ? answer : nullptr);
}

void AdsClient::FollowReferences() {
  for (Type& type : types_) type.subscribed = type.roots;
  for (Type& type : types_) {  // complete when its turn comes, for all references to it are from earlier types
    type.set->ForEachReference(type.subscribed, [this](std::string_view type_url, const std::string& name) {
      if (Type* const referred = Find(type_url)) referred->subscribed.insert(name);
    });
    type.set->Keep(type.subscribed);
  }
}

void AdsClient::SendRequests(Type& type, const Answer* answer) {
  if (!open()) return;
  for (AdsRequest& request : connection_.protocol().Requests(type.set->type().url, type.subscribed, answer)) {
    connection_.Send(std::move(request));
  }
  type.set->StartExpiry(timers_, env_.Now() + kResourceTimeout, [this] { OnExpiry(); });
}

void AdsClient::SendWorkloads() {
  if (!open()) return;
  AdsRequest request = connection_.protocol().NewRequest(kWorkloadTypeUrl);
  std::visit([this](auto& message) { *message.mutable_node() = WithWorkloads(connection_.node(), workloads_); }, request);
  connection_.Send(std::move(request));
}

// One run for all that are due: the timers of the others go with their waiting.
void AdsClient::OnExpiry() {
  bool expired = false;
  for (Type& type : types_) expired = type.set->Expire(env_.Now(), "15 s") || expired;
  if (expired) callbacks_.on_resources();
}

}  // namespace weft::xds
