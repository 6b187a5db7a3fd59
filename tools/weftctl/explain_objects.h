// The objects that `weftctl explain` reasons about: those of an API, or those that files say, and where each stands.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "store/store.h"
#include "weftctl/api_client.h"
#include "weftctl/manifest_target.h"

namespace weft::ctl {

class ExplainObjects {
 public:
  // All served kinds of all namespaces.
  static absl::StatusOr<ExplainObjects> FromApi(ApiClient& api);

  // Valid objects only; of two with one name the later counts, as when the files are applied. Prints what is wrong, with file
  // and line, and returns an error without text when anything is. Kinds that Weft does not read are passed over.
  static absl::StatusOr<ExplainObjects> FromFiles(const std::vector<std::string>& paths, Terminal& terminal);

  const std::map<store::Key, store::Object>& all() const { return objects_; }
  bool HasWorkloads() const;

  // "rules.yaml:12": where the field of a VirtualService ("spec.http[0]") was written; empty when it came from an API.
  std::string PlaceOfRule(std::string_view ns, std::string_view name, std::string_view field) const;

 private:
  bool AddDocument(const ManifestFile& file, manifest::Document document, std::ostream& err);

  std::map<store::Key, store::Object> objects_;
  std::map<store::Key, ManifestTarget> places_;
};

}  // namespace weft::ctl
