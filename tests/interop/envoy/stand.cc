// SPDX-License-Identifier: Apache-2.0
#include "interop/envoy/stand.h"

#include <stdexcept>

#include "support/eventually.h"

namespace weft::test {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

EnvoyOptions OptionsOf(Place place, bool delta, int xds_port) {
  const std::string protocol = delta ? "delta" : "sotw";
  EnvoyOptions options{.xds_port = xds_port, .delta = delta};
  if (place == Place::kGateway) {
    options.id = "router~127.0.0.1~edge-" + protocol + ".default~default.svc.cluster.local";
    options.labels = {{"istio", "ingressgateway"}};
    options.weft_proxy = {{"bind", "127.0.0.1"}, {"ports", {{"8080", 0}, {"8081", 0}, {"8443", 0}}}};
    return options;
  }
  const bool per_service = place == Place::kPerService;
  options.id =
      "sidecar~127.0.0.1~" + std::string(per_service ? "service-" : "port-") + protocol + ".default~default.svc.cluster.local";
  options.labels = {{"app", delta ? "shopper" : "visitor"}};
  options.weft_proxy = {{"listeners", per_service ? "per-service" : "per-port"}, {"bind", "127.0.0.1"}};
  if (!per_service) options.weft_proxy["ports"] = {{"9080", 0}};
  return options;
}

std::string ToText(const Answer& answer) {
  return "status " + std::to_string(answer.status) + ": " + answer.body.substr(0, 600);
}

}  // namespace

std::string FullName(const std::string& service) { return service + ".default.svc.cluster.local"; }

Stand::Stand(const std::filesystem::path& program, Place place, bool delta, int xds_port)
    : place_(place), envoy_(program, OptionsOf(place, delta, xds_port)) {}

std::string Stand::ListenerFor(const std::string& service) const {
  if (place_ == Place::kPerService) return FullName(service) + "_9080";
  return place_ == Place::kPerPort ? "127.0.0.1_9080" : "127.0.0.1_8080";
}

int Stand::PortFor(const std::string& service) const {
  std::optional<int> port;
  if (!Eventually([&] { return (port = envoy_.Port(ListenerFor(service))).has_value(); })) {
    throw std::runtime_error(name() + " has no listener for " + service);
  }
  return *port;
}

Answer Stand::Call(const CallSpec& call) const {
  Headers headers = call.headers;
  if (!headers.contains("Host")) headers.emplace("Host", FullName(call.service));
  return Send(call.method, PortFor(call.service), call.path, "", headers);
}

::testing::AssertionResult Stand::Comes(const CallSpec& call, const Expectation& expected) const {
  Answer last;
  const auto fits = [&] { return expected(last = Call(call)); };
  if (Eventually(fits, seconds(10), milliseconds(20))) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << name() << " " << call.path << " lastly answered " << ToText(last);
}

::testing::AssertionResult Stand::Stays(const CallSpec& call, const Expectation& expected, int times) const {
  for (int i = 0; i < times; ++i) {
    const Answer answer = Call(call);
    if (!expected(answer)) return ::testing::AssertionFailure() << name() << " " << call.path << " answered " << ToText(answer);
  }
  return ::testing::AssertionSuccess();
}

LoadOptions Stand::LoadOf(const CallSpec& call, double per_second) const {
  LoadOptions load{
      .port = PortFor(call.service), .path = call.path, .headers = call.headers, .per_second = per_second, .threads = 4};
  load.headers.emplace("Host", FullName(call.service));
  load.marker = [](const std::string& body) {
    const json answer = json::parse(body, nullptr, false);
    return answer.is_object() ? answer.value("name", body) : body;
  };
  return load;
}

Expectation ServedBy(const std::string& name) {
  return [name](const Answer& answer) { return answer.status == 200 && answer.Header("x-from") == name; };
}

Expectation ReviewsOf(const std::string& version) {
  return [version](const Answer& answer) {
    const json body = json::parse(answer.body, nullptr, false);
    return answer.status == 200 && body.is_object() && body.value("podname", "").starts_with("reviews-" + version + "-");
  };
}

Expectation HasStatus(int status) {
  return [status](const Answer& answer) { return answer.status == status; };
}

}  // namespace weft::test
