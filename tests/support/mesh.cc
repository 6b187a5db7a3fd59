// SPDX-License-Identifier: Apache-2.0
#include "support/mesh.h"

#include <signal.h>

#include <chrono>
#include <stdexcept>

#include "support/eventually.h"
#include "support/page.h"

namespace weft::test {
namespace {

using std::chrono::seconds;

constexpr const char* kReportedKind = "/apis/networking.istio.io/v1/virtualservices";
constexpr const char* kRuleKinds[] = {kReportedKind, "/apis/networking.istio.io/v1/destinationrules",
                                      "/apis/networking.istio.io/v1/gateways", "/apis/networking.istio.io/v1/serviceentries"};
constexpr const char* kOtherKinds[] = {"/api/v1/services", "/api/v1/namespaces"};

// The line `xds  listening on 127.0.0.1:15010`, for each address.
int PortOf(Process& process, const std::string& name) {
  for (const std::string& line : Lines(process.Output())) {
    if (line.starts_with(name) && line.find("listening on ") != std::string::npos) return PortAtEnd(line);
  }
  throw std::runtime_error("xds-server does not say where it serves " + name + ":\n" + process.Output());
}

std::string Loopback(int port) { return "127.0.0.1:" + std::to_string(port); }

}  // namespace

std::filesystem::path BinDir() { return WEFT_BIN_DIR; }
std::filesystem::path SourceDir() { return WEFT_SOURCE_DIR; }
std::filesystem::path NetworkingManifest(const std::string& name) {
  return SourceDir() / "bookinfo-cpp/manifests/networking" / (name + ".yaml");
}

MeshUnderTest::MeshUnderTest(MeshOptions options) {
  StartXdsServer();
  kubectl_ = std::make_unique<Kubectl>(NewestKubectl(), folder_.path() / "kubectl", ApiUrl());
  if (options.bookinfo) StartBookinfo();
}

void MeshUnderTest::StartXdsServer() {
  Command command;
  command.argv = {BinDir() / "xds-server", "--xds-address",     Loopback(xds_port_),
                  "--api-address",         Loopback(api_port_), "--admin-address",
                  Loopback(admin_port_),   "--store",           "sqlite:" + (folder_.path() / "store.sqlite").string()};
  xds_server_ = std::make_unique<Process>(command);
  if (!xds_server_->WaitForLine("ready", seconds(20))) {
    throw std::runtime_error("xds-server is not ready:\n" + xds_server_->Output());
  }
  xds_port_ = PortOf(*xds_server_, "xds");
  api_port_ = PortOf(*xds_server_, "api");
  admin_port_ = PortOf(*xds_server_, "admin");
}

void MeshUnderTest::KillXdsServer() { xds_server_->Kill(); }

MeshUnderTest::Service& MeshUnderTest::Spawn(const std::string& app, const std::string& version,
                                             const std::vector<std::string>& more_flags) {
  Command command;
  command.argv = {BinDir() / ("bookinfo-" + app), "--port", "0", "--version", version, "--xds", Loopback(xds_port_)};
  command.argv.insert(command.argv.end(), more_flags.begin(), more_flags.end());
  services_.push_back({app, version, 0, std::make_unique<Process>(command)});
  return services_.back();
}

void MeshUnderTest::AwaitListening(Service& service) {
  const auto line = service.process->WaitForLine("listening on ", seconds(20));
  if (!line.has_value()) throw std::runtime_error(service.app + " does not listen:\n" + service.process->Output());
  service.port = PortAtEnd(*line);
}

int MeshUnderTest::StartService(const std::string& app, const std::string& version,
                                const std::vector<std::string>& more_flags) {
  Service& service = Spawn(app, version, more_flags);
  AwaitListening(service);
  return service.port;
}

void MeshUnderTest::StartBookinfo() {
  for (const auto& [app, version] : std::initializer_list<std::pair<const char*, const char*>>{{"productpage", "v1"},
                                                                                               {"details", "v1"},
                                                                                               {"reviews", "v1"},
                                                                                               {"reviews", "v2"},
                                                                                               {"reviews", "v3"},
                                                                                               {"ratings", "v1"}}) {
    Spawn(app, version, {});
  }
  kubectl_->Must({"apply", "-f", SourceDir() / "bookinfo-cpp/manifests/platform/bookinfo.yaml"});
  for (Service& service : services_) AwaitListening(service);
  page_port_ = services_.front().port;
  AwaitWholePage();
}

void MeshUnderTest::AwaitWholePage() const {
  int colors_missing = 0;
  const auto whole = [&] {
    bool none = false, black = false, red = false;
    for (int i = 0; i < 6; ++i) {
      const Answer page = Page();
      if (page.status != 200 || !ShowsDetails(page.body)) return false;
      const std::string stars = StarsOn(page.body);
      none |= stars == "none";
      black |= stars == "black";
      red |= stars == "red";
    }
    colors_missing = 3 - none - black - red;
    return colors_missing == 0;
  };
  if (!Eventually(whole, seconds(30))) {
    throw std::runtime_error("Bookinfo's page is not whole after 30 s; " + std::to_string(colors_missing) +
                             " versions of reviews were not seen\n" + Log());
  }
}

void MeshUnderTest::KillService(const std::string& app, const std::string& version) {
  for (Service& service : services_) {
    if (service.app == app && service.version == version) service.process->Kill();
  }
}

void MeshUnderTest::StopService(const std::string& app, const std::string& version) {
  for (Service& service : services_) {
    if (service.app != app || service.version != version || !service.process->Running()) continue;
    service.process->Signal(SIGTERM);
    if (service.process->Wait(seconds(20)) != 0)
      throw std::runtime_error(app + " does not stop:\n" + service.process->Output());
  }
}

bool MeshUnderTest::Runs(const std::string& app, const std::string& version) {
  for (Service& service : services_) {
    if (service.app == app && service.version == version && service.process->Running()) return true;
  }
  return false;
}

std::string MeshUnderTest::SignIn(const std::string& user) const {
  const Answer answer = Send("POST", page_port_, "/login", "username=" + user + "&passwd=" + user,
                             {{"Content-Type", "application/x-www-form-urlencoded"}, {"Referer", PageUrl()}});
  const std::string cookie = answer.Header("set-cookie");
  if (answer.status != 302 || cookie.empty()) {
    throw std::runtime_error("cannot sign in: status " + std::to_string(answer.status) + "\n" + answer.body);
  }
  return cookie.substr(0, cookie.find(';'));
}

nlohmann::json MeshUnderTest::List(const std::string& path) const {
  const Answer answer = Get(api_port_, path);
  if (answer.status != 200) throw std::runtime_error("GET " + path + ": " + std::to_string(answer.status) + " " + answer.body);
  return nlohmann::json::parse(answer.body).at("items");
}

void MeshUnderTest::DeleteAllRules() const {
  for (const std::string path : kRuleKinds) {
    for (const nlohmann::json& item : List(path)) {
      const size_t slash = path.rfind('/');
      const nlohmann::json& meta = item.at("metadata");
      const std::string url = path.substr(0, slash) + "/namespaces/" + meta.at("namespace").get<std::string>() +
                              path.substr(slash) + "/" + meta.at("name").get<std::string>();
      const Answer answer = Send("DELETE", api_port_, url);
      if (answer.status != 200) throw std::runtime_error("DELETE " + url + ": " + answer.body);
    }
  }
}

// A status is the server's own report and follows the write it reports on; it moves the resourceVersion once more.
bool MeshUnderTest::HasReported() const {
  for (const nlohmann::json& item : List(kReportedKind)) {
    if (item.value("/status/observedGeneration"_json_pointer, 0) != item.at("metadata").at("generation")) return false;
  }
  return true;
}

nlohmann::json MeshUnderTest::Stored() const {
  if (!Eventually([this] { return HasReported(); }))
    throw std::runtime_error("a VirtualService has no status of its generation\n" + Log());
  nlohmann::json all = nlohmann::json::object();
  for (const char* path : kRuleKinds) all[path] = List(path);
  for (const char* path : kOtherKinds) all[path] = List(path);
  for (auto& [path, items] : all.items()) {  // what no user writes
    for (nlohmann::json& item : items) {
      item.erase("status");
      item["metadata"].erase("managedFields");
    }
  }
  return all;
}

void MeshUnderTest::AwaitWritten() const {
  const Answer answer = Get(admin_port_, "/debug/syncz");
  if (answer.status != 200) throw std::runtime_error("/debug/syncz answered " + std::to_string(answer.status) + "\n" + Log());
}

std::string MeshUnderTest::Log() const {
  std::string log = "--- xds-server\n" + xds_server_->Output();
  for (const Service& service : services_) {
    log += "--- " + service.app + " " + service.version + "\n" + service.process->Output();
  }
  return log;
}

}  // namespace weft::test
