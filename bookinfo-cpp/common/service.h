// SPDX-License-Identifier: Apache-2.0
/// \file
/// The life of a Bookinfo program: join the mesh, listen, print the address, serve, and leave without losing a request.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/options.h"
#include "httplib.h"
#include "weft/mesh.h"

namespace bookinfo {

/// Adds the service's handlers. What they need must outlive the server: capture it by value or shared.
using AddHandlers = std::function<void(::httplib::Server& server, std::shared_ptr<weft::Mesh> mesh)>;

/// Runs the service until SIGTERM or SIGINT and returns the exit code. Handlers run under a weft::Context that holds
/// `forwarded_headers` of their request.
///
/// The stop, in this order: the mesh stops sending (the entry loses its labels), responses announce that the connection closes,
/// the requests in flight end, the listener closes, the process closes its stream and exits.
int Serve(const ServiceOptions& options, const std::vector<std::string>& forwarded_headers, const AddHandlers& add_handlers);

}  // namespace bookinfo
