// SPDX-License-Identifier: Apache-2.0
#include "store/folder/folder_file.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/strip.h"
#include "base/strings.h"
#include "manifest/object/kind.h"
#include "manifest/yaml/yaml.h"
#include "store/folder/folder.h"

namespace weft::store {
namespace {

std::string TextMember(const Json& json, const char* name) {
  auto it = json.find(name);
  return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// "line 3, column 5: ..." of the YAML parser becomes "<file>:3: column 5: ...".
std::string ParserProblem(const std::string& file, absl::string_view message) {
  absl::string_view rest = message;
  if (!absl::ConsumePrefix(&rest, "line ")) return StrCat(file, ": ", message);
  const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const absl::string_view line = rest.substr(0, digits);
  rest.remove_prefix(digits);
  rest.remove_prefix(std::min(rest.find_first_not_of(",: "), rest.size()));
  return StrCat(file, ":", line, ": ", rest);
}

class ManifestReader {
 public:
  ManifestReader(const std::string& file, std::string_view text, std::string_view default_namespace, const Advise& advise)
      : file_(file), text_(text), default_namespace_(default_namespace), advise_(advise) {}

  void ReadDocument(Json json, int line) {
    line_ = line;
    if (!json.is_object()) return Problem("", StrCat("must be a map with apiVersion and kind, not ", json.type_name()));
    const std::string api_version = TextMember(json, "apiVersion");
    const std::string kind_name = TextMember(json, "kind");
    if (api_version.empty()) return Problem("apiVersion", "must be given, as text");
    if (kind_name.empty()) return Problem("kind", "must be given, as text");
    if (api_version == "v1" && kind_name == "List") return ReadList(std::move(json));
    const manifest::Kind* kind = manifest::FindByKind(api_version, kind_name);
    if (kind != nullptr) return ReadObject(*kind, std::move(json));
    content_.remarks.push_back(
        StrCat(Place("kind"), "kind: ", kind_name, " in version ", api_version, " is not served, left out"));
  }

  void Problem(const std::string& field, const std::string& message) {
    content_.problems.push_back(StrCat(Place(field), field, field.empty() ? "" : ": ", message));
  }

  FileContent Take() && { return std::move(content_); }

 private:
  // The line of the field, or of what is written around it.
  std::string Place(const std::string& field) const {
    const manifest::Document document{.json = {}, .line = line_};
    return StrCat(SourceOf(file_, manifest::LineOfField(text_, document, list_item_ + field)), ": ");
  }

  void ReadList(Json list) {
    Json items = list.value("items", Json::array());
    if (!items.is_array()) return Problem("items", "must be a list");
    for (size_t i = 0; i < items.size(); ++i) {
      list_item_ = StrCat("items[", i, "].");
      ReadDocument(std::move(items[i]), line_);
    }
    list_item_.clear();
  }

  void ReadObject(const manifest::Kind& kind, Json body) {
    if (!Prepare(kind, body)) return;
    const manifest::Report report = manifest::Check(kind, body, manifest::UnknownFields::kRefuse);
    for (const manifest::Problem& problem : report.problems) Problem(problem.field, problem.message);
    Warn(report.warnings);
    if (!report.ok()) return;
    if (advise_) Warn(advise_(body));
    if (kind.apply_defaults) kind.apply_defaults(body);
    Json& metadata = body["metadata"];
    const std::string name = TextMember(metadata, "name");
    if (name.empty()) return Problem("metadata.name", "must be given: an object in a file needs a name of its own");
    Json& annotations = metadata["annotations"];
    if (!annotations.is_object()) annotations = Json::object();
    annotations[kSourceAnnotation] = SourceOf(file_, line_);
    Key key = {kind.group, kind.plural, TextMember(metadata, "namespace"), name};
    content_.objects.push_back({.key = std::move(key),
                                .body = std::move(body),
                                .line = line_,
                                .uid = std::move(uid_),
                                .created = std::move(created_)});
  }

  void Warn(const std::vector<std::string>& warnings) {
    for (const std::string& warning : warnings) {
      content_.remarks.push_back(StrCat(Place(warning.substr(0, warning.find(": "))), "warning: ", warning));
    }
  }

  // Takes out what only the server writes, as people keep files that `kubectl get -o yaml` printed.
  bool Prepare(const manifest::Kind& kind, Json& body) {
    body["apiVersion"] = kind.ApiVersion(kind.versions.front());
    if (!body.contains("metadata") || !body["metadata"].is_object()) {
      Problem("metadata", "must be given, as a map with a name");
      return false;
    }
    Json& metadata = body["metadata"];
    uid_ = TextMember(metadata, "uid");
    created_ = TextMember(metadata, "creationTimestamp");
    for (const char* name : {"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"}) {
      metadata.erase(name);
    }
    if (kind.has_status) body.erase("status");
    if (!kind.namespaced) {
      metadata.erase("namespace");
    } else if (!metadata.contains("namespace") || metadata["namespace"].is_null()) {
      metadata["namespace"] = default_namespace_;
    }
    return true;
  }

  const std::string& file_;
  const std::string_view text_;
  const std::string default_namespace_;
  const Advise& advise_;
  int line_ = 1;               // where the document begins
  std::string uid_, created_;  // of the object being read
  std::string list_item_;      // of a List: the path of the object being read, with a dot after it
  FileContent content_;
};

}  // namespace

FileContent ReadManifests(const std::string& file, std::string_view text, std::string_view default_namespace,
                          const Advise& advise) {
  ManifestReader reader(file, text, default_namespace, advise);
  absl::StatusOr<std::vector<manifest::Document>> documents = manifest::ParseYaml(text);
  if (!documents.ok()) {
    FileContent broken;
    broken.problems.push_back(ParserProblem(file, documents.status().message()));
    return broken;
  }
  for (manifest::Document& document : *documents) reader.ReadDocument(std::move(document.json), document.line);
  return std::move(reader).Take();
}

std::string SourceOf(const std::string& file, int line) { return StrCat(file, ":", line); }

std::string FileOfSource(const Json& body) {
  const Json* at = &body;
  for (const char* name : {"metadata", "annotations", kSourceAnnotation}) {
    if (!at->is_object() || !at->contains(name)) return "";
    at = &(*at)[name];
  }
  if (!at->is_string()) return "";
  const std::string source = at->get<std::string>();
  return source.substr(0, source.rfind(':'));
}

}  // namespace weft::store
