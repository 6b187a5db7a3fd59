// SPDX-License-Identifier: Apache-2.0
// For tests: objects of all kinds at random, with few names, few hosts and few labels, so that they meet.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "manifest/object/group.h"
#include "store/source.h"

namespace weft::registry {

inline const std::vector<std::string> kModelNamespaces = {"a", "b", "c"};
inline const std::vector<std::string> kModelHosts = {"s0",    "s1",    "s2.b.svc.cluster.local", "x.com",
                                                     "y.com", "*.com", "*.b.svc.cluster.local",  "*"};

class ObjectMaker {
 public:
  explicit ObjectMaker(uint32_t seed) : random_(seed) {}

  size_t Below(size_t end) { return random_() % end; }
  bool OneIn(size_t times) { return Below(times) == 0; }
  const std::string& One(const std::vector<std::string>& list) { return list[Below(list.size())]; }

  store::Object Object() {
    store::Key key{std::string(manifest::kNetworkingGroup), "", One(kModelNamespaces), ""};
    manifest::Json spec = manifest::Json::object();
    switch (Below(8)) {
      case 0:
        key.group = "";
        key.plural = "services";
        key.name = "s" + std::to_string(Below(4));
        spec = ServiceSpec();
        break;
      case 1:
        key.plural = "serviceentries";
        key.name = "e" + std::to_string(Below(3));
        spec = EntrySpec();
        break;
      case 2:
        key.plural = "destinationrules";
        key.name = "d" + std::to_string(Below(5));
        spec = DestinationRuleSpec();
        break;
      case 3:
        key.plural = "gateways";
        key.name = "g" + std::to_string(Below(2));
        spec = GatewaySpec();
        break;
      case 4:
      case 5:
        key.plural = "virtualservices";
        key.name = "v" + std::to_string(Below(5));
        spec = VirtualServiceSpec();
        break;
      default:
        key.plural = "workloadentries";
        key.name = "w" + std::to_string(Below(8));
        spec = WorkloadSpec();
    }
    manifest::Json body = {{"metadata",
                            {{"name", key.name},
                             {"namespace", key.ns},
                             {"creationTimestamp", "2024-01-01T00:00:0" + std::to_string(Below(3)) + "Z"}}}};
    body["spec"] = OneIn(30) ? manifest::Json(1) : spec;  // now and then one that nobody can parse
    return {key, ++version_, std::make_shared<const manifest::Json>(std::move(body))};
  }

  uint64_t NextVersion() { return ++version_; }

 private:
  manifest::Json SomeLabels(size_t most) {
    manifest::Json labels = manifest::Json::object();
    for (size_t i = Below(most + 1); i > 0; --i) labels["l" + std::to_string(Below(3))] = std::to_string(Below(2));
    return labels;
  }
  manifest::Json ExportTo() {
    manifest::Json list = manifest::Json::array();
    if (OneIn(3)) list.push_back(".");
    if (OneIn(4)) list.push_back(One(kModelNamespaces));
    return list;
  }
  manifest::Json ServiceSpec() {
    manifest::Json spec = {{"selector", SomeLabels(2)}, {"ports", {{{"name", "http"}, {"port", 80 + Below(2)}}}}};
    if (OneIn(2)) spec["clusterIP"] = "10.0.0." + std::to_string(Below(3));
    if (OneIn(2)) spec["ports"].push_back({{"name", "grpc"}, {"port", 90}, {"targetPort", "named"}});
    return spec;
  }
  manifest::Json EntrySpec() {
    manifest::Json spec = {{"hosts", {One(kModelHosts)}},
                           {"ports", {{{"number", 80}, {"name", "http"}, {"protocol", "HTTP"}}}}};
    spec["resolution"] = OneIn(2) ? "STATIC" : "DNS";
    if (OneIn(2)) spec["addresses"] = {"10.0.0." + std::to_string(Below(3))};
    if (OneIn(2)) {
      spec["workloadSelector"]["labels"] = SomeLabels(2);
    } else if (OneIn(2)) {
      spec["endpoints"] = {{{"address", "10.9.0.1"}}, {{"address", "10.9.0.2"}, {"weight", Below(3)}}};
    }
    spec["exportTo"] = ExportTo();
    return spec;
  }
  manifest::Json WorkloadSpec() {
    manifest::Json spec = {{"address", "10.1.0." + std::to_string(Below(4))}, {"labels", SomeLabels(3)}};
    if (OneIn(3)) spec["ports"] = {{"named", 7000}};
    if (OneIn(4)) spec["locality"] = "r/z" + std::to_string(Below(2));
    return spec;
  }
  manifest::Json DestinationRuleSpec() {
    return {{"host", One(kModelHosts)}, {"subsets", {{{"name", "u" + std::to_string(Below(3))}}}}, {"exportTo", ExportTo()}};
  }
  manifest::Json GatewaySpec() {
    return {{"selector", SomeLabels(1)},
            {"servers", {{{"port", {{"number", 80 + Below(2)}, {"name", "http"}, {"protocol", "HTTP"}}}, {"hosts", {"*"}}}}}};
  }
  manifest::Json VirtualServiceSpec() {
    manifest::Json spec = {{"exportTo", ExportTo()}, {"http", {{{"timeout", std::to_string(++serial_) + "s"}}}}};
    if (!OneIn(3)) spec["hosts"] = {One(kModelHosts)};
    if (OneIn(3)) spec["gateways"] = {One(kModelNamespaces) + "/g" + std::to_string(Below(2))};
    if (OneIn(3)) spec["gateways"].push_back("mesh");
    if (OneIn(3)) spec["http"][0]["match"] = {{{"sourceLabels", SomeLabels(1)}}};
    if (OneIn(2))
      spec["http"][0]["delegate"] = {{"name", "v" + std::to_string(Below(5))}, {"namespace", One(kModelNamespaces)}};
    return spec;
  }

  std::mt19937 random_;
  uint64_t version_ = 0;
  int serial_ = 0;
};

}  // namespace weft::registry
