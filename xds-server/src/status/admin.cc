// SPDX-License-Identifier: Apache-2.0
#include "status/admin.h"

#include <utility>

#include "base/strings.h"
#include "status/syncz.h"

namespace weft::status {
namespace {

constexpr char kIndex[] =
    "/healthz          the process lives\n"
    "/readyz           it serves; or what it waits for\n"
    "/version          its version\n"
    "/debug/syncz      who has what: versions sent, accepted and refused, per client\n"
    "/debug/registryz  services with their ports and endpoints\n";

Page JsonPage(const nlohmann::json& json) { return {200, "application/json", json.dump(2) + "\n"}; }

Page ReadyPage(const Readiness& readiness) {
  const std::vector<std::string> pending = readiness.Pending();
  if (pending.empty()) return {200, "text/plain; charset=utf-8", "ok\n"};
  std::string body = "not ready, waiting for:\n";
  for (const std::string& task : pending) StrAppend(&body, "  ", task, "\n");
  return {503, "text/plain; charset=utf-8", std::move(body)};
}

}  // namespace

Page AdminPage(std::string_view path, const Readiness& readiness, control::Control* control) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  if (path == "/healthz") return {200, "text/plain; charset=utf-8", "ok\n"};
  if (path == "/readyz") return ReadyPage(readiness);
  if (path == "/version") return JsonPage({{"name", "weft"}, {"version", WEFT_VERSION}});
  if (path.starts_with("/debug/") && control == nullptr) return ReadyPage(readiness);
  if (path == "/debug/syncz") return JsonPage(Syncz(control->Inspect()));
  if (path == "/debug/registryz") return JsonPage(Registryz(control->Inspect()));
  if (path == "/debug" || path == "/") return {200, "text/plain; charset=utf-8", kIndex};
  return {404, "text/plain; charset=utf-8", StrCat("no such page; there are:\n", kIndex)};
}

}  // namespace weft::status
