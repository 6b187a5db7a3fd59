// SPDX-License-Identifier: Apache-2.0
#include "server_under_load.h"

#include <httplib.h>
#include <time.h>

#include <fstream>
#include <stdexcept>

#include "support/process.h"

namespace weft::bench {
namespace {

int PortIn(test::Process& process, const std::string& name) {
  for (const std::string& line : test::Lines(process.Output())) {
    if (line.starts_with(name) && line.find("listening on ") != std::string::npos) {
      return test::PortAtEnd(line);
    }
  }
  throw std::runtime_error("xds-server does not say where it serves " + name + ":\n" + process.Output());
}

}  // namespace

struct ServerUnderLoad::Parts {
  std::unique_ptr<test::Process> process;
  std::unique_ptr<::httplib::Client> api;

  void Check(const ::httplib::Result& result, const std::string& path) {
    if (result && result->status / 100 == 2) return;
    const std::string why = result ? result->body : ::httplib::to_string(result.error());
    throw std::runtime_error(path + ": " + why + "\n" + process->Output());
  }
};

ServerUnderLoad::ServerUnderLoad(const std::string& program) : parts_(std::make_unique<Parts>()) {
  parts_->process = std::make_unique<test::Process>(
      test::Command{.argv = {program, "--store", "memory", "--xds-address", "127.0.0.1:0", "--api-address", "127.0.0.1:0",
                             "--admin-address", "127.0.0.1:0"}});
  if (!parts_->process->WaitForLine("ready", std::chrono::seconds(20))) {
    throw std::runtime_error(program + " did not become ready:\n" + parts_->process->Output());
  }
  xds_port_ = PortIn(*parts_->process, "xds");
  parts_->api = std::make_unique<::httplib::Client>("127.0.0.1", PortIn(*parts_->process, "api"));
  parts_->api->set_keep_alive(true);
  parts_->api->set_tcp_nodelay(true);
}

ServerUnderLoad::~ServerUnderLoad() = default;

pid_t ServerUnderLoad::pid() const { return parts_->process->pid(); }

void ServerUnderLoad::Create(const Manifest& manifest) {
  parts_->Check(parts_->api->Post(manifest.collection, manifest.object.dump(), "application/json"), manifest.Path());
}

void ServerUnderLoad::Replace(const Manifest& manifest) {
  parts_->Check(parts_->api->Put(manifest.Path(), manifest.object.dump(), "application/json"), manifest.Path());
}

double ServerUnderLoad::CpuSeconds() const {
  clockid_t clock = 0;
  timespec time{};
  if (clock_getcpuclockid(pid(), &clock) != 0 || clock_gettime(clock, &time) != 0) {
    throw std::runtime_error("xds-server is gone:\n" + parts_->process->Output());
  }
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

uint64_t ServerUnderLoad::ResidentBytes() const {
  std::ifstream status("/proc/" + std::to_string(pid()) + "/status");
  for (std::string word; status >> word;) {
    uint64_t kilobytes = 0;
    if (word == "RssAnon:" && status >> kilobytes) return kilobytes * 1024;
  }
  throw std::runtime_error("xds-server is gone:\n" + parts_->process->Output());
}

}  // namespace weft::bench
