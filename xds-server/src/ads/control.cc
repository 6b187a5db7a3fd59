#include "ads/control.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include "manifest/kind.h"
#include "store/body.h"

namespace weft::ads {
namespace {

// The clock of a deadline may be a test's: never sleep longer than this on its word.
constexpr std::chrono::milliseconds kLongestNap{250};

}  // namespace

Control::Control(store::Store& store, Options options)
    : store_(store), options_(std::move(options)), registry_(options_.domain), workloads_(store, options_.now) {}

absl::StatusOr<std::unique_ptr<Control>> Control::Start(store::Store& store, Options options) {
  std::unique_ptr<Control> control(new Control(store, std::move(options)));
  if (absl::Status status = control->Load(); !status.ok()) return status;
  control->thread_ = std::thread([raw = control.get()] { raw->Run(); });
  return control;
}

// What is written while the lists are read shows up in both list and watch; applying it twice does no harm.
absl::Status Control::Load() {
  const uint64_t since = store_.ResourceVersion();
  for (const manifest::Kind& kind : manifest::Kinds()) {
    for (const store::Object& object : store_.List(kind.group, kind.plural, "").objects) registry_.Put(object);
  }
  world_ = registry_.Take().world;
  if (options_.on_world) options_.on_world(registry_, world_);
  hub_ = std::make_unique<Hub>(world_, workloads_, options_.log);
  for (const auto& [object, why] : registry_.errors()) options_.log(object + ": left out: " + why);
  workloads_.AdoptStored();
  auto watch = store_.WatchSince(since, [this](const store::Event& event) {
    // What the world became is told in the status of its objects: that alone makes no other world.
    if (event.type == store::Event::Type::kModified && store::SameButStatus(*event.old, *event.object.body)) return;
    std::lock_guard<std::mutex> lock(mutex_);
    events_.push_back(event);
    wake_.notify_one();
  });
  if (!watch.ok()) return watch.status();
  watch_ = *std::move(watch);
  return absl::OkStatus();
}

Control::~Control() {
  watch_.reset();
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void Control::Post(std::function<void(Hub&)> task) {
  std::lock_guard<std::mutex> lock(mutex_);
  tasks_.push_back(std::move(task));
  wake_.notify_one();
}

void Control::Wait(std::unique_lock<std::mutex>& lock) {
  const auto ready = [this] { return stopping_ || !events_.empty() || !tasks_.empty(); };
  const absl::Time deadline = workloads_.NextDeadline();
  if (deadline == absl::InfiniteFuture()) {
    wake_.wait(lock, ready);
    return;
  }
  const auto nap = absl::ToChronoMilliseconds(deadline - options_.now()) + std::chrono::milliseconds(1);
  wake_.wait_for(lock, std::clamp(nap, std::chrono::milliseconds(0), kLongestNap), ready);
}

void Control::Run() {
  for (;;) {
    std::unique_lock<std::mutex> lock(mutex_);
    Wait(lock);
    if (stopping_ && tasks_.empty()) return;
    auto events = std::exchange(events_, {});
    auto tasks = std::exchange(tasks_, {});
    lock.unlock();
    Process(std::move(events), std::move(tasks));
  }
}

void Control::Process(std::vector<store::Event> events, std::deque<std::function<void(Hub&)>> tasks) {
  for (const store::Event& event : events) registry_.Apply(event);
  if (!events.empty()) {
    auto [world, changes] = registry_.Take();
    world_ = world;
    hub_->SetWorld(std::move(world), changes);
    if (options_.on_world) options_.on_world(registry_, world_);
  }
  for (auto& task : tasks) task(*hub_);
  if (hub_->TakeRefusalsChanged() && options_.on_refusals) options_.on_refusals(hub_->Refusals());
  if (workloads_.NextDeadline() <= options_.now()) workloads_.Tick();
}

Control::Inspection Control::Inspect() {
  auto promise = std::make_shared<std::promise<Inspection>>();
  std::future<Inspection> future = promise->get_future();
  Post([this, promise](Hub& hub) { promise->set_value({world_, hub.Describe(), registry_.errors(), hub.cache().size()}); });
  return future.get();
}

}  // namespace weft::ads
