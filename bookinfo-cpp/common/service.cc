// SPDX-License-Identifier: Apache-2.0
#include "common/service.h"

#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <thread>
#include <utility>

#include "common/in_flight.h"
#include "common/mesh_start.h"
#include "common/task_queue.h"
#include "weft/httplib.h"

namespace bookinfo {
namespace {

constexpr size_t kMaxConnections = 512;
constexpr size_t kMaxBodyBytes = 1 << 20;
constexpr auto kQuietBeforeStop = std::chrono::milliseconds(500);
constexpr auto kLongestDrain = std::chrono::seconds(15);

// What the hooks of the server share with the stop.
struct Traffic {
  InFlight requests;
  std::atomic<bool> draining = false;
};

// SIGTERM and SIGINT are waited for, not handled. Must be called before the first thread starts, which inherits the mask.
sigset_t BlockStopSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  return stop;
}

void AddHooks(::httplib::Server& server, const std::vector<std::string>& headers, Traffic& traffic) {
  server.set_pre_routing_handler([&traffic, headers](const ::httplib::Request& request, ::httplib::Response&) {
    traffic.requests.Begin();
    weft::httplib::CaptureContext(request, headers);
    return ::httplib::Server::HandlerResponse::Unhandled;
  });
  server.set_post_routing_handler([&traffic](const ::httplib::Request&, ::httplib::Response& response) {
    weft::httplib::ReleaseContext();
    if (traffic.draining) response.set_header("Connection", "close");
  });
  // The logger runs when the response has been written.
  server.set_logger([&traffic](const ::httplib::Request&, const ::httplib::Response&) { traffic.requests.End(); });
}

void Tune(::httplib::Server& server) {
  server.new_task_queue = [] { return new ElasticTaskQueue(kMaxConnections); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000);
  server.set_payload_max_length(kMaxBodyBytes);
}

// Returns the port, or 0 when it could not be had.
int Bind(::httplib::Server& server, const ServiceOptions& options) {
  auto listener = std::make_shared<socket_t>(INVALID_SOCKET);
  // cpp-httplib's own options include SO_REUSEPORT, with which a second process would quietly share the port.
  server.set_socket_options([listener](socket_t socket) {
    *listener = socket;
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  const int port = options.port == 0                                    ? server.bind_to_any_port(options.address)
                   : server.bind_to_port(options.address, options.port) ? options.port
                                                                        : 0;
  if (port <= 0) return 0;
  // cpp-httplib's backlog of five is small for a burst of new connections; listening again sets a larger one.
  ::listen(*listener, SOMAXCONN);
  return port;
}

int FailToListen(const ServiceOptions& options, int error) {
  std::cerr << "bookinfo-" << options.app << ": cannot listen on " << options.address << ":" << options.port << ": "
            << std::strerror(error) << "; choose another with --port (0 takes a free one)" << std::endl;
  return 1;
}

void Drain(weft::Mesh& mesh, const weft::Workload& workload, Traffic& traffic) {
  traffic.draining = true;
  mesh.Announce(Withdrawn(workload));
  traffic.requests.WaitUntilQuiet(kQuietBeforeStop, InFlight::Clock::now() + kLongestDrain);
}

}  // namespace

int Serve(const ServiceOptions& options, const std::vector<std::string>& forwarded_headers, const AddHandlers& add_handlers) {
  const sigset_t stop_signals = BlockStopSignals();
  auto mesh = StartMesh(options);
  if (!mesh.ok()) {
    std::cerr << "bookinfo-" << options.app << ": " << mesh.status().message() << std::endl;
    return 1;
  }
  Traffic traffic;
  ::httplib::Server server;
  Tune(server);
  AddHooks(server, forwarded_headers, traffic);
  add_handlers(server, *mesh);
  const int port = Bind(server, options);
  if (port == 0) return FailToListen(options, errno);
  std::thread acceptor([&server] { server.listen_after_bind(); });
  const weft::Workload workload = WorkloadFor(options, port);
  (*mesh)->Announce(workload);
  std::cout << "listening on " << options.address << ":" << port << std::endl;

  int signal = 0;
  sigwait(&stop_signals, &signal);
  Drain(**mesh, workload, traffic);
  server.stop();
  (*mesh)->Shutdown();
  // Nothing is in flight. Joining the acceptor would wait for connections that are merely kept alive to time out.
  std::cout.flush();
  std::quick_exit(0);
}

}  // namespace bookinfo
