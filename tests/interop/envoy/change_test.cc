// SPDX-License-Identifier: Apache-2.0
// Rules, workloads, Gateways and the control plane come and go while requests keep coming.
#include "interop/envoy/envoy_fixture.h"
#include "support/eventually.h"
#include "support/rule_history.h"

namespace weft::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A steady load through every Envoy at once.
class LoadEverywhere {
 public:
  explicit LoadEverywhere(const std::list<Stand>& stands) {
    for (const Stand& stand : stands) loads_.emplace_back(stand.name(), std::make_unique<Load>(stand.LoadOf({}, 40)));
  }
  // Waits until each has had `count` more answers.
  void Await(size_t count) const {
    std::vector<size_t> enough;
    for (const auto& [name, load] : loads_) enough.push_back(load->Completed() + count);
    for (size_t i = 0; i < loads_.size(); ++i) {
      const auto& [name, load] = loads_[i];
      EXPECT_TRUE(Eventually([&, &load = load] { return load->Completed() >= enough[i]; }, seconds(20))) << name;
    }
  }
  std::map<std::string, std::vector<Sample>> Stop() {
    std::map<std::string, std::vector<Sample>> samples;
    for (const auto& [name, load] : loads_) samples[name] = load->Stop();
    return samples;
  }

 private:
  std::vector<std::pair<std::string, std::unique_ptr<Load>>> loads_;
};

void ExpectAllAnswered(const std::string& name, const std::vector<Sample>& samples) {
  int failed = 0;
  for (const Sample& sample : samples) {
    if (sample.status != 200 && ++failed <= 3) ADD_FAILURE() << name << ": status " << sample.status << " " << sample.marker;
  }
  EXPECT_EQ(failed, 0) << name << ", of " << samples.size();
}

TEST_F(Envoy, MovesEverythingToV3AtOnceAndLosesNothing) {
  ApplyEchoRoutes("[{" + ToEcho("v1") + "}]");
  for (const Stand& stand : stands())
    ASSERT_TRUE(stand.Comes({.headers = {{"x-fail", "0"}}}, ServedBy("v1")) && stand.Stays({}, ServedBy("v1")));
  RuleHistory history("v1");
  LoadEverywhere load(stands());
  load.Await(20);
  for (const char* version : {"v2", "v1", "v3"}) {
    const SteadyTime started = std::chrono::steady_clock::now();
    ApplyEchoRoutes("[{" + ToEcho(version) + "}]");
    history.Add({started, std::chrono::steady_clock::now(), version});
    load.Await(30);
  }
  for (const auto& [name, samples] : load.Stop()) {
    ExpectAllAnswered(name, samples);
    EXPECT_EQ(samples.back().marker, "v3") << name;
    EXPECT_LT(history.LongestDelay(samples), seconds(1)) << name;
  }
}

TEST_F(Envoy, LosesNothingWhenTheControlPlaneIsKilledAndComesBack) {
  ApplyEchoRoutes("[{" + ToEcho("v1") + "}]");
  for (const Stand& stand : stands()) ASSERT_TRUE(stand.Comes({}, ServedBy("v1")) && stand.Stays({}, ServedBy("v1")));
  LoadEverywhere load(stands());
  load.Await(20);
  mesh().KillXdsServer();
  load.Await(40);
  mesh().StartXdsServer();
  load.Await(40);
  for (const Stand& stand : stands()) {
    EXPECT_TRUE(Eventually(
        [&] { return stand.envoy().Stats("control_plane.connected_state").at("control_plane.connected_state") == 1; },
        seconds(10)));
  }
  ApplyEchoRoutes("[{" + ToEcho("v3") + "}]");
  for (const Stand& stand : stands()) EXPECT_TRUE(stand.Comes({}, ServedBy("v3")));
  load.Await(20);
  for (const auto& [name, samples] : load.Stop()) {
    ExpectAllAnswered(name, samples);
    EXPECT_EQ(samples.back().marker, "v3") << name;
  }
}

