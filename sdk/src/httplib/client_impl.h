// Drives a Call over pooled cpp-httplib connections.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "absl/container/inlined_vector.h"
#include "httplib/connection_pool.h"
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
  Impl(std::shared_ptr<Mesh> mesh, std::string authority) : mesh_(std::move(mesh)), authority_(std::move(authority)) {}

  // Follows redirects where the settings say so.
  bool Send(::httplib::Request& request, ::httplib::Response& response, ::httplib::Error& error);

  ClientSettings settings;
  const std::string& authority() const { return authority_; }

 private:
  using HeaderRefs = absl::InlinedVector<HeaderRef, 24>;

  bool SendTo(const std::string& authority, ::httplib::Request& request, ::httplib::Response& response, ::httplib::Error& error);
  void AddHeaders(const std::string& authority, ::httplib::Request& request) const;

  const std::shared_ptr<Mesh> mesh_;
  const std::string authority_;
  ConnectionPool pool_;
};

}  // namespace weft::httplib
