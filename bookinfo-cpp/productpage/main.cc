// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "common/forwarded_headers.h"
#include "common/options.h"
#include "common/service.h"
#include "productpage/productpage.h"

namespace {

constexpr const char* kExamples = R"(Examples:
  bookinfo-productpage --xds 127.0.0.1:15010
  WEFT_BOOTSTRAP=bootstrap.json bookinfo-productpage --port 0
  curl http://127.0.0.1:9080/api/v1/products/0/reviews)";

struct ProductpageFlags {
  bookinfo::Upstream details{.host = "details"};
  bookinfo::Upstream reviews{.host = "reviews"};
  bookinfo::Upstream ratings{.host = "ratings"};
  std::string domain;
  std::string session_secret;
  int flood_factor = 0;
};

void AddProductpageFlags(CLI::App& cli, ProductpageFlags& flags) {
  bookinfo::AddUpstreamFlags(cli, "details", flags.details);
  bookinfo::AddUpstreamFlags(cli, "reviews", flags.reviews);
  bookinfo::AddUpstreamFlags(cli, "ratings", flags.ratings);
  cli.add_option("--domain", flags.domain, "Domain to append to the hosts of the services")->envname("SERVICES_DOMAIN");
  cli.add_option("--session-secret", flags.session_secret,
                 "Signs the session cookie; default: random, so that sessions end with the process")
      ->envname("SESSION_SECRET");
  cli.add_option("--flood-factor", flags.flood_factor, "More calls to reviews for each page")
      ->envname("FLOOD_FACTOR")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
}

}  // namespace

int main(int argc, char** argv) {
  bookinfo::ServiceOptions options{.app = "productpage"};
  ProductpageFlags flags;
  CLI::App cli("Bookinfo's page: the book, its details and its reviews, for browsers and as JSON. Weft " WEFT_VERSION ".");
  bookinfo::AddServiceFlags(cli, options);
  AddProductpageFlags(cli, flags);
  cli.footer(kExamples);
  if (auto exit_code = bookinfo::ParseFlags(cli, argc, argv, options)) return *exit_code;

  const bookinfo::BackendAddresses addresses{.details = flags.details.Authority(flags.domain),
                                             .reviews = flags.reviews.Authority(flags.domain),
                                             .ratings = flags.ratings.Authority(flags.domain)};
  return bookinfo::Serve(options, bookinfo::ProductpageHeaders(), [&](auto& server, auto mesh) {
    auto service = std::shared_ptr<bookinfo::ProductpageService>(new bookinfo::ProductpageService{
        bookinfo::Sessions(flags.session_secret), addresses, bookinfo::Backends(mesh, addresses), flags.flood_factor});
    bookinfo::AddPageHandlers(server, service);
    bookinfo::AddApiHandlers(server, service);
  });
}
