// SPDX-License-Identifier: Apache-2.0
// What every handler of a resource request gets.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "http_server/event_loop.h"
#include "kubeapi/request/message.h"
#include "kubeapi/request/request_path.h"
#include "kubeapi/view/object_view.h"
#include "store/store.h"

namespace weft::kubeapi {

// What the handlers work on; outlives them.
struct ApiContext {
  store::ObjectStore* store = nullptr;
  std::shared_ptr<http_server::EventLoop> loop;  // of timers; handlers run on its thread
  std::function<absl::Time()> now;
  std::function<std::vector<std::string>(const Json& object, const manifest::Draft& draft)>
      advise;  // may be empty: see ApiOptions
};

// One request for a served kind. Lives for the call of its handler only; what is kept longer is copied.
struct ResourceRequest {
  const HttpRequest& http;
  const Query& query;
  const Kind& kind;
  ResourcePath path;
  ObjectView view;

  store::Key KeyOf(std::string_view name) const { return {kind.group, kind.plural, path.ns, std::string(name)}; }
  store::Key Key() const { return KeyOf(path.name); }
};

// The stored object in the form asked for, with one Warning header for each warning.
HttpResponse ObjectResponse(const ApiContext& context, const ResourceRequest& request, int status, const Json& body,
                            uint64_t resource_version, const std::vector<std::string>& warnings);

// The headers for warnings: printable, quoted, each and all of them bounded, as clients refuse what is too long.
http_server::HttpHeaders WarningHeaders(const std::vector<std::string>& warnings);

}  // namespace weft::kubeapi
