// SPDX-License-Identifier: Apache-2.0
#include "weftctl/client/api_address.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/status_macros.h"
#include "base/strings.h"
#include "manifest/object/field.h"
#include "manifest/object/text.h"
#include "manifest/yaml/yaml.h"

namespace weft::ctl {

namespace {

using manifest::Field;

constexpr std::string_view kDefaultApi = "http://127.0.0.1:16443";
constexpr std::string_view kDefaultAdmin = "http://127.0.0.1:15014";

// The item of a kubeconfig's list that has this name.
Field NamedItem(const Field& list, const std::string& name) {
  for (const Field& item : list.Items()) {
    if (item["name"].Text() == name) return item;
  }
  return list[name];  // absent
}

// Empty when the file is not there or chooses no cluster.
absl::StatusOr<std::string> ServerOfKubeconfig(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::string();
  std::ostringstream text;
  text << file.rdbuf();
  absl::StatusOr<std::vector<manifest::Document>> documents = manifest::ParseYaml(text.str());
  if (!documents.ok()) return absl::InvalidArgumentError(StrCat("kubeconfig ", path, ": ", documents.status().message()));
  if (documents->empty()) return std::string();
  Field config(documents->front().json);
  Field context = NamedItem(config["contexts"], config["current-context"].Text());
  Field cluster = NamedItem(config["clusters"], context["context"]["cluster"].Text());
  return cluster["cluster"]["server"].Text();
}

absl::StatusOr<std::string> CheckAddress(std::string address, std::string_view source, std::string_view example = kDefaultApi) {
  while (address.ends_with('/')) address.pop_back();
  if (address.find("://") == std::string::npos) address = "http://" + address;
  if (address.starts_with("http://") && address.size() > 7) return address;
  return absl::InvalidArgumentError(StrCat(source, " is \"", address, "\"; it must be an address such as ", example));
}

}  // namespace

absl::StatusOr<std::string> FindApiAddress(std::string_view flag, const GetVariable& variable) {
  if (!flag.empty()) return CheckAddress(std::string(flag), "--server");
  if (std::optional<std::string> api = variable("WEFT_API"); api && !api->empty()) return CheckAddress(*api, "WEFT_API");
  std::string files = variable("KUBECONFIG").value_or("");
  for (std::string_view file : manifest::Split(files, ':')) {
    if (file.empty()) continue;
    WEFT_ASSIGN_OR_RETURN(std::string server, ServerOfKubeconfig(std::string(file)));
    if (!server.empty()) return CheckAddress(server, StrCat("the server in ", file));
  }
  return std::string(kDefaultApi);
}

absl::StatusOr<std::string> FindAdminAddress(std::string_view flag, const GetVariable& variable) {
  if (!flag.empty()) return CheckAddress(std::string(flag), "--admin", kDefaultAdmin);
  for (std::string_view name : {"WEFT_ADMIN", "ADMIN_URL"}) {
    if (std::optional<std::string> admin = variable(name); admin && !admin->empty()) {
      return CheckAddress(*admin, name, kDefaultAdmin);
    }
  }
  return std::string(kDefaultAdmin);
}

std::optional<std::string> EnvironmentVariable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

}  // namespace weft::ctl
