// SPDX-License-Identifier: Apache-2.0
// Types of resource that exist in tests alone, for what the client does whatever the type: a Recipe refers to Ingredients.
// Their content is plain text, "bread=flour,water". Text that ends in "?" cannot be used; an "!" at its end is ignored.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "xds/ads/ads_messages.h"
#include "xds/resource/resources.h"

namespace weft::xds {

inline constexpr std::string_view kRecipeUrl = "type.googleapis.com/test.Recipe";
inline constexpr std::string_view kIngredientUrl = "type.googleapis.com/test.Ingredient";

// Of both types.
struct Thing {
  std::string name;
  std::vector<std::string> parts;
  bool operator==(const Thing&) const = default;
};

inline std::string NameOfText(const google::protobuf::Any& content) {
  return std::string(std::string_view(content.value()).substr(0, content.value().find('=')));
}

inline absl::StatusOr<Parsed<Thing>> ParseThing(const google::protobuf::Any& content) {
  std::string_view text = content.value();
  if (text.ends_with('?')) return absl::InvalidArgumentError("parts: \"?\" is not known");
  Parsed<Thing> parsed;
  if (text.ends_with('!')) {
    parsed.ignored.push_back("exclamation");
    text.remove_suffix(1);
  }
  parsed.value.name = NameOfText(content);
  const size_t equals = text.find('=');
  if (equals != std::string_view::npos)
    parsed.value.parts = absl::StrSplit(std::string(text.substr(equals + 1)), ',', absl::SkipEmpty());
  return parsed;
}

inline TypeHandler<Thing> InventedHandler(TypeInfo type) {
  return {type, ParseThing, [](const Thing& thing) { return thing.name; }, NameOfText};
}

// A state of the world has all recipes, and those ingredients that have changed.
inline TypeHandler<Thing> RecipeHandler() {
  TypeHandler<Thing> handler = InventedHandler({kRecipeUrl, "Recipe", true});
  handler.references = [](const Thing& thing, ResourceSet::ReferenceSink sink) {
    for (const std::string& part : thing.parts) sink(kIngredientUrl, part);
  };
  return handler;
}
inline TypeHandler<Thing> IngredientHandler() { return InventedHandler({kIngredientUrl, "Ingredient", false}); }

inline google::protobuf::Any ContentOf(std::string_view url, const std::string& text) {
  google::protobuf::Any any;
  any.set_type_url(std::string(url));
  any.set_value(text);
  return any;
}

inline SotwResponse SotwOf(std::string_view url, const std::vector<std::string>& texts, const std::string& version) {
  SotwResponse response;
  response.set_type_url(std::string(url));
  response.set_version_info(version);
  response.set_nonce("nonce-" + version);
  for (const std::string& text : texts) *response.add_resources() = ContentOf(url, text);
  return response;
}

// Each under the name that stands in its text.
inline DeltaResponse DeltaOf(std::string_view url, const std::vector<std::string>& texts, const std::string& version) {
  DeltaResponse response;
  response.set_type_url(std::string(url));
  response.set_nonce("nonce-" + version);
  for (const std::string& text : texts) {
    auto* item = response.add_resources();
    *item->mutable_resource() = ContentOf(url, text);
    item->set_name(NameOfText(item->resource()));
    item->set_version(version);
  }
  return response;
}

// As a server reports that a name does not exist.
template <typename Response>
void AddNotFound(Response& response, const std::string& name, const std::string& message) {
  auto* error = response.add_resource_errors();
  error->mutable_resource_name()->set_name(name);
  error->mutable_error_detail()->set_code(5);
  error->mutable_error_detail()->set_message(message);
}

}  // namespace weft::xds
