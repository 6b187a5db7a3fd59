// SPDX-License-Identifier: Apache-2.0
// A service on the mesh: GET /stars returns the stars that `ratings` has for the book. WEFT_BOOTSTRAP names its bootstrap file.
#include <iostream>

#include "weft/httplib.h"

int main() {
  auto mesh = weft::Mesh::Start(weft::Bootstrap::FromEnvironment().value()).value();
  weft::httplib::Client ratings(mesh, "ratings:9080");  // calls are routed, split, retried as the manifests define

  ::httplib::Server server;
  weft::httplib::Instrument(server);  // what a request carries (user, trace) goes on with the calls made for it
  server.Get("/stars", [&](const ::httplib::Request&, ::httplib::Response& response) {
    const auto result = ratings.Get("/ratings/0");
    response.status = result ? result->status : 502;
    response.set_content(result ? result->body : to_string(result.error()), "application/json");
  });

  const int port = server.bind_to_any_port("127.0.0.1");
  mesh->Announce({.labels = {{"app", "stars"}, {"version", "v1"}},  // a Service with this selector now finds us
                  .address = "127.0.0.1",
                  .ports = {{"http", static_cast<uint16_t>(port)}}});
  std::cout << "http://127.0.0.1:" << port << "/stars" << std::endl;
  return server.listen_after_bind() ? 0 : 1;
}
