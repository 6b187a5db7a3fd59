// SPDX-License-Identifier: Apache-2.0
// A whole mesh on ephemeral ports: xds-server over a SQLite store in a folder of its own, and Bookinfo.
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "support/http.h"
#include "support/kubectl.h"
#include "support/process.h"
#include "support/temp_dir.h"

namespace weft::test {

// Where the programs and the sources are; set by the build.
std::filesystem::path BinDir();
std::filesystem::path SourceDir();
std::filesystem::path NetworkingManifest(const std::string& name);  // "virtual-service-all-v1"

struct MeshOptions {
  // productpage v1, details v1, reviews v1 to v3, ratings v1, and their Services. Without: the control plane alone.
  bool bookinfo = true;
};

// Starts everything and returns when the page answers with all its parts. Everything ends with the object. Throws
// std::runtime_error that carries the output of what failed. Use from one thread.
class MeshUnderTest {
 public:
  explicit MeshUnderTest(MeshOptions options = {});

  int api_port() const { return api_port_; }
  int xds_port() const { return xds_port_; }
  int admin_port() const { return admin_port_; }
  int page_port() const { return page_port_; }
  std::string ApiUrl() const { return "http://127.0.0.1:" + std::to_string(api_port_); }
  std::string PageUrl() const { return "http://127.0.0.1:" + std::to_string(page_port_) + "/productpage"; }
  const Kubectl& kubectl() const { return *kubectl_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

  // kill -9, and a start on the same ports and the same store.
  void KillXdsServer();
  void StartXdsServer();

  // Starts one more process of a Bookinfo service and waits until it listens; returns its port.
  int StartService(const std::string& app, const std::string& version, const std::vector<std::string>& more_flags = {});
  // kill -9 for every process of that version.
  void KillService(const std::string& app, const std::string& version);
  // SIGTERM, and waits for the end. Throws when a process does not end within 20 s with exit code 0.
  void StopService(const std::string& app, const std::string& version);
  bool Runs(const std::string& app, const std::string& version);

  // The page for somebody with these request headers.
  Answer Page(const Headers& headers = {}) const { return Get(page_port_, "/productpage", headers); }
  // Signs in over plain HTTP; returns the Cookie header of the session.
  std::string SignIn(const std::string& user) const;

  // Deletes every routing rule: VirtualServices, DestinationRules, ServiceEntries, in all namespaces.
  void DeleteAllRules() const;
  // Everything stored that a user can write, as JSON that is equal only when nothing changed. Workloads that announced
  // themselves are left out: they come and go by themselves.
  nlohmann::json Stored() const;

  // Returns when clients are served from all that was written before: writes that come close together are taken together.
  void AwaitWritten() const;

  // What every program printed, for the report of a failure.
  std::string Log() const;

 private:
  struct Service {
    std::string app;
    std::string version;
    int port = 0;
    std::unique_ptr<Process> process;
  };

  Service& Spawn(const std::string& app, const std::string& version, const std::vector<std::string>& more_flags);
  static void AwaitListening(Service& service);
  void StartBookinfo();
  void AwaitWholePage() const;
  nlohmann::json List(const std::string& path) const;
  bool HasReported() const;

  TempDir folder_;
  int api_port_ = 0;
  int xds_port_ = 0;
  int admin_port_ = 0;
  int page_port_ = 0;
  std::unique_ptr<Process> xds_server_;
  std::unique_ptr<Kubectl> kubectl_;
  std::list<Service> services_;
};

}  // namespace weft::test
