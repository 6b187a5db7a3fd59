// SPDX-License-Identifier: Apache-2.0
// gRPC for Node.js as an xDS server: it serves once the control plane has sent it a listener.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "interop/grpc_node/grpc_node.h"

namespace weft::test {
namespace {

// Free a moment ago: Node binds without sharing, so that it cannot be held for it.
int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

TEST_F(GrpcNode, ServesWhatTheMeshCalls) {
  NodeProcess server(*FindNode(), {.control_plane = control().address(), .node_id = "grpc-node-server"});
  const int port = FreePort();
  const std::string address = "127.0.0.1:" + std::to_string(port);
  server.Serve(address, "node");
  control().Apply(WorkloadYaml("node-" + service(), service(), "v1", port));
  EXPECT_TRUE(SettlesOn("node"));
  EXPECT_EQ(node().Send({.target = "dns:///" + address}).text, "node") << "also for those who do not use the mesh";
  node().Close("dns:///" + address);
  control().Delete("workloadentries", "node-" + service());
}

}  // namespace
}  // namespace weft::test
