// SPDX-License-Identifier: Apache-2.0
// The stock gRPC for Node.js in a process of its own (client.js).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "interop/support/installed.h"
#include "nlohmann/json.hpp"
#include "support/process.h"

namespace weft::test {

struct NodeCall {
  std::string target;  // "echo:9080"; as gRPC takes it when it has a scheme
  std::string method = "/echo.Echo/Say";
  std::map<std::string, std::string> headers = {};
  int calls = 1;
  int at_once = 1;
  int deadline_ms = 5000;
  bool wait_for_ready = false;
  bool fresh = false;  // close the channel to the target first, in the same breath
};

struct NodeReply {
  int code = -1;        // gRPC's status
  std::string text;     // who answered
  std::string message;  // the status's
  double took_ms = 0;
  std::map<std::string, std::string> trailers;
};

// Thread-safe. Throws std::runtime_error with what the process printed when it does not answer.
class NodeProcess {
 public:
  struct Options {
    std::string control_plane;  // "127.0.0.1:15010"
    std::string node_id = "grpc-node";
    std::string region = "north";
    std::string zone = "n1";
  };
  NodeProcess(const NodeInstallation& node, const Options& options);

  std::vector<NodeReply> Call(const NodeCall& call);
  // One reply.
  NodeReply Send(const NodeCall& call) { return Call(call).at(0); }
  // How often each one answered; an error counts as its message.
  std::map<std::string, int> Count(const NodeCall& call);
  void Close(const std::string& target);
  // An xDS server that answers with `name`; returns when it serves.
  void Serve(const std::string& address, const std::string& name);
  void StopServing(const std::string& address);

  // The end of what the process printed, gRPC's own trace with it.
  std::string Log() const;

 private:
  nlohmann::json Do(const nlohmann::json& command);

  Process process_;
  int port_ = 0;
};

}  // namespace weft::test
