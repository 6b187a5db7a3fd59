// SPDX-License-Identifier: Apache-2.0
#include "conformance/row.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

#include "conformance/expectation.h"
#include "conformance/shorthand.h"

namespace weft::conformance {
namespace {

using AnswerKind = ScriptedAnswer::Kind;

// Rules are written in one way; a row's way replaces its group's.
const std::set<std::string> kRuleKeys = {"spec", "http", "rule", "match"};
const std::set<std::string> kGroupKeys = {"group", "about", "given", "spec", "http", "rule", "match", "port", "client", "rows"};
const std::set<std::string> kRowKeys = {"fact", "wire",   "given",   "spec",    "http",    "rule",  "match",
                                        "port", "client", "request", "headers", "answers", "expect"};

std::string Slurp(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<Json> Documents(const std::filesystem::path& path) {
  auto documents = manifest::ParseYaml(Slurp(path));
  if (!documents.ok()) throw std::runtime_error(path.string() + ": " + std::string(documents.status().message()));
  std::vector<Json> list;
  for (manifest::Document& document : *documents) list.push_back(std::move(document.json));
  return list;
}

void RefuseUnknownKeys(const Json& object, const std::set<std::string>& known) {
  for (const auto& [key, value] : object.items()) {
    if (!known.contains(key)) throw std::runtime_error("unknown key \"" + key + "\"");
  }
}

std::vector<std::pair<std::string, std::string>> HeadersOf(const Json& object) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const auto& [name, value] : object.items()) {
    if (value.is_string()) headers.emplace_back(name, value.get<std::string>());
    for (const Json& item : value.is_array() ? value : Json::array()) headers.emplace_back(name, item.get<std::string>());
  }
  return headers;
}

ScriptedAnswer AnswerOf(const Json& value) {
  static const std::map<std::string, AnswerKind> kKinds = {{"connect-failure", AnswerKind::kConnectFailure},
                                                           {"reset", AnswerKind::kReset},
                                                           {"refused", AnswerKind::kRefused},
                                                           {"timeout", AnswerKind::kTimeout},
                                                           {"silence", AnswerKind::kSilence}};
  if (value.is_number_integer()) return {AnswerKind::kResponse, value.get<int>()};
  if (value.is_string()) return {kKinds.at(value.get<std::string>()), 0};
  RefuseUnknownKeys(value, {"status", "headers"});
  return {AnswerKind::kResponse, value.at("status").get<int>(), HeadersOf(value.value("headers", Json::object()))};
}

// "GET reviews:9080/x?y=1"
Request RequestOf(const std::string& line) {
  Request request;
  const size_t blank = line.find(' ');
  const size_t slash = line.find('/', blank);
  if (blank == std::string::npos || slash == std::string::npos) throw std::runtime_error("not a request: " + line);
  request.method = line.substr(0, blank);
  if (slash > blank + 1) request.authority = line.substr(blank + 1, slash - blank - 1);
  request.path = line.substr(slash);
  return request;
}

// What a wire can carry can be seen there; broken connections cannot be ordered one by one.
void CheckWire(const Row& row) {
  if (!row.has_request) throw std::runtime_error("a row over the wire needs a request");
  for (const ScriptedAnswer& answer : row.answers) {
    if (answer.kind != AnswerKind::kResponse && answer.kind != AnswerKind::kSilence)
      throw std::runtime_error("not to be had over the wire");
  }
  if (!HasWireExpectation(row.expect)) throw std::runtime_error("expects nothing that is seen over the wire");
}

Row ReadRow(const Json& group, const Json& own) {
  RefuseUnknownKeys(own, kRowKeys);
  const bool own_rules = std::any_of(kRuleKeys.begin(), kRuleKeys.end(), [&](const auto& key) { return own.contains(key); });
  Json merged = own;
  for (const auto& [key, value] : group.items()) {
    if (!merged.contains(key) && !(own_rules && kRuleKeys.contains(key))) merged[key] = value;
  }
  Row row;
  row.wire = merged.value("wire", false);
  row.manifests = ManifestsOf(merged);
  const Json client = merged.value("client", Json::object());
  RefuseUnknownKeys(client, {"namespace", "labels"});
  row.ns = client.value("namespace", "default");
  row.labels = client.value("labels", manifest::Labels());
  row.has_request = merged.contains("request");
  if (row.has_request) row.request = RequestOf(merged["request"]);
  row.request.headers = HeadersOf(merged.value("headers", Json::object()));
  for (const Json& answer : merged.value("answers", Json::array())) row.answers.push_back(AnswerOf(answer));
  row.expect = merged.value("expect", Json::object());
  CheckExpectation(row.expect, row.has_request);
  if (row.wire) CheckWire(row);
  return row;
}

void ReadFile(const std::filesystem::path& path, const std::vector<Json>& base, std::vector<Row>& table) {
  for (const Json& group : Documents(path)) {
    RefuseUnknownKeys(group, kGroupKeys);
    const std::string where = path.stem().string() + "_" + group.at("group").get<std::string>() + "_";
    for (const Json& own : group.at("rows")) {
      try {
        Row row = ReadRow(group, own);
        row.file = path.stem();
        row.name = where + own.at("fact").get<std::string>();
        row.base = base;
        table.push_back(std::move(row));
      } catch (const std::exception& error) {
        throw std::runtime_error(where + own.value("fact", "?") + ": " + error.what());
      }
    }
  }
}

}  // namespace

std::vector<Json> Row::AllManifests() const {
  std::vector<Json> all = base;
  all.insert(all.end(), manifests.begin(), manifests.end());
  return all;
}

std::vector<Row> LoadTable(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml" && entry.path().stem() != "base") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Json> base = Documents(std::filesystem::path(folder) / "base.yaml");
  std::transform(base.begin(), base.end(), base.begin(), ExpandManifest);
  std::vector<Row> table;
  for (const auto& path : files) ReadFile(path, base, table);
  return table;
}

}  // namespace weft::conformance
