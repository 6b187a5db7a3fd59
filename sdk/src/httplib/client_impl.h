// SPDX-License-Identifier: Apache-2.0
// Drives a Call over pooled cpp-httplib connections.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "httplib/connection_pool.h"
#include "httplib/mirror_sender.h"
#include "httplib/request_patch.h"
#include "weft/httplib.h"

namespace weft::httplib {

struct ClientSettings {
  std::chrono::milliseconds deadline{0};            // 0: the mesh's
  std::chrono::milliseconds connection_timeout{0};  // 0: the cluster's
  std::chrono::milliseconds read_timeout{0};        // 0: what is left of the call
  std::chrono::milliseconds write_timeout{0};
  ::httplib::Headers default_headers;
  bool follow_location = false;
  bool keep_alive = true;
};

class Client::Impl {
 public:
  Impl(std::shared_ptr<Mesh> mesh, std::string authority);

  // Follows redirects where the settings enable it.
  bool Send(::httplib::Request& request, ::httplib::Response& response, ::httplib::Error& error);

  ClientSettings settings;
  const std::string& authority() const { return authority_; }
  Env& env() const;  // the mesh's
  uint64_t mirrors_dropped() const { return mirrors_.dropped(); }

 private:
  enum class Sent { kFailed, kAnswered, kBodySpent };  // kBodySpent: answered, but the request's body cannot be sent again

  Sent SendTo(const std::string& authority, ::httplib::Request& request, ::httplib::Response& response,
              ::httplib::Error& error);
  void SendMirror(Mirror mirror, RequestPatch& patch, const ::httplib::Request& request);
  void AddHeaders(const Context* context, const std::string& authority, ::httplib::Request& request) const;

  const std::shared_ptr<Mesh> mesh_;
  const std::string authority_;
  ConnectionPool pool_;
  MirrorSender mirrors_;
};

}  // namespace weft::httplib
