// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/resource_set.h"

#include <utility>

#include "base/strings.h"

namespace weft::xds {

// One update on its way into a set.
class ResourceSet::Applier {
 public:
  Applier(ResourceSet& set, const Update& update) : set_(set), update_(update) {}

  Applied Apply() {
    for (const Update::Item& item : update_.resources) ApplyOne(item);
    for (const std::string& name : update_.removed) Remove(name);
    for (const auto* error : update_.errors) ApplyError(*error);
    if (update_.full_state && set_.type().full_state) DropAbsent();
    return std::move(applied_);
  }

 private:
  void ApplyOne(const Update::Item& item) {
    const auto taken = set_.Take(*item.content, item.name);
    if (!taken.ok()) return Refuse(item, std::string(taken.status().message()));
    present_.insert(taken->name);
    ResourceStatus* const status = set_.FindStatus(taken->name);
    if (status == nullptr) return;  // not subscribed (any more)
    status->expiry.Cancel();
    status->problem.clear();
    status->version = item.version;
    status->state = ResourceState::kKnown;
    applied_.changed = applied_.changed || taken->changed;
  }

  void Refuse(const Update::Item& item, std::string_view problem) {
    const std::string name = item.name.empty() ? set_.NameIn(*item.content) : item.name;
    const std::string text = StrCat(set_.Describe(name), ": ", problem);
    StrAppend(&applied_.problem, applied_.problem.empty() ? "" : "; ", text);
    present_.insert(name);
    ResourceStatus* const status = set_.FindStatus(name);
    if (status == nullptr) return;
    status->problem = text;
    if (status->state != ResourceState::kRequested) return;
    status->expiry.Cancel();
    status->state = ResourceState::kMissing;
    applied_.changed = true;
  }

  void ApplyError(const envoy::service::discovery::v3::ResourceError& error) {
    constexpr int kNotFound = 5;
    const std::string& name = error.resource_name().name();
    ResourceStatus* const status = set_.FindStatus(name);
    if (status == nullptr) return;
    if (status->state == ResourceState::kKnown && error.error_detail().code() != kNotFound) {
      status->problem = error.error_detail().message();  // trouble, not absence: the good copy stays
      return;
    }
    MarkMissing(name, *status, error.error_detail().message());
  }

  void Remove(const std::string& name) {
    ResourceStatus* const status = set_.FindStatus(name);
    if (status == nullptr) return;
    for (const auto* error : update_.errors) {
      if (error->resource_name().name() == name) return MarkMissing(name, *status, error->error_detail().message());
    }
    const bool was_there = status->state == ResourceState::kKnown;
    MarkMissing(name, *status, StrCat(set_.Describe(name), was_there ? " was removed" : " does not exist"));
  }

  void DropAbsent() {
    set_.ForEachStatus([this](const std::string& name, ResourceStatus& status) {
      if (status.state != ResourceState::kKnown || present_.contains(name)) return;
      MarkMissing(name, status, StrCat(set_.Describe(name), " was removed"));
    });
  }

  void MarkMissing(const std::string& name, ResourceStatus& status, const std::string& problem) {
    if (status.state == ResourceState::kMissing && status.problem == problem) return;
    status.expiry.Cancel();
    status.state = ResourceState::kMissing;
    status.version.clear();
    status.problem = problem;
    set_.DropValue(name);
    applied_.changed = true;
  }

  ResourceSet& set_;
  const Update& update_;
  Names present_;
  Applied applied_;
};

Applied ResourceSet::Apply(const Update& update) { return Applier(*this, update).Apply(); }

void ResourceSet::StartExpiry(Timers& timers, TimePoint expires, const std::function<void()>& on_expiry) {
  ForEachStatus([&](const std::string&, ResourceStatus& status) {
    if (status.state != ResourceState::kRequested || status.expiry.is_set()) return;
    status.expires = expires;
    status.expiry = Timer(timers, expires, on_expiry);
  });
}

void ResourceSet::StopExpiry() {
  ForEachStatus([](const std::string&, ResourceStatus& status) { status.expiry.Cancel(); });
}

bool ResourceSet::Expire(TimePoint now, std::string_view waited) {
  bool expired = false;
  ForEachStatus([&](const std::string& name, ResourceStatus& status) {
    if (!status.expiry.is_set() || now < status.expires) return;
    status.expiry.Cancel();
    status.state = ResourceState::kMissing;
    status.problem = StrCat(Describe(name), ": no answer from the control plane for ", waited);
    expired = true;
  });
  return expired;
}

ResourceSet::Versions ResourceSet::HeldVersions() const {
  Versions held;
  ForEachStatus([&held](const std::string& name, const ResourceStatus& status) {
    if (!status.version.empty()) held[name] = status.version;
  });
  return held;
}

void ResourceSet::ClearVersions() {
  ForEachStatus([](const std::string&, ResourceStatus& status) { status.version.clear(); });
}

void ResourceSet::AddIgnoredFields(std::vector<std::string>& fields) const {
  ForEachStatus([&](const std::string& name, const ResourceStatus& status) {
    for (const std::string& path : status.ignored) fields.push_back(StrCat(type_.name, "/", name, ": ", path));
  });
}

std::string ResourceSet::Describe(const std::string& name) const { return StrCat(type_.name, " \"", name, "\""); }

}  // namespace weft::xds
