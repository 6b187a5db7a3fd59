// SPDX-License-Identifier: Apache-2.0
#include "store/index/body.h"

#include <initializer_list>

#include "base/dates.h"
#include "base/random.h"
#include "base/uuid.h"

namespace weft::store {
namespace {

// metadata, made a map if it is none.
Json& MetadataOf(Json& body) {
  if (!body.is_object()) body = Json::object();
  Json& metadata = body["metadata"];
  if (!metadata.is_object()) metadata = Json::object();
  return metadata;
}

void StampKey(const Key& key, Json& metadata) {
  metadata["name"] = key.name;
  if (key.ns.empty()) {
    metadata.erase("namespace");
  } else {
    metadata["namespace"] = key.ns;
  }
}

// `without`: top-level members that do not count.
bool SameMembers(const Json& a, const Json& b, const std::initializer_list<const char*>& without) {
  auto counts = [&](const std::string& name) {
    for (const char* other : without) {
      if (name == other) return false;
    }
    return true;
  };
  auto covers = [&](const Json& one, const Json& two) {
    for (const auto& [name, value] : one.items()) {
      if (counts(name) && (!two.contains(name) || two[name] != value)) return false;
    }
    return true;
  };
  return covers(a, b) && covers(b, a);
}

Json ComparableMetadata(const Json& body) {
  Json metadata = body.value("metadata", Json::object());
  metadata.erase("resourceVersion");
  if (auto fields = metadata.find("managedFields"); fields != metadata.end() && fields->is_array()) {
    for (Json& entry : *fields) {
      if (entry.is_object()) entry.erase("time");
    }
  }
  return metadata;
}

}  // namespace

std::string NewUid() { return MakeUuid(ThreadRandom()).str(); }

void StampMissing(const Key& key, absl::Time now, Json& body) {
  Json& metadata = MetadataOf(body);
  StampKey(key, metadata);
  if (MetadataText(body, "uid").empty()) metadata["uid"] = NewUid();
  if (MetadataText(body, "creationTimestamp").empty()) metadata["creationTimestamp"] = FormatRfc3339(now);
}

void StampNew(const Key& key, absl::Time now, Json& body) {
  Json& metadata = MetadataOf(body);
  StampKey(key, metadata);
  metadata["uid"] = NewUid();
  metadata["creationTimestamp"] = FormatRfc3339(now);
  metadata["generation"] = 1;
}

void StampNext(const Key& key, const Json& old, Json& body) {
  Json& metadata = MetadataOf(body);
  StampKey(key, metadata);
  const Json& before = old["metadata"];
  metadata["uid"] = before.value("uid", Json());
  metadata["creationTimestamp"] = before.value("creationTimestamp", Json());
  const auto generation = before.value("generation", int64_t{1});
  metadata["generation"] = SameMembers(old, body, {"metadata", "status", "apiVersion"}) ? generation : generation + 1;
}

void SetResourceVersion(Json& body, uint64_t version) { MetadataOf(body)["resourceVersion"] = std::to_string(version); }

bool SameBody(const Json& a, const Json& b) {
  return SameMembers(a, b, {"metadata"}) && ComparableMetadata(a) == ComparableMetadata(b);
}

bool SameButStatus(const Json& a, const Json& b) {
  const auto stated = [](const Json& body) {
    Json metadata = ComparableMetadata(body);
    metadata.erase("managedFields");
    return metadata;
  };
  return SameMembers(a, b, {"metadata", "status"}) && stated(a) == stated(b);
}

std::string MetadataText(const Json& body, const char* name) {
  if (!body.is_object() || !body.contains("metadata") || !body["metadata"].is_object()) return "";
  const Json& metadata = body["metadata"];
  auto it = metadata.find(name);
  return it != metadata.end() && it->is_string() ? it->get<std::string>() : "";
}

}  // namespace weft::store
