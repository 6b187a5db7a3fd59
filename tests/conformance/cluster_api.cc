// SPDX-License-Identifier: Apache-2.0
#include "conformance/cluster_api.h"

#include <stdexcept>

#include "manifest/object/kind.h"
#include "support/http.h"

namespace weft::conformance {
namespace {

std::string PathOf(const Json& manifest) {
  const manifest::Kind* kind =
      manifest::FindByKind(manifest["apiVersion"].get<std::string>(), manifest["kind"].get<std::string>());
  const Json& meta = manifest["metadata"];
  std::string path = kind->group.empty() ? "/api/" : "/apis/";
  path += manifest["apiVersion"].get<std::string>();
  if (kind->namespaced) path += "/namespaces/" + meta["namespace"].get<std::string>();
  return path + "/" + kind->plural + "/" + meta["name"].get<std::string>();
}

void MustSucceed(const std::string& what, const test::Answer& answer) {
  if (answer.status >= 200 && answer.status < 300) return;
  throw std::runtime_error(what + ": " + std::to_string(answer.status) + " " + answer.body);
}

}  // namespace

void ClusterApi::Apply(const Json& manifest) const {
  const std::string path = PathOf(manifest);
  MustSucceed("apply " + path, test::Send("PATCH", port_, path + "?fieldManager=conformance&force=true", manifest.dump(),
                                          {{"Content-Type", "application/apply-patch+yaml"}}));
}

void ClusterApi::Delete(const Json& manifest) const {
  const std::string path = PathOf(manifest);
  MustSucceed("delete " + path, test::Send("DELETE", port_, path));
}

}  // namespace weft::conformance
