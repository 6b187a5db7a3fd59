// SPDX-License-Identifier: Apache-2.0
#include "store/folder/folder_sync.h"

#include <iterator>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/strings.h"
#include "manifest/object/kind.h"

namespace weft::store {
namespace {

// What the file leaves to others stays as they wrote it.
void KeepMember(const Json& stored, const char* name, Json& body) {
  if (auto it = stored.find(name); it != stored.end() && !body.contains(name)) body[name] = *it;
}

}  // namespace

bool FolderSync::Run(absl::Time now, absl::Duration settle) {
  const absl::StatusOr<std::vector<std::string>> names = ListManifestFiles(folder_);
  if (!names.ok()) {
    // Nothing is known about the files, so what they last said still counts.
    Say(said_, std::string(names.status().message()));
    return false;
  }
  for (const std::string& name : *names) files_.try_emplace(name);
  bool changed = !applied_once_ || retry_;
  bool unsettled = false;
  for (auto it = files_.begin(); it != files_.end();) {
    File& file = it->second;
    Look(it->first, file, now);
    if (!file.taken && Settled(file, now, settle)) {
      Take(file);
      changed = true;
    }
    unsettled |= !file.taken;
    it = file.taken && !file.seen.exists ? files_.erase(it) : std::next(it);
  }
  if (changed) retry_ = !Apply();
  return unsettled || retry_;
}

void FolderSync::Look(const std::string& name, File& file, absl::Time now) {
  FileReading reading = ReadManifestFile(folder_, name);
  const bool first_look = file.since == absl::Time();
  if (!first_look && reading == file.seen) return;
  file.seen = std::move(reading);
  file.since = now;
  file.taken = false;
  file.next = file.seen.exists ? ReadManifests(name, file.seen.text, "default", advise_) : FileContent{};
  if (!file.seen.error.empty()) file.next.problems = {StrCat(name, ": ", file.seen.error)};
}

bool FolderSync::Settled(const File& file, absl::Time now, absl::Duration settle) const {
  const bool whole = file.seen.exists && !file.next.Broken() && !file.next.objects.empty();
  return whole || now - file.since >= settle;
}

void FolderSync::Take(File& file) {
  file.taken = true;
  file.broken = file.next.Broken();
  file.said.clear();
  for (const std::string& problem : file.next.problems) Say(file.said, problem);
  for (const std::string& remark : file.next.remarks) Say(file.said, remark);
  if (!file.broken) file.good = std::move(file.next);
  file.next = {};
}

bool FolderSync::Apply() {
  applied_once_ = true;
  const std::map<Key, Wanted> wanted = CollectWanted();
  bool done = true;
  for (const auto& [key, what] : wanted) done &= PutWanted(key, what);
  done &= DeleteOrphans(wanted);
  if (done) said_.clear();
  return done;
}

std::map<Key, FolderSync::Wanted> FolderSync::CollectWanted() {
  std::map<Key, Wanted> wanted;
  for (auto& [name, file] : files_) {
    for (const FileObject& object : file.good.objects) {
      auto [it, fresh] = wanted.try_emplace(object.key, Wanted{&object, &file});
      // An owner that is about to change may be gone in a moment, as when a file is renamed.
      if (fresh || !it->second.file->taken) continue;
      Say(file.said, StrCat(SourceOf(name, object.line), ": metadata.name: ", object.key.plural, " \"", object.key.name,
                            "\" is already in this folder, in ", FileOfSource(it->second.object->body), "; left out"));
    }
  }
  return wanted;
}

bool FolderSync::PutWanted(const Key& key, const Wanted& wanted) {
  Json body = wanted.object->body;
  const absl::StatusOr<Object> stored = store_.Get(key);
  absl::Status status;
  if (!stored.ok()) {
    status = store_.Create(key, std::move(body)).status();
  } else {
    KeepMember(*stored->body, "status", body);
    KeepMember((*stored->body)["metadata"], "managedFields", body["metadata"]);
    status = store_.Update(key, std::move(body), 0).status();
  }
  if (!status.ok()) Say(wanted.file->said, StrCat(FileOfSource(wanted.object->body), ": ", status.message()));
  return status.ok();
}

bool FolderSync::DeleteOrphans(const std::map<Key, Wanted>& wanted) {
  bool done = true;
  for (const manifest::Kind& kind : manifest::Kinds()) {
    for (const Object& object : store_.List(kind.group, kind.plural, "").objects) {
      const std::string source = FileOfSource(*object.body);
      if (source.empty() || wanted.contains(object.key)) continue;
      auto file = files_.find(source);
      if (file != files_.end() && (file->second.broken || !file->second.taken)) continue;
      const absl::Status status = store_.Delete(object.key).status();
      if (status.ok()) continue;
      done = false;
      Say(said_, StrCat(source, ": ", status.message()));
    }
  }
  return done;
}

void FolderSync::Say(std::set<std::string>& said, const std::string& message) {
  if (said.insert(message).second) log_(message);
}

}  // namespace weft::store
