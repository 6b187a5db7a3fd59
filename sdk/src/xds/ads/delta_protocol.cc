// SPDX-License-Identifier: Apache-2.0
// Delta: names are sent once, when they come and when they go.
//
// An answer and a change of names are separate requests, the second without a nonce: there are servers that drop a request
// under an old nonce with everything in it. The versions of what the client holds from before go with the first names of a type
// on a stream.
#include <utility>

#include "xds/ads/ads_protocol.h"

namespace weft::xds {
namespace {

DeltaRequest EmptyDelta(std::string_view type_url) {
  DeltaRequest request;
  request.set_type_url(std::string(type_url));
  return request;
}

class DeltaProtocol : public AdsProtocol {
 public:
  XdsProtocol kind() const override { return XdsProtocol::kDelta; }

  bool OnConnect(VersionsByType held) override {
    sent_.clear();
    bool may_be_silent = false;
    for (auto& [type_url, versions] : held) {
      may_be_silent = may_be_silent || !versions.empty();
      sent_[type_url].held = std::move(versions);
    }
    return may_be_silent;
  }

  std::vector<AdsRequest> Requests(std::string_view type_url, const Names& subscribed, const Answer* answer) override {
    Sent& sent = sent_[std::string(type_url)];
    std::vector<AdsRequest> requests;
    // An answer that comes first on a stream would, without names, request everything: it is to a type that was never
    // requested.
    if (answer != nullptr && sent.requested) requests.push_back(AnswerTo(type_url, *answer));
    if (sent.names != subscribed) requests.push_back(Change(type_url, subscribed, sent));
    return requests;
  }

  AdsRequest NewRequest(std::string_view type_url) const override { return EmptyDelta(type_url); }

  Update Read(const AdsResponse& message) const override {
    const auto& response = std::get<DeltaResponse>(message);
    Update update{response.type_url(), response.nonce(), response.system_version_info(), {}, {}, {}, false};
    for (const auto& item : response.resources()) {
      // Without content it only means that the resource is still alive.
      if (item.has_resource()) update.resources.push_back({&item.resource(), item.name(), item.version()});
    }
    update.removed.assign(response.removed_resources().begin(), response.removed_resources().end());
    for (const auto& error : response.resource_errors()) update.errors.push_back(&error);
    return update;
  }

 private:
  struct Sent {
    Names names;
    Versions held;  // until it has been sent
    bool requested = false;
  };

  static DeltaRequest AnswerTo(std::string_view type_url, const Answer& answer) {
    DeltaRequest request = EmptyDelta(type_url);
    request.set_response_nonce(answer.nonce);
    if (!answer.problem.empty()) {
      request.mutable_error_detail()->set_code(kInvalidArgument);
      request.mutable_error_detail()->set_message(answer.problem);
    }
    return request;
  }

  static DeltaRequest Change(std::string_view type_url, const Names& subscribed, Sent& sent) {
    DeltaRequest request = EmptyDelta(type_url);
    for (const std::string& name : subscribed) {
      if (!sent.names.contains(name)) request.add_resource_names_subscribe(name);
    }
    for (const std::string& name : sent.names) {
      if (!subscribed.contains(name)) request.add_resource_names_unsubscribe(name);
    }
    for (const auto& [name, version] : std::exchange(sent.held, {})) {
      if (subscribed.contains(name)) (*request.mutable_initial_resource_versions())[name] = version;
    }
    sent.names = subscribed;
    sent.requested = true;
    return request;
  }

  std::map<std::string, Sent> sent_;  // by type URL
};

}  // namespace

std::unique_ptr<AdsProtocol> NewDeltaProtocol() { return std::make_unique<DeltaProtocol>(); }

}  // namespace weft::xds
