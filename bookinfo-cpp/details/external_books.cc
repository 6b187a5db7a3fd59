// SPDX-License-Identifier: Apache-2.0
#include "details/external_books.h"

#include <chrono>
#include <utility>

#include "weft/httplib.h"

namespace bookinfo {
namespace {

constexpr std::string_view kIsbn = "0486424618";
constexpr auto kLookupTimeout = std::chrono::seconds(5);

std::string Identifier(const Json& volume, const std::string& type) {
  for (const Json& identifier : volume.value("industryIdentifiers", Json::array())) {
    if (identifier.value("type", "") == type) return identifier.value("identifier", "");
  }
  return "";
}

Json FromVolume(int32_t product_id, const Json& volume) {
  return {{"id", product_id},
          {"author", volume.at("authors").at(0)},
          {"year", volume.at("publishedDate")},
          {"type", volume.value("printType", "") == "BOOK" ? "paperback" : "unknown"},
          {"pages", volume.at("pageCount")},
          {"publisher", volume.at("publisher")},
          {"language", volume.value("language", "") == "en" ? "English" : "unknown"},
          {"ISBN-10", Identifier(volume, "ISBN_10")},
          {"ISBN-13", Identifier(volume, "ISBN_13")}};
}

}  // namespace

std::optional<Json> DetailsFromVolumes(int32_t product_id, std::string_view volumes) {
  try {
    return FromVolume(product_id, Json::parse(volumes).at("items").at(0).at("volumeInfo"));
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

BookLookup ExternalBooks(std::shared_ptr<weft::Mesh> mesh, const std::string& authority) {
  auto client = std::make_shared<weft::httplib::Client>(std::move(mesh), authority);
  client->set_deadline(kLookupTimeout);
  return [client](int32_t product_id) -> std::optional<Json> {
    const auto result = client->Get("/books/v1/volumes?q=isbn:" + std::string(kIsbn));
    if (!result || result->status != 200) return std::nullopt;
    return DetailsFromVolumes(product_id, result->body);
  };
}

}  // namespace bookinfo
