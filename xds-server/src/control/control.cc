// SPDX-License-Identifier: Apache-2.0
#include "control/control.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <set>
#include <utility>

#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "manifest/object/kind.h"
#include "store/index/body.h"

namespace weft::control {
namespace {

// The clock of a deadline may be a test's: never sleep longer than this.
constexpr std::chrono::milliseconds kLongestNap{250};
constexpr std::chrono::hours kNothingToWaitFor{1};

// How much is done before there is another look at what else there is: streams that are pushed to, and events of theirs that
// are handled meanwhile and otherwise.
constexpr int kPushesAtOnce = 64;
constexpr int kEventsMeanwhile = 4;
constexpr int kEventsAtOnce = 64;

// The last one about each object: what it was in between concerns nobody.
std::vector<const store::Event*> LastOfEach(const std::vector<store::Event>& events) {
  std::vector<const store::Event*> last;
  std::set<store::Key> seen;
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (seen.insert(event->object.key).second) last.push_back(&*event);
  }
  std::reverse(last.begin(), last.end());
  return last;
}

}  // namespace

Control::Control(store::ObjectStore& store, Options options)
    : store_(store), options_(std::move(options)), registry_(options_.domain), workloads_(store, options_.now) {}

absl::StatusOr<std::unique_ptr<Control>> Control::Start(store::ObjectStore& store, Options options) {
  std::unique_ptr<Control> control(new Control(store, std::move(options)));
  WEFT_RETURN_IF_ERROR(control->Load());
  control->thread_ = std::thread([raw = control.get()] { raw->Run(); });
  return control;
}

// What is written while the lists are read shows up in both list and watch; applying it twice does no harm.
absl::Status Control::Load() {
  if (const auto unsynced = store::UnsyncedKinds(store_); !unsynced.empty()) {
    return absl::FailedPreconditionError(StrCat("not read yet: ", absl::StrJoin(unsynced, ", ")));
  }
  std::vector<store::Version> listed;
  for (const manifest::Kind& kind : manifest::Kinds()) {
    const store::Listing listing = store_.List(kind.group, kind.plural, "");
    for (const store::Object& object : listing.objects) registry_.Put(object);
    listed.push_back(listing.version);
  }
  world_ = registry_.Take().world;
  if (options_.on_world) options_.on_world(registry_, world_);
  source_.emplace(world_);
  announcements_.emplace(workloads_, *source_, options_.log);
  hub_.emplace(types_, *source_, ads::Hub::Options{options_.log, options_.now});
  hub_->AddRequestHandler(std::string(xds::kWorkloadTypeUrl), *announcements_);
  for (const auto& [object, why] : registry_.errors()) options_.log(object + ": left out: " + why);
  workloads_.AdoptStored();
  for (size_t i = 0; i < listed.size(); ++i) {
    const manifest::Kind& kind = manifest::Kinds()[i];
    WEFT_ASSIGN_OR_RETURN(auto watch, store_.WatchKind(kind.group, kind.plural, listed[i],
                                                       [this](const store::Event& event) { OnEvent(event); }));
    watches_.push_back(std::move(watch));
  }
  return absl::OkStatus();
}

// What the world became is told in the status of its objects: that alone makes no other world.
void Control::OnEvent(const store::Event& event) {
  if (event.type == store::Event::Type::kModified && store::SameButStatus(*event.old, *event.object.body)) return;
  MutexLock lock(mutex_);
  events_.push_back(event);
  pacer_.OnChange(std::chrono::steady_clock::now());
  reactor_->Wake();
}

Control::~Control() {
  watches_.clear();
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    reactor_->Wake();
  }
  if (thread_.joinable()) thread_.join();
}

void Control::Post(Task task) {
  MutexLock lock(mutex_);
  tasks_.push_back(std::move(task));
  reactor_->Wake();
}

void Control::WaitAt(ads::Reactor* reactor) {
  auto done = std::make_shared<std::promise<void>>();
  Post([this, reactor, done](ads::Hub&) {
    {
      MutexLock lock(mutex_);
      reactor_ = reactor == nullptr ? &sleeper_ : reactor;
    }
    done->set_value();
  });
  done->get_future().wait();
}

