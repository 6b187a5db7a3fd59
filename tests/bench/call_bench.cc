// SPDX-License-Identifier: Apache-2.0
// What a call through weft::httplib::Client costs beside the same call through ::httplib::Client:
//   call_bench [PAIRS [REQUESTS]]     paired blocks of requests in ABBA order: bare against bare, bare against Weft, and bare
//   with
//                                     an x-request-id, which Weft sends, against Weft
//   call_bench bare|bare-id|weft N    N calls and nothing else, to be run under callgrind
//
// Client and server run on one core, because across cores the wake-ups cost more, and vary more, than what is measured. Both
// clients keep their connection and set TCP_NODELAY. A comparison of bare with bare whose interval leaves 1 by more than half a
// percent means that the machine was too busy: then the rest means nothing either.
#include <httplib.h>
#include <sched.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "engine/testing/alloc_counter.h"
#include "mesh/testing/fake_control_plane.h"
#include "paired_statistics.h"
#include "weft/httplib.h"
#include "weft/mesh.h"

namespace weft::bench {
namespace {

using engine::testing::AllocationsOfThisThread;

constexpr const char* kHost = "reviews:9080";
constexpr const char* kPath = "/reviews/0";

// Threads that start later inherit it. The last core is mostly the quietest.
void PinToOneCore() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(std::thread::hardware_concurrency() - 1, &cores);
  if (sched_setaffinity(0, sizeof(cores), &cores) != 0) std::perror("sched_setaffinity: not pinned");
}

class LocalServer {
 public:
  LocalServer() {
    server_.Get(kPath, [](const auto&, auto& response) { response.set_content(std::string(256, 'x'), "application/json"); });
    server_.set_tcp_nodelay(true);
    server_.set_keep_alive_max_count(SIZE_MAX);
    server_.set_keep_alive_timeout(5);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~LocalServer() {
    server_.stop();
    thread_.join();
  }
  int port() const { return port_; }

 private:
  ::httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

// Both clients, warm, with one server behind them.
class Contest {
 public:
  Contest() : bare_("127.0.0.1", server_.port()) {
    bare_.set_keep_alive(true);
    bare_.set_tcp_nodelay(true);
    control_plane_.Serve(kHost, {{"reviews", {static_cast<uint32_t>(server_.port())}}});
    mesh_ = control_plane_.StartMesh();
    weft_ = std::make_unique<httplib::Client>(mesh_, kHost);
    for (int i = 0; i < 200; ++i) CallBare(), CallWeft();
  }

  void CallBare() { Check(bare_.Get(kPath)); }
  // What Weft sends: with an id, though always the same one.
  void CallBareWithId() { Check(bare_.Get(kPath, {{"x-request-id", "0b7c5a1e-54f0-4d5e-9d31-6a3c0f4a7f10"}})); }
  void CallWeft() { Check(weft_->Get(kPath)); }

 private:
  static void Check(const ::httplib::Result& result) {
    if (result && result->status == 200) return;
    std::fprintf(stderr, "a call failed: %s\n", ::httplib::to_string(result.error()).c_str());
    std::exit(1);
  }

  LocalServer server_;
  mesh::FakeControlPlane control_plane_;
  ::httplib::Client bare_;
  std::shared_ptr<Mesh> mesh_;
  std::unique_ptr<httplib::Client> weft_;
};

using Caller = std::function<void()>;

// The median time of one call in a block, in microseconds.
double Block(const Caller& call, int requests) {
  std::vector<double> times;
  for (int i = 0; i < requests; ++i) {
    const auto start = std::chrono::steady_clock::now();
    call();
    times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  return Median(std::move(times));
}

void Compare(const char* title, const Caller& first, const Caller& second, int pairs, int requests) {
  std::vector<double> ratios, differences, base;
  for (int pair = 0; pair < pairs; ++pair) {
    const bool swapped = pair % 2 == 1;
    const double before = Block(swapped ? second : first, requests);
    const double after = Block(swapped ? first : second, requests);
    const double a = swapped ? after : before, b = swapped ? before : after;
    base.push_back(a);
    ratios.push_back(b / a);
    differences.push_back(b - a);
  }
  const Interval ratio = MedianWithInterval(ratios), difference = MedianWithInterval(differences);
  std::printf("%-14s first %6.2f us   ratio %.4f [%.4f, %.4f]   difference %+.2f us [%+.2f, %+.2f]\n", title, Median(base),
              ratio.estimate, ratio.low, ratio.high, difference.estimate, difference.low, difference.high);
}

double AllocationsPerCall(const Caller& call) {
  constexpr int kCalls = 1000;
  const uint64_t before = AllocationsOfThisThread();
  for (int i = 0; i < kCalls; ++i) call();
  return static_cast<double>(AllocationsOfThisThread() - before) / kCalls;
}

int Run(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  PinToOneCore();
  Contest contest;
  const Caller bare = [&] { contest.CallBare(); }, bare_id = [&] { contest.CallBareWithId(); },
               weft = [&] { contest.CallWeft(); };
  for (const auto& [name, call] : {std::pair("bare", &bare), std::pair("bare-id", &bare_id), std::pair("weft", &weft)}) {
    if (mode != name) continue;
    for (long calls = argc > 2 ? std::atol(argv[2]) : 1000; calls > 0; --calls) (*call)();
    return 0;
  }
  const int pairs = argc > 1 ? std::atoi(argv[1]) : 400, requests = argc > 2 ? std::atoi(argv[2]) : 100;
  if (pairs < 1 || requests < 1) {
    std::fprintf(stderr, "usage: call_bench [PAIRS [REQUESTS]] | call_bench bare|bare-id|weft CALLS\n");
    return 2;
  }
  std::printf("%d pairs of blocks of %d requests; medians, 95 %% intervals\n", pairs, requests);
  Compare("bare / bare", bare, bare, pairs, requests);
  Compare("bare / weft", bare, weft, pairs, requests);
  Compare("bare+id / weft", bare_id, weft, pairs, requests);
  std::printf("allocations a call on the caller's thread: bare %.1f, with an id %.1f, weft %.1f\n", AllocationsPerCall(bare),
              AllocationsPerCall(bare_id), AllocationsPerCall(weft));
  return 0;
}

}  // namespace
}  // namespace weft::bench

int main(int argc, char** argv) { return weft::bench::Run(argc, argv); }
