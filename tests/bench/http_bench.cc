// SPDX-License-Identifier: Apache-2.0
// What an exchange on weft::http costs beside ::httplib::Client and a bare Boost.Beast client, all in one run:
//   http_bench [PAIRS [REQUESTS]]      paired blocks in ABBA order on one core; allocations; 64 threads; 1,000 calls in flight
//   http_bench httplib|beast|wire N    N calls and nothing else, to be run under callgrind (the server is a process of its own)
//
// The server is one epoll loop with a fixed answer: it costs next to nothing, and the same for all.
#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "engine/testing/alloc_counter.h"
#include "http/drive/async.h"
#include "http/drive/blocking.h"
#include "paired_statistics.h"

namespace weft::bench {
namespace {

using engine::testing::AllocationsOfThisThread;
using Caller = std::function<void()>;

constexpr const char* kPath = "/reviews/0";

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::exit(1);
}

// --- the server: `http_bench server`; prints its port -----------------------------------------------------------------------

void AnswerAll(int fd, std::map<int, std::string>* received, const std::string& answer) {
  char buffer[16 * 1024];
  const ssize_t n = ::recv(fd, buffer, sizeof(buffer), 0);
  if (n <= 0) {
    ::close(fd);
    received->erase(fd);
    return;
  }
  std::string& bytes = (*received)[fd].append(buffer, static_cast<size_t>(n));
  for (size_t end; (end = bytes.find("\r\n\r\n")) != std::string::npos; bytes.erase(0, end + 4)) {
    if (::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return;
  }
}

int Serve() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  socklen_t size = sizeof(address);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 4096) != 0) Die("listen");
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  const std::string answer =
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 256\r\n\r\n" + std::string(256, 'x');
  std::map<int, std::string> received;
  const int loop = epoll_create1(0);
  const auto watch = [&](int fd) {
    epoll_event event = {EPOLLIN, {.fd = fd}};
    epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
  };
  watch(listener);
  for (epoll_event events[64];;) {
    const int ready = epoll_wait(loop, events, 64, -1);
    for (int i = 0; i < ready; ++i) {
      if (events[i].data.fd != listener) {
        AnswerAll(events[i].data.fd, &received, answer);
        continue;
      }
      const int fd = ::accept(listener, nullptr, nullptr);
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      watch(fd);
    }
  }
}

class ServerProcess {
 public:
  ServerProcess() {
    int ends[2];
    if (pipe(ends) != 0) Die("pipe");
    pid_ = fork();
    if (pid_ == 0) {
      dup2(ends[1], 1);
      execl("/proc/self/exe", "http_bench", "server", nullptr);
      _exit(1);
    }
    ::close(ends[1]);
    char text[16] = {};
    if (::read(ends[0], text, sizeof(text) - 1) <= 0) Die("the server did not start");
    ::close(ends[0]);
    port_ = std::atoi(text);
  }
  ~ServerProcess() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  int port() const { return port_; }

 private:
  pid_t pid_;
  int port_;
};

// --- the clients ------------------------------------------------------------------------------------------------------------

class BeastClient {
 public:
  explicit BeastClient(int port) : socket_(context_) {
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), static_cast<uint16_t>(port)});
    socket_.set_option(boost::asio::ip::tcp::no_delay(true));
  }
  void Call() {
    namespace http = boost::beast::http;
    http::request<http::empty_body> request{http::verb::get, kPath, 11};
    request.set(http::field::host, "reviews:9080");
    http::write(socket_, request);
    http::response<http::string_body> response;
    http::read(socket_, buffer_, response);
    if (response.result_int() != 200 || response.body().size() != 256) Die("beast: a call failed");
  }

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
};

class HttplibClient {
 public:
  explicit HttplibClient(int port) : client_("127.0.0.1", port) {
    client_.set_keep_alive(true);
    client_.set_tcp_nodelay(true);
  }
  void Call() {
    const auto result = client_.Get(kPath);
    if (!result || result->body.size() != 256) Die("httplib: a call failed");
  }

 private:
  ::httplib::Client client_;
};

// Thread-safe, as weft::http::Client is to be.
class WireClient {
 public:
  explicit WireClient(int port) : port_(static_cast<uint16_t>(port)), id_("127.0.0.1:" + std::to_string(port)) {}
  http::Wiring wiring() { return {Env::System().get(), &pool_, &resolver_}; }
  http::Endpoint endpoint() const { return {.address = "127.0.0.1", .port = port_, .id = id_, .cluster = "reviews"}; }
  static http::RequestView request() { return {.path = kPath, .authority = "reviews:9080"}; }
  http::OperationOptions options() const {
    http::OperationOptions options;
    options.deadlines.rule = Clock::now() + std::chrono::seconds(15);
    return options;
  }
  void Call() {
    http::Response response;
    const http::OperationOptions options = this->options();
    http::Operation operation(wiring(), endpoint(), request(), options, &response);
    if (!http::RunBlocking(operation).ok() || response.body.size() != 256) Die("wire: a call failed");
  }

 private:
  http::Pool pool_;
  http::Resolver resolver_;
  uint16_t port_;
  std::string id_;
};

// --- the measurements -------------------------------------------------------------------------------------------------------

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
  std::vector<double> ratios, base;
  for (int pair = 0; pair < pairs; ++pair) {
    const bool swapped = pair % 2 == 1;
    const double before = Block(swapped ? second : first, requests), after = Block(swapped ? first : second, requests);
    base.push_back(swapped ? after : before);
    ratios.push_back(swapped ? before / after : after / before);
  }
  const Interval ratio = MedianWithInterval(ratios);
  std::printf("%-16s first %6.2f us   ratio %.4f [%.4f, %.4f]\n", title, Median(base), ratio.estimate, ratio.low, ratio.high);
}

