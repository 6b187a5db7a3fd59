// SPDX-License-Identifier: Apache-2.0
#include "registry/services/workloads.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "manifest/object/kind.h"

namespace weft::registry {
namespace {

constexpr char kPlural[] = "workloadentries";

bool IsAutoRegistered(const manifest::Json& body) {
  manifest::Labels annotations = manifest::ParseMeta(body).annotations;
  auto found = annotations.find(std::string(kAutoRegistered));
  return found != annotations.end() && found->second == "true";
}

bool IsObjectName(const std::string& name) {
  const auto alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (name.empty() || name.size() > 253 || !alphanumeric(name.front()) || !alphanumeric(name.back())) return false;
  return std::all_of(name.begin(), name.end(), [&](char c) { return alphanumeric(c) || c == '-' || c == '.'; });
}

std::string LocalityText(const Locality& locality) {
  std::string text = locality.region;
  if (!locality.zone.empty()) text += "/" + locality.zone;
  if (!locality.sub_zone.empty()) text += "/" + locality.sub_zone;
  return text;
}

manifest::Json EntryBody(const Announcer& who, const Announcement& announcement, const store::Key& key) {
  manifest::Json spec = {{"address", announcement.address}};
  if (!announcement.labels.empty()) spec["labels"] = announcement.labels;
  if (!announcement.ports.empty()) spec["ports"] = announcement.ports;
  if (!who.locality.region.empty()) spec["locality"] = LocalityText(who.locality);
  return {{"apiVersion", std::string(manifest::kNetworkingApiVersion)},
          {"kind", "WorkloadEntry"},
          {"metadata",
           {{"name", key.name},
            {"namespace", key.ns},
            {"annotations", {{std::string(kAutoRegistered), "true"}, {std::string(kNodeAnnotation), who.node_id}}}}},
          {"spec", std::move(spec)}};
}

// Empty when the announcement makes a valid WorkloadEntry.
std::string WhyInvalid(const Announcement& announcement, manifest::Json body) {
  if (!IsObjectName(announcement.name)) {
    return StrCat("name \"", announcement.name, "\" is not lower-case letters, digits, '-' and '.'");
  }
  const manifest::Kind* kind = manifest::FindByKind(manifest::kNetworkingApiVersion, "WorkloadEntry");
  if (kind == nullptr) return "";
  manifest::Report report = manifest::Check(*kind, body, manifest::UnknownFields::kRefuse);
  return report.ok() ? "" : StrCat(report.problems[0].field, ": ", report.problems[0].message);
}

}  // namespace

Workloads::Workloads(store::ObjectStore& store, std::function<absl::Time()> now) : store_(store), now_(std::move(now)) {}

void Workloads::AdoptStored() {
  for (const store::Object& object : store_.List(manifest::kNetworkingGroup, kPlural, "").objects) {
    if (!IsAutoRegistered(*object.body)) continue;
    manifest::Labels annotations = manifest::ParseMeta(*object.body).annotations;
    Keep(object.key, {0, annotations[std::string(kNodeAnnotation)], now_() + kGrace});
  }
}

std::vector<std::string> Workloads::Announce(const Announcer& who, const std::vector<Announcement>& list) {
  std::vector<std::string> remarks;
  std::set<store::Key> announced;
  for (const Announcement& announcement : list) {
    store::Key key{std::string(manifest::kNetworkingGroup), kPlural, who.ns, announcement.name};
    announced.insert(key);
    std::string remark = Register(who, announcement, key);
    if (!remark.empty()) remarks.push_back(StrCat("workload ", who.ns, "/", announcement.name, ": ", remark));
  }
  for (const store::Key& key : EntriesOf(who.stream)) {
    if (!announced.contains(key)) Delete(key);
  }
  return remarks;
}

std::string Workloads::Register(const Announcer& who, const Announcement& announcement, const store::Key& key) {
  manifest::Json body = EntryBody(who, announcement, key);
  if (std::string why = WhyInvalid(announcement, body); !why.empty()) return why;
  absl::StatusOr<store::Object> stored = store_.Get(key);
  if (stored.ok() && !IsAutoRegistered(*stored->body)) {
    return "a WorkloadEntry of this name exists that was written by hand; it stays as it is";
  }
  absl::Status written;
  if (stored.ok()) {
    manifest::Json merged = *stored->body;
    merged["spec"] = body["spec"];
    merged["metadata"]["annotations"].update(body["metadata"]["annotations"]);
    if (merged != *stored->body) written = store_.Update(key, std::move(merged), 0).status();
  } else {
    written = store_.Create(key, std::move(body)).status();
  }
  if (!written.ok()) return StrCat("cannot be stored: ", written.message());
  const Entry entry = entries_[key];
  std::string remark;
  if (entry.stream != 0 && entry.node_id != who.node_id) {
    remark = StrCat("now announced by node ", who.node_id, ", before by ", entry.node_id,
                    "; give each process a workload name of its own");
  }
  Keep(key, {who.stream, who.node_id, absl::InfiniteFuture()});
  return remark;
}

void Workloads::Keep(const store::Key& key, Entry entry) {
  Forget(key);
  if (entry.stream != 0) by_stream_[entry.stream].insert(key);
  if (entry.expires != absl::InfiniteFuture()) by_expiry_.emplace(entry.expires, key);
  entries_.insert_or_assign(key, std::move(entry));
}

void Workloads::Forget(const store::Key& key) {
  auto found = entries_.find(key);
  if (found == entries_.end()) return;
  by_expiry_.erase({found->second.expires, key});
  if (auto own = by_stream_.find(found->second.stream); own != by_stream_.end()) {
    own->second.erase(key);
    if (own->second.empty()) by_stream_.erase(own);
  }
  entries_.erase(found);
}

std::set<store::Key> Workloads::EntriesOf(uint64_t stream) const {
  auto found = by_stream_.find(stream);
  return found == by_stream_.end() ? std::set<store::Key>() : found->second;
}

void Workloads::Delete(const store::Key& key) {
  Forget(key);
  absl::StatusOr<store::Object> stored = store_.Get(key);
  if (stored.ok() && IsAutoRegistered(*stored->body)) store_.Delete(key).status().IgnoreError();
}

void Workloads::Goodbye(uint64_t stream) {
  for (const store::Key& key : EntriesOf(stream)) Delete(key);
}

void Workloads::Lost(uint64_t stream) {
  for (const store::Key& key : EntriesOf(stream)) Keep(key, {0, entries_.at(key).node_id, now_() + kGrace});
}

void Workloads::Tick() {
  while (!by_expiry_.empty() && by_expiry_.begin()->first <= now_()) Delete(store::Key(by_expiry_.begin()->second));
}

absl::Time Workloads::NextDeadline() const { return by_expiry_.empty() ? absl::InfiniteFuture() : by_expiry_.begin()->first; }

}  // namespace weft::registry
