// SPDX-License-Identifier: Apache-2.0
#include "explain/caller.h"

#include <set>

#include "base/strings.h"
#include "manifest/workload/workload_entry.h"

namespace weft::explain {

namespace {

std::vector<manifest::Labels> LabelsOfWorkloads(const CallerArgument& argument, const Objects& objects) {
  std::vector<manifest::Labels> found;
  for (const auto& [key, object] : objects.all()) {
    if (key.plural != "workloadentries" || key.ns != argument.ns) continue;
    absl::StatusOr<manifest::WorkloadEntry> workload = manifest::ParseWorkloadEntry(*object.body);
    if (!workload.ok()) continue;
    manifest::Labels labels = workload->AllLabels();
    auto app = labels.find("app");
    bool is_app = key.name == argument.app || (app != labels.end() && app->second == argument.app);
    if (is_app && manifest::Selects(argument.labels, labels)) found.push_back(std::move(labels));
  }
  return found;
}

// Leaves the pairs that all have, and names the keys in which they differ.
manifest::Labels CommonLabels(const std::vector<manifest::Labels>& all, std::set<std::string>& differing) {
  manifest::Labels common = all[0];
  for (const manifest::Labels& labels : all) {
    for (const auto& [key, value] : labels) {
      auto found = common.find(key);
      if (found == common.end() || found->second != value) differing.insert(key);
    }
    for (const auto& [key, value] : common) {
      if (!labels.contains(key)) differing.insert(key);
    }
  }
  for (const std::string& key : differing) common.erase(key);
  return common;
}

std::string JoinedKeys(const std::set<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) StrAppend(&text, text.empty() ? "" : ", ", key);
  return text;
}

}  // namespace

Caller FindCaller(const CallerArgument& argument, const Objects& objects) {
  Caller caller{argument.app, argument.ns, {{"app", argument.app}}, {}};
  std::vector<manifest::Labels> workloads = LabelsOfWorkloads(argument, objects);
  std::set<std::string> differing;
  if (!workloads.empty()) caller.labels = CommonLabels(workloads, differing);
  for (const auto& [key, value] : argument.labels) caller.labels[key] = value;
  if (!differing.empty()) {
    caller.notes.push_back(StrCat(workloads.size(), " workloads are \"", argument.app, "\" and differ in ",
                                  JoinedKeys(differing), "; rules that look at that need it given, as in --from ", argument.app,
                                  ",", *differing.begin(), "=..."));
  }
  return caller;
}

}  // namespace weft::explain
