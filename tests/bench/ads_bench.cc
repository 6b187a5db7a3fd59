// SPDX-License-Identifier: Apache-2.0
// What the control plane does for many clients at once, beside the goals:
//   ads_bench [--clients N] [--changes N] [--storms N] [--idle SECONDS] [--awake MICROSECONDS]
//             [--server PATH]
//
// xds-server runs in a process of its own; changes are written to its API, as kubectl would. The clients are simulated, in this
// process: each has a connection of its own and about 10 KB of configuration, parses what it is sent, and answers at once. A
// change has reached a client when the client has parsed the resource that carries it. Time begins before the change is
// written.
#include <sys/resource.h>
#include <time.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "load_clients.h"
#include "server_under_load.h"
#include "support/mesh.h"

namespace weft::bench {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBetweenChanges{60};  // long enough for the answers to be over
constexpr int kWarmUp = 20;
constexpr int kStormChanges = 1000;

struct Options {
  int clients = 1000;
  int changes = 300;
  int idle_seconds = 10;
  int storms = 5;
  int awake_us = 200;
  std::string server = (test::BinDir() / "xds-server").string();
};

// Of this process: the clients, and what writes the changes.
double OwnCpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double MillisecondsOf(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

void Print(const char* what, const char* goal, double value, const char* unit) {
  std::printf("%-62s %12s %10.2f %s\n", what, goal, value, unit);
  std::fflush(stdout);
}

double Percentile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<size_t>(part * static_cast<double>(values.size())))];
}

class Run {
 public:
  explicit Run(const Options& options) : options_(options), server_(options.server) {
    for (const Manifest& manifest : AllManifests()) server_.Create(manifest);
  }

  void All() {
    Connect();
    for (int i = 0; i < kWarmUp; ++i) Change(Mark::kRoute);
    Changes(Mark::kRoute, "a route table changes");
    Changes(Mark::kEndpoint, "an endpoint changes");
    if (options_.storms > 0) Storms();
    Idle();
    PrintMemory("memory of the server for each client, at the end", MemoryWithoutClients());
  }

 private:
  void Connect() {
    std::this_thread::sleep_for(milliseconds(500));
    const uint64_t memory = server_.ResidentBytes();
    const double cpu = server_.CpuSeconds();
    const auto start = Clock::now();
    load_.emplace(server_.xds_port(), KindsOfClients(options_.clients), std::chrono::microseconds(options_.awake_us));
    load_->AwaitConfigured();
    const double took = MillisecondsOf(Clock::now() - start);
    std::this_thread::sleep_for(milliseconds(500));
    Print("configuration of each client", "10", static_cast<double>(load_->configured_bytes()) / options_.clients / 1e3, "KB");
    Print("all connected and configured after", "", took, "ms");
    Print("  CPU of the server for each client", "", (server_.CpuSeconds() - cpu) * 1e6 / options_.clients, "us");
    PrintMemory("memory of the server for each client", memory);
  }

  // Of a server to which the same was written as slowly: the store keeps what was written, also by the server itself about
  // what it made of that, for those who watch it.
  uint64_t MemoryWithoutClients() {
    ServerUnderLoad other(options_.server);
    for (const Manifest& manifest : AllManifests()) other.Create(manifest);
    for (const Written& change : written_) {
      other.Replace(Marked(change.mark, change.number));
      std::this_thread::sleep_for(change.pause);
    }
    std::this_thread::sleep_for(milliseconds(500));
    return other.ResidentBytes();
  }

  void PrintMemory(const char* what, uint64_t without_clients) {
    const auto grown = static_cast<double>(server_.ResidentBytes()) - static_cast<double>(without_clients);
    Print(what, "40", grown / options_.clients / 1024, "KB");
  }

  struct Written {
    Mark mark;
    int number;
    milliseconds pause;
  };

  Manifest Next(Mark mark, milliseconds pause) {
    written_.push_back({mark, ++number_, pause});
    return Marked(mark, number_);
  }

  double Change(Mark mark) {
    const Manifest manifest = Next(mark, kBetweenChanges);
    load_->Expect(mark, number_);
    const auto start = Clock::now();
    server_.Replace(manifest);
    const double took = MillisecondsOf(load_->AwaitApplied() - start);
    std::this_thread::sleep_for(kBetweenChanges);
    return took;
  }