TEST_F(Envoy, FollowsWorkloadsThatComeAndGo) {
  HttpEcho more("more", std::make_shared<Arrivals>());
  ApplyEchoRoutes("[{" + ToEcho("v2") + "}]");
  for (const Stand& stand : stands()) ASSERT_TRUE(stand.Comes({}, ServedBy("v2")) && stand.Stays({}, ServedBy("v2")));
  LoadEverywhere load(stands());
  Apply(
      "apiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: echo-more}\n"
      "spec: {address: 127.0.0.1, ports: {http: " +
      std::to_string(more.port()) + "}, labels: {app: echo, version: v2}}\n");
  for (const Stand& stand : stands()) EXPECT_TRUE(stand.Comes({}, ServedBy("more")));
  mesh().kubectl().Must({"delete", "workloadentry", "echo-more"});
  const SteadyTime gone = std::chrono::steady_clock::now();
  load.Await(60);
  for (const auto& [name, samples] : load.Stop()) {
    ExpectAllAnswered(name, samples);
    for (const Sample& sample : samples) EXPECT_FALSE(sample.marker == "more" && sample.sent > gone + seconds(1)) << name;
  }
}

TEST_F(Envoy, AnswersThatNobodyIsThereWhenAllWorkloadsAreGoneAndServesOnceTheyAreBack) {
  ApplyEchoRoutes("[{" + ToEcho("v9") + "}]");
  const auto subsets = [](const std::string& version) {
    return "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: echo}\nspec: {host: echo, subsets: "
           "[{name: v9, labels: {version: " +
           version + "}}]}\n";
  };
  Apply(subsets("v9"));
  for (const Stand& stand : stands()) EXPECT_TRUE(stand.Comes({}, HasStatus(503)));
  Apply(subsets("v1"));
  for (const Stand& stand : stands()) EXPECT_TRUE(stand.Comes({}, ServedBy("v1")));
}

TEST_F(Envoy, ClosesTheListenerOfAGatewayThatIsDeleted) {
  std::map<const Stand*, int> ports;
  for (const Stand* stand : Gateways()) ports[stand] = stand->PortFor("productpage");
  mesh().kubectl().Must({"delete", "gateway", "bookinfo-gateway"});
  for (const auto& [stand, port] : ports) {
    EXPECT_TRUE(Eventually([stand = stand] { return !stand->envoy().Port(stand->ListenerFor("productpage")).has_value(); },
                           seconds(10)))
        << stand->name();
    EXPECT_TRUE(Eventually([port = port] { return Get(port, "/productpage").status == 0; }, seconds(10))) << stand->name();
  }
  ApplyShipped("bookinfo-gateway");
  for (const Stand* stand : Gateways()) {
    EXPECT_TRUE(stand->Comes({.service = "productpage", .path = "/productpage", .headers = {{"Host", "a.b"}}}, HasStatus(200)));
  }
}

TEST_F(Envoy, ListensForServicesAsTheyComeAndGo) {
  const Stand& stand = Find(Place::kPerService, true);
  const Stand& other = Find(Place::kPerService, false);
  Apply(
      "apiVersion: v1\nkind: Service\nmetadata: {name: late}\nspec: {selector: {app: echo}, ports: [{name: http, port: "
      "9080}]}\n");
  for (const Stand* one : {&stand, &other}) EXPECT_TRUE(one->Comes({.service = "late"}, HasStatus(200)));
  for (const bool delta : {true, false}) EXPECT_TRUE(Find(Place::kPerPort, delta).Comes({.service = "late"}, HasStatus(200)));
  mesh().kubectl().Must({"delete", "service", "late"});
  for (const Stand* one : {&stand, &other}) {
    EXPECT_TRUE(Eventually([&] { return !one->envoy().Port(one->ListenerFor("late")).has_value(); }, seconds(10)))
        << one->name();
  }
  for (const bool delta : {true, false}) EXPECT_TRUE(Find(Place::kPerPort, delta).Comes({.service = "late"}, HasStatus(404)));
}

}  // namespace
}  // namespace weft::test
