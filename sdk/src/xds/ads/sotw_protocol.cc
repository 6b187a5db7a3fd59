// SPDX-License-Identifier: Apache-2.0
// State of the world: each request restates all names of its type, and answers the last response of the stream by its nonce.
#include "xds/ads/ads_protocol.h"

namespace weft::xds {
namespace {

class SotwProtocol : public AdsProtocol {
 public:
  XdsProtocol kind() const override { return XdsProtocol::kStateOfTheWorld; }

  // Versions outlive the stream, nonces do not.
  bool OnConnect(VersionsByType) override {
    for (auto& [type_url, sent] : sent_) sent = {sent.version, "", {}, false};
    return false;
  }

  std::vector<AdsRequest> Requests(std::string_view type_url, const Names& subscribed, const Answer* answer) override {
    Sent& sent = sent_[std::string(type_url)];
    if (answer != nullptr) {
      sent.nonce = answer->nonce;
      if (answer->problem.empty()) sent.version = answer->version;
    }
    if (answer == nullptr && sent.names == subscribed) return {};
    if (!sent.requested && subscribed.empty()) return {};  // a first request without names would request everything
    sent.names = subscribed;
    sent.requested = true;
    return {Restate(type_url, sent, answer)};
  }

  AdsRequest NewRequest(std::string_view type_url) const override {
    SotwRequest request;
    request.set_type_url(std::string(type_url));
    return request;
  }

  Update Read(const AdsResponse& message) const override {
    const auto& response = std::get<SotwResponse>(message);
    Update update{response.type_url(), response.nonce(), response.version_info(), {}, {}, {}, true};
    for (const auto& any : response.resources()) update.resources.push_back({&any, "", ""});
    for (const auto& error : response.resource_errors()) update.errors.push_back(&error);
    return update;
  }

 private:
  struct Sent {
    std::string version;  // last accepted
    std::string nonce;    // of this stream's last response
    Names names;
    bool requested = false;
  };

  static SotwRequest Restate(std::string_view type_url, const Sent& sent, const Answer* answer) {
    SotwRequest request;
    request.set_type_url(std::string(type_url));
    request.set_version_info(sent.version);
    request.set_response_nonce(sent.nonce);
    for (const std::string& name : sent.names) request.add_resource_names(name);
    if (answer != nullptr && !answer->problem.empty()) {
      request.mutable_error_detail()->set_code(kInvalidArgument);
      request.mutable_error_detail()->set_message(answer->problem);
    }
    return request;
  }

  std::map<std::string, Sent> sent_;  // by type URL
};

}  // namespace

std::unique_ptr<AdsProtocol> NewSotwProtocol() { return std::make_unique<SotwProtocol>(); }

}  // namespace weft::xds