  void Changes(Mark mark, const std::string& what) {
    std::vector<double> times;
    const double cpu = server_.CpuSeconds(), own_cpu = OwnCpuSeconds();
    const uint64_t responses = load_->responses(), bytes = load_->received_bytes();
    for (int i = 0; i < options_.changes; ++i) times.push_back(Change(mark));
    const double each = 1e6 / options_.changes / options_.clients;
    const double server_us = (server_.CpuSeconds() - cpu) * each, own_us = (OwnCpuSeconds() - own_cpu) * each;
    const double received = static_cast<double>(load_->responses() - responses);
    const double size = static_cast<double>(load_->received_bytes() - bytes) / received / 1e3;
    std::printf("%s: %d times, %.2f responses of %.1f KB to each client\n", what.c_str(), options_.changes,
                received / options_.changes / options_.clients, size);
    Print("  until the last client has applied it, median", "", Percentile(times, 0.5), "ms");
    Print("  until the last client has applied it, 99 of 100", "100", Percentile(times, 0.99), "ms");
    Print("  CPU of the server for each client and change", "100", server_us, "us");
    Print("  CPU of the simulated clients, likewise", "", own_us, "us");
  }

  // Endpoints come and go fastest, and are what is written in haste. Returns the time from the last change on.
  double Storm() {
    std::vector<Manifest> manifests;
    for (int i = 0; i < kStormChanges; ++i) manifests.push_back(Next(Mark::kEndpoint, milliseconds(1)));
    load_->Expect(Mark::kEndpoint, number_);
    const auto start = Clock::now();
    auto last = start;
    for (int i = 0; i < kStormChanges; ++i) {
      std::this_thread::sleep_until(start + std::chrono::microseconds(1'000'000LL * i / kStormChanges));
      last = Clock::now();
      server_.Replace(manifests[i]);
    }
    const double rest = MillisecondsOf(load_->AwaitApplied() - last);
    std::printf("  %d changes in %.2f s, and %.0f ms\n", kStormChanges, MillisecondsOf(last - start) / 1e3, rest);
    std::this_thread::sleep_for(milliseconds(1500));
    return rest;
  }

  void Storms() {
    std::printf("storms of changes of an endpoint\n");
    std::vector<double> rests;
    load_->StartCounting();
    const double cpu = server_.CpuSeconds();
    const uint64_t responses = load_->responses();
    for (int i = 0; i < options_.storms; ++i) rests.push_back(Storm());
    const double received = static_cast<double>(load_->responses() - responses) / options_.clients / options_.storms;
    Print("  from the last change until the last client has applied it, median", "50", Percentile(rests, 0.5), "ms");
    Print("  the same of the slowest storm", "50", Percentile(rests, 1), "ms");
    const auto in_time = std::count_if(rests.begin(), rests.end(), [](double rest) { return rest <= 50; });
    Print("  storms of which that is at most 50 ms", "", 100.0 * static_cast<double>(in_time) / options_.storms, "%");
    Print("  most responses to one client within one second", "25", load_->MostInOneSecond(), "");
    Print("  responses to each client in a storm", "", received, "");
    Print("  CPU of the server in a storm", "", (server_.CpuSeconds() - cpu) * 1e3 / options_.storms, "ms");
  }

  void Idle() {
    if (options_.idle_seconds <= 0) return;
    const double cpu = server_.CpuSeconds();
    std::this_thread::sleep_for(std::chrono::seconds(options_.idle_seconds));
    Print("CPU of the server while nothing changes, of one core", "1",
          (server_.CpuSeconds() - cpu) / options_.idle_seconds * 100, "%");
  }

  const Options& options_;
  ServerUnderLoad server_;
  std::optional<LoadClients> load_;
  int number_ = 1;
  std::vector<Written> written_;
};

// A connection of each client is a file here and one in the server, which inherits the limit.
void AllowManyFiles() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("What the control plane does for many clients at once");
  app.add_option("--clients", options.clients)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--changes", options.changes)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--idle", options.idle_seconds, "seconds")->check(CLI::NonNegativeNumber)->capture_default_str();
  app.add_option("--storms", options.storms)->check(CLI::NonNegativeNumber)->capture_default_str();
  app.add_option("--awake", options.awake_us, "microseconds that the clients' thread looks for more before it sleeps")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--server", options.server, "the program")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  AllowManyFiles();
  double load[1] = {};
  (void)!getloadavg(load, 1);
  try {
    std::printf("%d clients, a TCP connection each, awake for %d us; load average before: %.2f\n", options.clients,
                options.awake_us, load[0]);
    std::printf("%-62s %12s %10s\n", "", "at most", "measured");
    Run(options).All();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "ads_bench: %s\n", error.what());
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace weft::bench

int main(int argc, char** argv) { return weft::bench::Main(argc, argv); }
