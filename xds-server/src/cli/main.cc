// SPDX-License-Identifier: Apache-2.0
// xds-server: see control_plane.h for what runs in it and options.h for its flags; translate_command.h is a command of its own.
#include <malloc.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "absl/synchronization/mutex.h"
#include "cli/control_plane.h"
#include "cli/options.h"
#include "cli/translate_command.h"
#include "grpcpp/grpcpp.h"

namespace {

// Blocked before any thread starts, so that only the wait below sees them.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

// Every client costs what gRPC allocates for it, on whatever thread serves it.
void BeFrugal() {
  // Where Abseil is built with its checks, as Debian's is, it would remember of each of gRPC's mutexes in what order it is
  // taken.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);  // what one thread frees, another takes; else each keeps its own
#endif
  // This release reads into buffers of no less than 8 KB, one for each connection, unless it is told not to.
  if (::grpc::Version().starts_with("1.51.")) setenv("GRPC_EXPERIMENTS", "-tcp_read_chunks", 0);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "translate") {
    return weft::RunTranslateCommand({argv + 2, argv + argc}, std::cin, std::cout, std::cerr);
  }
  int exit_code = 0;
  auto options = weft::ParseServerOptions(argc, argv, exit_code);
  if (!options) return exit_code;
  BeFrugal();
  const sigset_t signals = BlockStopSignals();
  auto plane = weft::ControlPlane::Start(*options);
  if (!plane.ok()) {
    std::cerr << "xds-server: " << plane.status().message() << std::endl;
    return 1;
  }
  std::cout << "xds  listening on " << (*plane)->xds_address() << "\n"
            << "api  listening on " << (*plane)->api_address() << "\n"
            << "admin listening on " << (*plane)->admin_address() << "\n"
            << "ready" << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  std::cout << "stopping" << std::endl;
  plane->reset();
  return 0;
}
