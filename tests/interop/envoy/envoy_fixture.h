// SPDX-License-Identifier: Apache-2.0
// The fixture: Bookinfo's mesh, a service "echo" in three versions, and an Envoy in each place for each variant of the
// protocol.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "interop/envoy/http_echo.h"
#include "interop/envoy/stand.h"
#include "support/mesh.h"

namespace weft::test {

// One mesh for the suite. A test starts with bookinfo-gateway and the subsets of echo, without any other rule; it ends with a
// look at whether an Envoy has refused something.
class Envoy : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;
  void TearDown() override;

  static MeshUnderTest& mesh() { return world_->mesh; }
  static const Arrivals& arrivals() { return *world_->arrivals; }
  static std::list<Stand>& stands() { return world_->stands; }
  static std::list<Stand*> Sidecars();
  static std::list<Stand*> Gateways();
  static Stand& Find(Place place, bool delta);

  static void Apply(const std::string& yaml) { mesh().kubectl().Must({"apply", "-f", "-"}, yaml); }
  static void ApplyShipped(const std::string& name) { mesh().kubectl().Must({"apply", "-f", NetworkingManifest(name)}); }
  static void DeleteRules();
  // The VirtualService of echo, for sidecars and the gateway, with these routes as a YAML list in one line.
  static void ApplyEchoRoutes(const std::string& http);
  static std::string ToEcho(const std::string& subset) {
    return "route: [{destination: {host: echo, subset: " + subset + "}}]";
  }
  static std::string WeftctlProxyStatus(const std::vector<std::string>& arguments = {});
  // A key for x-key that no other request has.
  static std::string NewKey();

 private:
  struct World {
    MeshUnderTest mesh;
    std::shared_ptr<Arrivals> arrivals = std::make_shared<Arrivals>();
    std::list<HttpEcho> backends;
    std::list<Stand> stands;
  };
  static std::unique_ptr<World> world_;
};

}  // namespace weft::test