double AllocationsPerCall(const Caller& call) {
  constexpr int kCalls = 1000;
  const uint64_t before = AllocationsOfThisThread();
  for (int i = 0; i < kCalls; ++i) call();
  return static_cast<double>(AllocationsOfThisThread() - before) / kCalls;
}

// Requests a second of `threads` threads that each run `make()`'s caller `calls` times.
double Throughput(int threads, int calls, const std::function<Caller()>& make) {
  std::vector<std::thread> running;
  const auto start = std::chrono::steady_clock::now();
  for (int t = 0; t < threads; ++t) {
    running.emplace_back([&] {
      const Caller call = make();
      for (int i = 0; i < calls; ++i) call();
    });
  }
  for (std::thread& thread : running) thread.join();
  return threads * calls / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// One of the calls in flight: starts itself again until the common number is used up.
struct Flight {
  void Next() {
    if (*left == 0) return;
    --*left;
    options = client->options();
    http::AsyncRun(context->get_executor(), client->wiring(), client->endpoint(), WireClient::request(), options, &response,
                   nullptr, nullptr, [this](const http::Error& error) {
                     if (!error.ok()) Die(error.text.c_str());
                     Next();
                   });
  }
  WireClient* client;
  boost::asio::io_context* context;
  int* left;
  http::OperationOptions options = {};
  http::Response response = {};
};

double AsyncThroughput(int port, int in_flight, int calls) {
  boost::asio::io_context context(1);
  WireClient client(port);  // its pool goes before the loop
  int left = calls;
  std::vector<Flight> flights(static_cast<size_t>(in_flight), Flight{&client, &context, &left});
  const auto start = std::chrono::steady_clock::now();
  for (Flight& flight : flights) flight.Next();
  context.run();
  return calls / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void MeasureLatency(int pairs, int requests) {
  cpu_set_t all, one;
  sched_getaffinity(0, sizeof(all), &all);
  CPU_ZERO(&one);
  CPU_SET(std::thread::hardware_concurrency() - 1, &one);
  sched_setaffinity(0, sizeof(one), &one);
  ServerProcess pinned;  // inherits the core
  HttplibClient httplib(pinned.port());
  BeastClient beast(pinned.port());
  WireClient wire(pinned.port());
  const Caller call_httplib = [&] { httplib.Call(); }, call_beast = [&] { beast.Call(); }, call_wire = [&] { wire.Call(); };
  for (int i = 0; i < 200; ++i) call_httplib(), call_beast(), call_wire();
  std::printf("%d pairs of blocks of %d requests; medians, 95 %% intervals\n", pairs, requests);
  Compare("beast / beast", call_beast, call_beast, pairs, requests);
  Compare("httplib / wire", call_httplib, call_wire, pairs, requests);
  Compare("beast / wire", call_beast, call_wire, pairs, requests);
  std::printf("allocations a call: httplib %.1f, beast %.1f, wire %.1f\n", AllocationsPerCall(call_httplib),
              AllocationsPerCall(call_beast), AllocationsPerCall(call_wire));
  sched_setaffinity(0, sizeof(all), &all);
}

void MeasureThroughput(int port) {
  constexpr int kThreads = 64, kCalls = 1500;
  std::vector<double> httplib, wire, async;
  WireClient shared(port);
  for (int round = 0; round < 5; ++round) {
    httplib.push_back(Throughput(kThreads, kCalls, [port] {
      auto client = std::make_shared<HttplibClient>(port);
      return [client] { client->Call(); };
    }));
    wire.push_back(Throughput(kThreads, kCalls, [&] { return [&] { shared.Call(); }; }));
    async.push_back(AsyncThroughput(port, 1000, kThreads * kCalls));
  }
  const double base = Median(httplib), blocking = Median(wire), awaited = Median(async);
  std::printf("64 threads: httplib %.0f/s, wire %.0f/s, ratio %.2f\n", base, blocking, blocking / base);
  std::printf("1,000 in flight on one thread: %.0f/s, %.2f of the blocking client's with 64 threads\n", awaited,
              awaited / blocking);
}

int Run(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "server") return Serve();
  ServerProcess server;
  const long calls = argc > 2 ? std::atol(argv[2]) : 1000;
  const auto repeat = [calls](auto& client) {
    for (long i = 0; i < calls; ++i) client.Call();
    return 0;
  };
  if (mode == "httplib") {
    HttplibClient client(server.port());
    return repeat(client);
  }
  if (mode == "beast") {
    BeastClient client(server.port());
    return repeat(client);
  }
  if (mode == "wire") {
    WireClient client(server.port());
    return repeat(client);
  }
  const int pairs = argc > 1 ? std::atoi(argv[1]) : 300, requests = argc > 2 ? std::atoi(argv[2]) : 100;
  if (pairs < 1 || requests < 1) Die("usage: http_bench [PAIRS [REQUESTS]] | http_bench httplib|beast|wire CALLS");
  MeasureLatency(pairs, requests);
  MeasureThroughput(server.port());
  return 0;
}

}  // namespace
}  // namespace weft::bench

int main(int argc, char** argv) { return weft::bench::Run(argc, argv); }