Pacer::Time Control::NextTick() const {
  const absl::Time deadline = workloads_.NextDeadline();
  if (deadline == absl::InfiniteFuture()) return std::chrono::steady_clock::now() + kNothingToWaitFor;
  const auto nap = absl::ToChronoMilliseconds(deadline - options_.now()) + std::chrono::milliseconds(1);
  return std::chrono::steady_clock::now() + std::clamp(nap, std::chrono::milliseconds(0), kLongestNap);
}

// What was written before the end is in the last world, so that whoever follows the worlds has seen everything.
Control::Work Control::TakeWork(bool pushing) {
  MutexLock lock(mutex_);
  Work work;
  work.over = stopping_ && tasks_.empty() && events_.empty() && looks_.empty();
  work.tasks = std::exchange(tasks_, {});
  const auto now = std::chrono::steady_clock::now();
  if (!events_.empty() && (stopping_ || pacer_.NextPush() <= now)) {
    work.events = std::exchange(events_, {});
    pacer_.OnPush(now);
  } else if (events_.empty() && !pushing) {
    work.looks = std::exchange(looks_, {});
  }
  return work;
}

void Control::Run() {
  for (bool pushing = false;;) {
    const auto begin = std::chrono::steady_clock::now();
    Work work = TakeWork(pushing);
    if (work.over) return;
    const bool is_push = pushing || !work.events.empty();
    Process(std::move(work));
    pushing = hub_->PushSome(kPushesAtOnce);
    if (is_push) NoteWork(begin);
    if (hub_->TakeNacksChanged() && options_.on_refusals) options_.on_refusals(RefusalsOf(*hub_, *source_));
    WaitForMore(pushing);
  }
}

void Control::NoteWork(Pacer::Time begin) {
  MutexLock lock(mutex_);
  pacer_.OnWork(begin, std::chrono::steady_clock::now());
}

void Control::WaitForMore(bool pushing) {
  Pacer::Time until;
  ads::Reactor* reactor = nullptr;
  {
    MutexLock lock(mutex_);
    reactor = reactor_;
    const bool has_work = stopping_ || pushing || !tasks_.empty() || (!looks_.empty() && events_.empty());
    until = has_work ? std::chrono::steady_clock::now() : std::min(NextTick(), pacer_.NextPush());
  }
  const auto begin = reactor->Wait(until, pushing ? kEventsMeanwhile : kEventsAtOnce, *hub_);
  if (begin) NoteWork(*begin);
}

void Control::Process(Work work) {
  for (const store::Event* event : LastOfEach(work.events)) registry_.Apply(*event);
  if (!work.events.empty()) {
    auto [world, changes] = registry_.Take();
    world_ = world;
    hub_->OnChange(source_->SetWorld(std::move(world), changes));
    if (options_.on_world) options_.on_world(registry_, world_);
  }
  for (const Task& task : work.tasks) task(*hub_);
  for (const Task& look : work.looks) look(*hub_);
  if (workloads_.NextDeadline() <= options_.now()) workloads_.Tick();
}

std::vector<StreamStatus> Control::DescribeStreams() const {
  std::vector<StreamStatus> list;
  for (ads::StreamStatus& stream : hub_->Describe()) {
    StreamStatus& status = list.emplace_back(StreamStatus{std::move(stream), std::nullopt});
    if (const clients::NodeInfo* node = source_->node(status.id)) status.node = *node;
  }
  return list;
}

Control::Inspection Control::Inspect() {
  auto promise = std::make_shared<std::promise<Inspection>>();
  std::future<Inspection> future = promise->get_future();
  {
    MutexLock lock(mutex_);
    looks_.push_back([this, promise](ads::Hub& hub) {
      promise->set_value({options_.now(), world_, DescribeStreams(), registry_.errors(), hub.cached_resources()});
    });
    reactor_->Wake();
  }
  return future.get();
}

}  // namespace weft::control
