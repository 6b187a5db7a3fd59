// SPDX-License-Identifier: Apache-2.0
#include "translate/naming/origin.h"

#include "base/strings.h"

namespace weft::translate {

void SetOrigin(const std::string& origin, ::envoy::config::route::v3::Route& route) {
  auto& fields = *(*route.mutable_metadata()->mutable_filter_metadata())[kOriginNamespace].mutable_fields();
  fields[kOriginKey].set_string_value(origin);
}

std::string DefaultOrigin(const registry::Service& service) {
  return StrCat("destination default: ", service.is_platform ? "service/" : "serviceentry/", service.ns, "/", service.name);
}

}  // namespace weft::translate
