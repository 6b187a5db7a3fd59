// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_mirrors.h"

#include "base/status_macros.h"
#include "base/strings.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {

absl::StatusOr<std::vector<model::Mirror>> MirrorsFromProto(
    const google::protobuf::RepeatedPtrField<envoy::config::route::v3::RouteAction::RequestMirrorPolicy>& proto,
    const std::string& path, std::vector<std::string>& ignored) {
  std::vector<model::Mirror> mirrors;
  for (int i = 0; i < proto.size(); ++i) {
    const auto& policy = proto.Get(i);
    const std::string here = StrCat(path, "[", i, "]");
    if (policy.trace_sampled().value()) ignored.push_back(here + ".trace_sampled");
    if (policy.cluster().empty()) {  // named by a header: no reason to lose the calls themselves
      ignored.push_back(here + " (without a cluster)");
      continue;
    }
    model::Mirror mirror{policy.cluster(), {}, !policy.disable_shadow_host_suffix_append()};
    if (policy.has_runtime_fraction()) {
      WEFT_ASSIGN_OR_RETURN(mirror.fraction,
                            FractionFromProto(policy.runtime_fraction().default_value(), here + ".runtime_fraction"));
    }
    if (mirror.fraction.per_million > 0) mirrors.push_back(std::move(mirror));
  }
  return mirrors;
}

}  // namespace weft::xds
