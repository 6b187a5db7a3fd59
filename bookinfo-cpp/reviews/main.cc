// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "common/forwarded_headers.h"
#include "common/options.h"
#include "common/service.h"
#include "reviews/reviews.h"

namespace {

constexpr const char* kExamples = R"(Versions:
  v1    no stars, never calls ratings
  v2    black stars, waits up to 10 s for ratings
  v3    red stars, waits up to 2.5 s for ratings
Examples:
  bookinfo-reviews --xds 127.0.0.1:15010 --version v1
  bookinfo-reviews --xds 127.0.0.1:15010 --port 0 --version v3
  curl http://127.0.0.1:9080/reviews/0)";

}  // namespace

int main(int argc, char** argv) {
  bookinfo::ServiceOptions options{.app = "reviews"};
  bookinfo::Upstream ratings{.host = "ratings"};
  bookinfo::ReviewsOptions reviews;
  std::optional<bool> enable_ratings;
  std::optional<std::string> star_color;
  std::string domain;
  CLI::App cli("Bookinfo's reviews: GET /reviews/{id} and /health. Weft " WEFT_VERSION ".");
  bookinfo::AddServiceFlags(cli, options);
  bookinfo::AddUpstreamFlags(cli, "ratings", ratings);
  cli.add_option("--enable-ratings", enable_ratings, "Show stars: true or false; default: from v2 on")
      ->envname("ENABLE_RATINGS");
  cli.add_option("--star-color", star_color, "Color of the stars; default: red in v3, else black")->envname("STAR_COLOR");
  cli.add_option("--domain", domain, "Domain to append to the host of ratings")->envname("SERVICES_DOMAIN");
  cli.add_option("--cluster-name", reviews.cluster_name, "Name of the cluster, shown on the page")->envname("CLUSTER_NAME");
  cli.footer(kExamples);
  if (auto exit_code = bookinfo::ParseFlags(cli, argc, argv, options)) return *exit_code;

  reviews.pod_name = options.pod_name;
  reviews.ratings = enable_ratings.value_or(options.version != "v1");
  reviews.star_color = star_color.value_or(options.version == "v3" ? "red" : "black");
  return bookinfo::Serve(options, bookinfo::BackendHeaders(), [&](auto& server, auto mesh) {
    bookinfo::RatingsLookup lookup;
    if (reviews.ratings) lookup = bookinfo::RatingsOverMesh(mesh, ratings.Authority(domain), reviews.RatingsTimeout());
    bookinfo::AddReviewsHandlers(server, reviews, lookup);
  });
}
