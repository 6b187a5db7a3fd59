#include "httplib/request_patch.h"

#include <algorithm>

#include "base/strings.h"
#include "weft/context.h"

namespace weft::httplib {
namespace {

// What cpp-httplib adds to a request that lacks it.
constexpr HeaderRef kImpliedHeaders[] = {{"Accept", "*/*"}, {"User-Agent", "cpp-httplib/" CPPHTTPLIB_VERSION}};

}  // namespace

HeaderRefs HeadersOf(const ::httplib::Request& request) {
  HeaderRefs headers;
  for (const auto& [name, value] : request.headers) headers.push_back({name, value});
  for (const HeaderRef& implied : kImpliedHeaders) {
    const auto same_name = [&](const HeaderRef& header) { return EqualsIgnoreCase(header.name, implied.name); };
    if (std::none_of(headers.begin(), headers.end(), same_name)) headers.push_back(implied);
  }
  return headers;
}

RequestPatch::~RequestPatch() {
  for (const auto added : added_) request_.headers.erase(added);
  for (auto& removed : removed_) request_.headers.insert(std::move(removed));
  if (request_.path != original_path_) request_.path = original_path_;
}

void RequestPatch::Apply(const OutgoingHead& head) {
  if (applied_) return;
  applied_ = true;
  if (request_.path != head.path) request_.path = head.path;
  for (const HeaderChange& change : head.changes) Change(change);
}

void RequestPatch::SetHost(std::string_view authority) { Change({HeaderChange::Kind::kSet, "Host", authority}); }

void RequestPatch::TellTimeLeft(Clock::duration left) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
  const std::string value = std::to_string(std::max<int64_t>(1, milliseconds));
  if (time_left_) {
    (*time_left_)->second = value;
    return;
  }
  const std::string name(kExpectedTimeoutHeader);
  Remove(name);
  time_left_ = Add(name, value);
}

void RequestPatch::Change(const HeaderChange& change) {
  const std::string name(change.name);
  if (change.kind == HeaderChange::Kind::kAppend)
    AddImplied(name);
  else
    Remove(name);
  if (change.kind != HeaderChange::Kind::kRemove) Add(name, change.value);
}

// One that is there already is not added any more by itself.
void RequestPatch::AddImplied(const std::string& name) {
  for (const HeaderRef& implied : kImpliedHeaders) {
    if (EqualsIgnoreCase(name, implied.name) && !request_.has_header(name)) Add(name, implied.value);
  }
}

void RequestPatch::Remove(const std::string& name) {
  const auto [first, last] = request_.headers.equal_range(name);
  for (auto it = first; it != last;) {
    const auto current = it++;
    if (const auto added = std::find(added_.begin(), added_.end(), current); added != added_.end()) {
      added_.erase(added);
      request_.headers.erase(current);
    } else {
      removed_.push_back(request_.headers.extract(current));
    }
  }
}

RequestPatch::Headers::iterator RequestPatch::Add(const std::string& name, std::string_view value) {
  return added_.emplace_back(request_.headers.emplace(name, value));
}

void ChangeHeaders(absl::Span<const HeaderChange> changes, ::httplib::Headers& headers) {
  absl::InlinedVector<::httplib::Headers::node_type, 4> removed;
  for (const HeaderChange& change : changes) {
    const std::string name(change.name);
    if (change.kind != HeaderChange::Kind::kAppend) {
      for (auto it = headers.find(name); it != headers.end(); it = headers.find(name)) removed.push_back(headers.extract(it));
    }
    if (change.kind != HeaderChange::Kind::kRemove) headers.emplace(name, change.value);
  }
}

}  // namespace weft::httplib
