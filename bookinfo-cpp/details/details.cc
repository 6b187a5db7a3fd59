// SPDX-License-Identifier: Apache-2.0
#include "details/details.h"

#include <string>
#include <utility>

namespace bookinfo {
namespace {

std::string LastSegment(const std::string& path) { return path.substr(path.rfind('/') + 1); }

void HandleDetails(const BookLookup& lookup, const ::httplib::Request& request, ::httplib::Response& response) {
  const auto id = ParseProductId(LastSegment(request.path));
  if (!id) return ReplyError(response, 400, "please provide numeric product id");
  if (!lookup) return Reply(response, 200, BuiltInDetails(*id));
  const auto found = lookup(*id);
  // The sample answers 400 for whatever went wrong on the way to the book service, and so do we.
  if (!found) return ReplyError(response, 400, "the external book service gave no usable answer");
  Reply(response, 200, *found);
}

}  // namespace

Json BuiltInDetails(int32_t product_id) {
  return {{"id", product_id},
          {"author", "William Shakespeare"},
          {"year", 1595},
          {"type", "paperback"},
          {"pages", 200},
          {"publisher", "PublisherA"},
          {"language", "English"},
          {"ISBN-10", "1234567890"},
          {"ISBN-13", "123-1234567890"}};
}

void AddDetailsHandlers(::httplib::Server& server, BookLookup lookup) {
  server.Get("/details(?:/.*)?",
             [lookup = std::move(lookup)](const auto& request, auto& response) { HandleDetails(lookup, request, response); });
  server.Get("/health", [](const auto&, auto& response) { Reply(response, 200, Json{{"status", "Details is healthy"}}); });
}

}  // namespace bookinfo
