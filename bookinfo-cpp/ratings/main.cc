// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "common/forwarded_headers.h"
#include "common/options.h"
#include "common/service.h"
#include "ratings/ratings.h"

namespace {

constexpr const char* kExamples = R"(Versions:
  v1                      5 and 4 stars; a POST changes them until the process ends
  v2, v2-mysql[-vm]       the stars are read from an SQLite database; a POST is refused with 501
  v-faulty                half of the requests fail with 503
  v-delayed               half of the requests take 7 s
  v-unavailable           503 every other minute
  v-unhealthy             503, and unhealthy, every other quarter of an hour
Examples:
  bookinfo-ratings --xds 127.0.0.1:15010
  bookinfo-ratings --xds 127.0.0.1:15010 --port 0 --version v2 --database ratings.sqlite
  curl http://127.0.0.1:9080/ratings/0)";

bool IsDatabaseVersion(const std::string& version) { return version == "v2" || version.rfind("v2-", 0) == 0; }

}  // namespace

int main(int argc, char** argv) {
  bookinfo::ServiceOptions options{.app = "ratings"};
  std::string path = ":memory:";
  CLI::App cli("Bookinfo's ratings: GET and POST /ratings/{id}, GET /health. Weft " WEFT_VERSION ".");
  bookinfo::AddServiceFlags(cli, options);
  cli.add_option("--database", path, "SQLite file of v2, created and seeded with 5 and 4 stars when it is new")
      ->envname("RATINGS_DATABASE")
      ->capture_default_str();
  cli.footer(kExamples);
  if (auto exit_code = bookinfo::ParseFlags(cli, argc, argv, options)) return *exit_code;

  std::shared_ptr<bookinfo::RatingsDatabase> database;
  if (IsDatabaseVersion(options.version)) {
    auto opened = bookinfo::RatingsDatabase::Open(path);
    if (!opened.ok()) {
      std::cerr << "bookinfo-ratings: " << opened.status().message() << std::endl;
      return 1;
    }
    database = *opened;
  }
  return bookinfo::Serve(options, bookinfo::NoHeaders(), [&](auto& server, auto) {
    bookinfo::AddRatingsHandlers(server, bookinfo::Behaviour(options.version), database);
  });
}
