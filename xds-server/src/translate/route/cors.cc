// SPDX-License-Identifier: Apache-2.0
#include "translate/route/cors.h"

#include "base/strings.h"
#include "translate/match/route_match.h"
#include "translate/naming/pack.h"

namespace weft::translate {
namespace {

std::string CommaList(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) StrAppend(&list, list.empty() ? "" : ",", word);
  return list;
}

}  // namespace

::envoy::extensions::filters::http::cors::v3::CorsPolicy MakeCors(const manifest::CorsPolicy& cors) {
  ::envoy::extensions::filters::http::cors::v3::CorsPolicy proto;
  for (const manifest::StringMatch& origin : cors.allow_origins) {
    SetStringMatcher(origin, *proto.add_allow_origin_string_match());
  }
  proto.set_allow_methods(CommaList(cors.allow_methods));
  proto.set_allow_headers(CommaList(cors.allow_headers));
  proto.set_expose_headers(CommaList(cors.expose_headers));
  if (cors.max_age) proto.set_max_age(StrCat(absl::ToInt64Seconds(*cors.max_age)));
  if (cors.allow_credentials) proto.mutable_allow_credentials()->set_value(*cors.allow_credentials);
  proto.mutable_forward_not_matching_preflights()->set_value(cors.forward_unmatched_preflights);
  SetPercent(100, proto.mutable_filter_enabled()->mutable_default_value());
  return proto;
}

}  // namespace weft::translate
