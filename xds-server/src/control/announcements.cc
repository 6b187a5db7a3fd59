// SPDX-License-Identifier: Apache-2.0
#include "control/announcements.h"

#include "base/status_macros.h"

namespace weft::control {

absl::Status Announcements::OnRequest(uint64_t stream, const ::envoy::config::core::v3::Node& node) {
  WEFT_ASSIGN_OR_RETURN(const auto list, clients::ParseAnnouncements(node));
  const clients::NodeInfo* client = source_.node(stream);
  if (client == nullptr) return absl::FailedPreconditionError("weft.v1.Workload: the stream has no node yet");
  const registry::Announcer who{stream, client->id, client->ns, client->locality};
  for (const std::string& remark : workloads_.Announce(who, list)) log_(remark);
  return absl::OkStatus();
}

void Announcements::OnClose(uint64_t stream, bool graceful) {
  if (graceful)
    workloads_.Goodbye(stream);
  else
    workloads_.Lost(stream);
}

}  // namespace weft::control
