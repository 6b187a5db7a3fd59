// State of the world: each request restates all names of its type, and answers the last response of the stream by its nonce.
#include "xds/ads/ads_protocol.h"

namespace weft::xds {
namespace {

class SotwProtocol : public AdsProtocol {
 public:
  XdsProtocol kind() const override { return XdsProtocol::kStateOfTheWorld; }

  // Versions outlive the stream, nonces do not.
  bool OnConnect(std::array<Versions, 4>) override {
    for (Said& said : said_) said = {said.version, "", {}, false};
    return false;
  }

  std::vector<AdsRequest> Speak(ResourceType type, const Names& wanted, const Answer* answer) override {
    Said& said = said_[static_cast<size_t>(type)];
    if (answer != nullptr) {
      said.nonce = answer->nonce;
      if (answer->problem.empty()) said.version = answer->version;
    }
    if (answer == nullptr && said.names == wanted) return {};
    if (!said.asked && wanted.empty()) return {};  // a first request without names would ask for everything
    said.names = wanted;
    said.asked = true;
    return {Restate(type, said, answer)};
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
  struct Said {
    std::string version;  // last accepted
    std::string nonce;    // of this stream's last response
    Names names;
    bool asked = false;
  };

  static SotwRequest Restate(ResourceType type, const Said& said, const Answer* answer) {
    SotwRequest request;
    request.set_type_url(std::string(TypeUrl(type)));
    request.set_version_info(said.version);
    request.set_response_nonce(said.nonce);
    for (const std::string& name : said.names) request.add_resource_names(name);
    if (answer != nullptr && !answer->problem.empty()) {
      request.mutable_error_detail()->set_code(kRefused);
      request.mutable_error_detail()->set_message(answer->problem);
    }
    return request;
  }

  std::array<Said, 4> said_;
};

}  // namespace

std::unique_ptr<AdsProtocol> NewSotwProtocol() { return std::make_unique<SotwProtocol>(); }

}  // namespace weft::xds
