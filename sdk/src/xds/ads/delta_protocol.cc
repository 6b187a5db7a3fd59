// Delta: names are said once, when they come and when they go.
//
// An answer and a change of names are separate requests, the second without a nonce: there are servers that drop a request
// under an old nonce with everything in it. What the client holds from before is said with the first names of a type on a
// stream.
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

  bool OnConnect(std::array<Versions, 4> held) override {
    bool may_be_silent = false;
    for (size_t i = 0; i < held.size(); ++i) {
      may_be_silent = may_be_silent || !held[i].empty();
      said_[i] = {{}, std::move(held[i]), false};
    }
    return may_be_silent;
  }

  std::vector<AdsRequest> Speak(ResourceType type, const Names& wanted, const Answer* answer) override {
    Said& said = said_[static_cast<size_t>(type)];
    std::vector<AdsRequest> requests;
    // An answer that comes first on a stream would, without names, ask for everything: it is to something never asked for.
    if (answer != nullptr && said.asked) requests.push_back(AnswerTo(type, *answer));
    if (said.names != wanted) requests.push_back(Change(type, wanted, said));
    return requests;
  }

  AdsRequest NewRequest(std::string_view type_url) const override { return EmptyDelta(type_url); }

  Update Read(const AdsResponse& message) const override {
    const auto& response = std::get<DeltaResponse>(message);
    Update update{response.type_url(), response.nonce(), response.system_version_info(), {}, {}, {}, false};
    for (const auto& item : response.resources()) {
      // Without content it only says that the resource is still alive.
      if (item.has_resource()) update.resources.push_back({&item.resource(), item.name(), item.version()});
    }
    update.removed.assign(response.removed_resources().begin(), response.removed_resources().end());
    for (const auto& error : response.resource_errors()) update.errors.push_back(&error);
    return update;
  }

 private:
  struct Said {
    Names names;
    Versions held;  // until it has been said
    bool asked = false;
  };

  static DeltaRequest AnswerTo(ResourceType type, const Answer& answer) {
    DeltaRequest request = EmptyDelta(TypeUrl(type));
    request.set_response_nonce(answer.nonce);
    if (!answer.problem.empty()) {
      request.mutable_error_detail()->set_code(kRefused);
      request.mutable_error_detail()->set_message(answer.problem);
    }
    return request;
  }

  static DeltaRequest Change(ResourceType type, const Names& wanted, Said& said) {
    DeltaRequest request = EmptyDelta(TypeUrl(type));
    for (const std::string& name : wanted) {
      if (!said.names.contains(name)) request.add_resource_names_subscribe(name);
    }
    for (const std::string& name : said.names) {
      if (!wanted.contains(name)) request.add_resource_names_unsubscribe(name);
    }
    for (const auto& [name, version] : std::exchange(said.held, {})) {
      if (wanted.contains(name)) (*request.mutable_initial_resource_versions())[name] = version;
    }
    said.names = wanted;
    said.asked = true;
    return request;
  }

  std::array<Said, 4> said_;
};

}  // namespace

std::unique_ptr<AdsProtocol> NewDeltaProtocol() { return std::make_unique<DeltaProtocol>(); }

}  // namespace weft::xds
