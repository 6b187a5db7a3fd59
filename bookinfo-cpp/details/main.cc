// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <string>

#include "common/forwarded_headers.h"
#include "common/options.h"
#include "common/service.h"
#include "details/details.h"
#include "details/external_books.h"

namespace {

constexpr const char* kExamples = R"(Examples:
  bookinfo-details --xds 127.0.0.1:15010
  bookinfo-details --xds 127.0.0.1:15010 --version v2 --external-books --book-service books:9080
  curl http://127.0.0.1:9080/details/0)";

}  // namespace

int main(int argc, char** argv) {
  bookinfo::ServiceOptions options{.app = "details"};
  bool external = false;
  std::string book_service = "www.googleapis.com:80";
  CLI::App cli("Bookinfo's details: GET /details/{id} and /health. Weft " WEFT_VERSION ".");
  bookinfo::AddServiceFlags(cli, options);
  cli.add_flag("--external-books", external, "Ask the book service instead of the built-in data; what the sample's v2 does")
      ->envname("ENABLE_EXTERNAL_BOOK_SERVICE");
  cli.add_option("--book-service", book_service, "HOST:PORT that answers GET /books/v1/volumes?q=isbn:...")
      ->envname("BOOK_SERVICE")
      ->capture_default_str();
  cli.footer(kExamples);
  if (auto exit_code = bookinfo::ParseFlags(cli, argc, argv, options)) return *exit_code;
  return bookinfo::Serve(options, bookinfo::BackendHeaders(), [&](auto& server, auto mesh) {
    bookinfo::AddDetailsHandlers(server, external ? bookinfo::ExternalBooks(mesh, book_service) : nullptr);
  });
}
