// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/object_write.h"

#include <random>

#include "base/dates.h"
#include "base/strings.h"
#include "kubeapi/request/json_text.h"
#include "kubeapi/rest/admission.h"
#include "kubeapi/rest/namespace_content.h"

namespace weft::kubeapi {

namespace {

constexpr int kWriteAttempts = 5;

// What clients may send but only the server decides.
constexpr const char* kServerMetadata[] = {
    "uid", "creationTimestamp", "generation", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"};

std::string RandomText(std::string_view alphabet, size_t length) {
  static thread_local std::mt19937_64 random{std::random_device{}()};
  std::uniform_int_distribution<size_t> pick(0, alphabet.size() - 1);
  std::string text;
  for (size_t i = 0; i < length; ++i) text += alphabet[pick(random)];
  return text;
}

// Five characters that neither spell words nor look alike.
std::string GenerateName(std::string_view prefix) {
  constexpr size_t kSuffix = 5, kLongest = 63;
  return StrCat(prefix.substr(0, kLongest - kSuffix), RandomText("bcdfghjklmnpqrstvwxz2456789", kSuffix));
}

std::string RandomUid() {
  constexpr char kHex[] = "0123456789abcdef";
  auto hex = [&](size_t length) { return RandomText(std::string_view(kHex, 16), length); };
  return StrCat(hex(8), "-", hex(4), "-4", hex(3), "-", RandomText("89ab", 1), hex(3), "-", hex(12));
}

void KeepServerMetadata(const Json& live, Json& changed) {
  Json& metadata = MetadataOf(changed);
  for (const char* member : kServerMetadata) {
    metadata.erase(member);
    if (const Json* value = FindIn(live, {"metadata", member})) metadata[member] = *value;
  }
}

// A write changes either the status or everything else.
void KeepOtherPart(const ResourceRequest& request, const Json& live, Json& changed) {
  if (!request.kind.has_status) return;
  if (request.path.subresource == "status") {
    Json whole = live;
    whole.erase("status");
    if (changed.contains("status")) whole["status"] = std::move(changed["status"]);
    if (const Json* managed = FindIn(changed, {"metadata", "managedFields"})) MetadataOf(whole)["managedFields"] = *managed;
    changed = std::move(whole);
    return;
  }
  changed.erase("status");
  if (live.contains("status")) changed["status"] = live["status"];
}

MaybeRefusal CheckPreconditions(const ResourceRequest& request, const store::Object& live, const Json& changed) {
  std::string version = StringIn(changed, {"metadata", "resourceVersion"});
  std::string name = StringIn(*live.body, {"metadata", "name"});
  if (!version.empty() && version != StrCat(live.resource_version)) return StaleObject(request.kind, name);
  std::string uid = StringIn(changed, {"metadata", "uid"}), live_uid = StringIn(*live.body, {"metadata", "uid"});
  if (!uid.empty() && uid != live_uid) {
    return WriteConflict(request.kind, name,
                         StrCat("the UID in the precondition (", uid, ") does not match the UID in record (", live_uid,
                                "). The object might have been deleted and then recreated"));
  }
  for (const char* member : {"name", "namespace"}) {
    if (StringIn(changed, {"metadata", member}) == StringIn(*live.body, {"metadata", member})) continue;
    return InvalidObject(request.kind, name,
                         {{StrCat("metadata.", member), "FieldValueInvalid",
                           StrCat("Invalid value: \"", StringIn(changed, {"metadata", member}), "\": field is immutable")}});
  }
  return std::nullopt;
}

// True when only finalizers were holding the object and now none is left.
bool MayGoNow(const Json& object) {
  const Json* finalizers = FindIn(object, {"metadata", "finalizers"});
  return !StringIn(object, {"metadata", "deletionTimestamp"}).empty() && (!finalizers || finalizers->empty());
}

bool DesiredStateDiffers(const Json& before, const Json& after) {
  auto desired = [](Json object) {
    object.erase("metadata");
    object.erase("status");
    return object;
  };
  return desired(before) != desired(after);
}

HttpResponse AnswerDryRunChange(const ApiContext& context, const ResourceRequest& request, const store::Object& live,
                                Json changed, const std::vector<std::string>& warnings) {
  const Json* generation = FindIn(*live.body, {"metadata", "generation"});
  if (generation && generation->is_number_integer() && DesiredStateDiffers(*live.body, changed)) {
    MetadataOf(changed)["generation"] = generation->get<int64_t>() + 1;
  }
  return ObjectResponse(context, request, 200, changed, live.resource_version, warnings);
}

HttpResponse AnswerDryRunCreation(const ApiContext& context, const ResourceRequest& request, Json object,
                                  const std::vector<std::string>& warnings) {
  std::string name = StringIn(object, {"metadata", "name"});
  if (context.store->Get(request.KeyOf(name)).ok()) return ToResponse(ObjectExists(request.kind, name));
  Json& metadata = MetadataOf(object);
  metadata["uid"] = RandomUid();
  metadata["creationTimestamp"] = FormatRfc3339(context.now());
  metadata["generation"] = 1;
  return ObjectResponse(context, request, 201, object, 0, warnings);
}

// A generated name that is taken already is generated again.
absl::StatusOr<store::Object> CreateNamed(const ApiContext& context, const ResourceRequest& request, Json object,
                                          manifest::Draft draft) {
  std::string prefix = StringIn(object, {"metadata", "generateName"});
  bool generate = StringIn(object, {"metadata", "name"}).empty();
  absl::StatusOr<store::Object> stored;
  for (int attempt = 0; attempt < kWriteAttempts; ++attempt) {
    if (generate) MetadataOf(object)["name"] = GenerateName(prefix);
    stored = context.store->Create(request.KeyOf(StringIn(object, {"metadata", "name"})), object,
                                   generate ? draft : std::move(draft));
    if (!generate || !absl::IsAlreadyExists(stored.status())) break;
  }
  return stored;
}

}  // namespace

HttpResponse StoreNew(const ApiContext& context, const ResourceRequest& request, const WriteOptions& options, Json object) {
  if (!StringIn(object, {"metadata", "resourceVersion"}).empty()) {
    return ToResponse(BadRequest("metadata.resourceVersion should not be set on objects to be created"));
  }
  for (const char* member : kServerMetadata) EraseMetadata(object, member);
  if (request.kind.has_status) object.erase("status");
  auto admitted = Admit(context, request, options, object);
  if (!admitted.ok()) return ToResponse(admitted.refusal());
  const std::vector<std::string>& warnings = admitted->warnings;
  object["apiVersion"] = request.kind.ApiVersion(request.kind.versions.front());
  if (options.verb != WriteVerb::kApply) {
    patch::RecordUpdate(nullptr, object, options.manager, patch::MergeSchemaOf(request.kind.group, request.kind.kind));
  }
  if (options.dry_run) {
    if (StringIn(object, {"metadata", "name"}).empty()) {
      MetadataOf(object)["name"] = GenerateName(StringIn(object, {"metadata", "generateName"}));
    }
    return AnswerDryRunCreation(context, request, std::move(object), warnings);
  }
  std::string name = StringIn(object, {"metadata", "name"});
  auto stored = CreateNamed(context, request, std::move(object), std::move(admitted->draft));
  if (!stored.ok()) return ToResponse(FromStore(stored.status(), request.kind, name));
  return ObjectResponse(context, request, 201, *stored->body, stored->resource_version, warnings);
}

std::optional<HttpResponse> StoreChange(const ApiContext& context, const ResourceRequest& request, const WriteOptions& options,
                                        const store::Object& live, Json changed) {
  if (auto refusal = CheckPreconditions(request, live, changed)) return ToResponse(*refusal);
  KeepServerMetadata(*live.body, changed);
  KeepOtherPart(request, *live.body, changed);
  auto admitted = Admit(context, request, options, changed);
  if (!admitted.ok()) return ToResponse(admitted.refusal());
  const std::vector<std::string>& warnings = admitted->warnings;
  changed["apiVersion"] = request.kind.ApiVersion(request.kind.versions.front());
  if (options.verb != WriteVerb::kApply) {
    patch::RecordUpdate(*live.body, changed, options.manager, patch::MergeSchemaOf(request.kind.group, request.kind.kind));
  }
  if (options.dry_run) return AnswerDryRunChange(context, request, live, std::move(changed), warnings);
  std::string name = live.key.name;
  if (MayGoNow(changed)) {
    auto gone = context.store->Delete(live.key, StringIn(*live.body, {"metadata", "uid"}));
    if (!gone.ok()) return ToResponse(FromStore(gone.status(), request.kind, name));
    FinishNamespaceOf(context, live.key);
    return ObjectResponse(context, request, 200, changed, gone->resource_version, warnings);
  }
  auto stored = context.store->Update(live.key, std::move(changed), live.resource_version, std::move(admitted->draft));
  if (absl::IsAborted(stored.status())) return std::nullopt;
  if (!stored.ok()) return ToResponse(FromStore(stored.status(), request.kind, name));
  return ObjectResponse(context, request, 200, *stored->body, stored->resource_version, warnings);
}

HttpResponse RetryOnRace(const ResourceRequest& request, const std::function<std::optional<HttpResponse>()>& attempt) {
  for (int i = 0; i < kWriteAttempts; ++i) {
    if (auto response = attempt()) return *std::move(response);
  }
  return ToResponse(StaleObject(request.kind, request.path.name));
}

}  // namespace weft::kubeapi
