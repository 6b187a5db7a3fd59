// SPDX-License-Identifier: Apache-2.0
// Requests of the type weft.v1.Workload: an SDK announces the workloads of its process in the metadata of its node.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "ads/hub/request_handler.h"
#include "base/type_urls.h"
#include "control/world_source.h"
#include "registry/services/workloads.h"

namespace weft::control {

// Hands them to `workloads`, each as the client of its stream. A graceful end of the stream removes them at once; after another
// one they have their grace.
class Announcements : public ads::RequestHandler {
 public:
  // All must outlive it. `log` takes lines for people.
  Announcements(registry::Workloads& workloads, const WorldSource& source, std::function<void(const std::string&)> log)
      : workloads_(workloads), source_(source), log_(std::move(log)) {}

  absl::Status OnRequest(uint64_t stream, const ::envoy::config::core::v3::Node& node) override;
  void OnClose(uint64_t stream, bool graceful) override;

 private:
  registry::Workloads& workloads_;
  const WorldSource& source_;
  const std::function<void(const std::string&)> log_;
};

}  // namespace weft::control
