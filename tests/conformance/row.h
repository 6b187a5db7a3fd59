// SPDX-License-Identifier: Apache-2.0
// One row of the table: what is given, who calls what, and what is to be seen.
//
// A file holds YAML documents, each a group of rows: keys of the group stand in for those that a row leaves out.
//
//   group: Uri                     the group's name; a row is called <file>_<group>_<fact>
//   about: ...                     a word for the reader
//   given: [...]                   manifests; apiVersion and namespace "default" may be left out
//   spec: {...}                    the spec of one VirtualService called "rule" in "default"
//   http: [...]                    the same with `hosts: [reviews]`
//   rule: {...}                    the same with this rule, which goes to reviews/v1 unless it has an action
//   match: {...}                   the same with two rules: this match goes to reviews/v2, anything else to reviews/v1
//   port: {name, number, ...}      a Service "p" with this port (9080 when not given), to whose host `http` then belongs
//   client: {namespace, labels}    who calls; namespace "default"
//   rows:
//   - fact: ...                    the name
//     wire: true                   also over sockets, against a real xds-server and real backends
//     request: GET reviews:9080/x  method, authority (reviews:9080 when not given), path with query
//     headers: {name: value}       a list of values is a repeated header
//     answers: [503, 200]          what each try meets; 200 behind the last. A status, {status, headers}, or connect-failure,
//                                  reset, refused, timeout; silence: nothing until the try's deadline
//     expect: {...}                see expectation.cc; a row without is an error, and so is an unknown key
//
// Short forms: `route: reviews/v2` and `route: {reviews/v1: 80, reviews:9080/v2: 20}` for destinations; {repeat: x, times: n}
// for a long text. base.yaml is given to all rows.
#pragma once

#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "manifest/object/object.h"
#include "manifest/yaml/yaml.h"

namespace weft::conformance {

using manifest::Json;

struct ScriptedAnswer {
  enum class Kind { kResponse, kConnectFailure, kReset, kRefused, kTimeout, kSilence };
  Kind kind = Kind::kResponse;
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

struct Request {
  std::string method = "GET";
  std::string authority = "reviews:9080";
  std::string path = "/";
  std::vector<std::pair<std::string, std::string>> headers = {};
};

struct Row {
  std::string file = {};    // without its extension
  std::string name = {};    // file_group_fact
  std::string broken = {};  // why the table could not be read; then nothing else is set
  bool wire = false;
  std::string ns = "default";
  manifest::Labels labels = {};
  std::vector<Json> base = {};
  std::vector<Json> manifests = {};  // beside the base
  bool has_request = false;
  Request request = {};
  std::vector<ScriptedAnswer> answers = {};
  Json expect = {};

  std::vector<Json> AllManifests() const;
  friend void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }
};

// Every row of the folder's files but base.yaml, in order. Throws std::runtime_error that names file, row and what is wrong.
std::vector<Row> LoadTable(const std::string& folder);

}  // namespace weft::conformance
