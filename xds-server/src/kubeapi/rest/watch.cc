// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/watch.h"

#include <deque>
#include <random>

#include "base/mutex.h"
#include "base/strings.h"
#include "kubeapi/request/refusal.h"
#include "kubeapi/rest/list_options.h"
#include "kubeapi/rest/watch_events.h"

namespace weft::kubeapi {

namespace {

constexpr absl::Duration kBookmarkInterval = absl::Minutes(1);

// Streams of clients that named no timeout end at different times, so that not all come back at once.
absl::Duration DefaultTimeout() {
  static thread_local std::mt19937 random{std::random_device{}()};
  return absl::Minutes(30) + absl::Seconds(std::uniform_int_distribution<int>(0, 1800)(random));
}

// Takes events on the writers' threads and hands them to the loop in batches. It also knows how far the store has come, which
// for a bookmark must be read together with the events up to there.
class WatchInbox {
 public:
  struct Batch {
    std::deque<store::Event> events;
    uint64_t seen = 0;
  };

  // True when the loop must be told: it has not been since the last Take.
  bool Put(const store::Event& event, bool wanted) {
    MutexLock lock(mutex_);
    batch_.seen = event.object.resource_version;
    if (!wanted) return false;
    batch_.events.push_back(event);
    return !std::exchange(told_, true);
  }

  Batch Take() {
    MutexLock lock(mutex_);
    told_ = false;
    Batch taken{std::move(batch_.events), batch_.seen};
    batch_.events.clear();
    return taken;
  }

 private:
  Mutex mutex_;
  Batch batch_ ABSL_GUARDED_BY(mutex_);
  bool told_ ABSL_GUARDED_BY(mutex_) = false;
};

// Lives until its stream closes, which owns it. Everything but the inbox belongs to the loop's thread.
class Watcher : public std::enable_shared_from_this<Watcher> {
 public:
  Watcher(const ApiContext& context, ListOptions options, ObjectView view, std::shared_ptr<http_server::HttpStream> stream)
      : context_(context),
        options_(std::move(options)),
        encoder_(options_.selection, std::move(view)),
        stream_(std::move(stream)) {}

  void Start() {
    uint64_t since = SendInitialState();
    // A version that is yet to come is one of another store, so what happened since it is as unknown as of one long ago.
    if (since > context_.store->ResourceVersion()) return EndTooOld(since);
    auto watch = context_.store->WatchSince(since, [weak = weak_from_this(), loop = context_.loop.get(),
                                                    selection = options_.selection, inbox = inbox_](const store::Event& event) {
      if (!inbox->Put(event, selection.InScope(event.object.key))) return;
      loop->Post([weak] {
        if (auto self = weak.lock()) self->Flush();
      });
    });
    if (!watch.ok()) return EndTooOld(since);
    watch_ = *std::move(watch);
    bookmarked_ = since;
    deadline_ = context_.loop->After(options_.timeout.value_or(DefaultTimeout()), [this] { Expire(); });
    if (options_.bookmarks) ScheduleBookmark();
  }

  void Stop() {
    watch_.reset();
    deadline_.reset();
    bookmark_timer_.reset();
    stream_.reset();
  }

 private:
  // Sends what there is, where the client wants it, and returns the version from which events follow.
  uint64_t SendInitialState() {
    uint64_t wanted = options_.resource_version.value_or(0);
    bool from_now = wanted == 0 || options_.send_initial_events.value_or(false);
    if (!from_now) return wanted;
    if (options_.send_initial_events == false) return context_.store->ResourceVersion();
    store::Listing listing = options_.selection.Pick(*context_.store);
    std::string lines;
    for (const auto& object : listing.objects) lines += encoder_.Added(object, context_.now());
    if (options_.send_initial_events && options_.bookmarks) lines += encoder_.Bookmark(listing.resource_version, true);
    stream_->Write(std::move(lines));
    return listing.resource_version;
  }

  void EndTooOld(uint64_t since) {
    stream_->Write(
        encoder_.Error(TooOld(StrCat("too old resource version: ", since, " (", context_.store->ResourceVersion(), ")"))));
    stream_->End();
  }

  // Sends what came in, and returns how far the store had come by then.
  uint64_t Flush() {
    auto batch = inbox_->Take();
    std::string lines;
    for (const auto& event : batch.events) lines += encoder_.Encode(event, context_.now());
    if (stream_ && !lines.empty()) stream_->Write(std::move(lines));
    if (!batch.events.empty()) bookmarked_ = batch.events.back().object.resource_version;
    return batch.seen;
  }

  void SendBookmark() {
    uint64_t seen = Flush();
    if (!stream_ || seen <= bookmarked_) return;
    bookmarked_ = seen;
    stream_->Write(encoder_.Bookmark(seen, false));
  }

  void ScheduleBookmark() {
    bookmark_timer_ = context_.loop->After(kBookmarkInterval, [this] {
      SendBookmark();
      ScheduleBookmark();
    });
  }

  void Expire() {
    if (options_.bookmarks) SendBookmark();
    if (stream_) stream_->End();
  }

  const ApiContext& context_;
  ListOptions options_;
  WatchEncoder encoder_;
  std::shared_ptr<http_server::HttpStream> stream_;
  std::shared_ptr<WatchInbox> inbox_ = std::make_shared<WatchInbox>();
  std::unique_ptr<store::ObjectStore::Watch> watch_;
  std::unique_ptr<http_server::EventLoop::Timer> deadline_;
  std::unique_ptr<http_server::EventLoop::Timer> bookmark_timer_;
  uint64_t bookmarked_ = 0;
};

HttpResponse WatchHead() { return {200, {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache, private"}}, ""}; }

}  // namespace

void StartWatch(const ApiContext& context, const ResourceRequest& request, const http_server::Responder& responder,
                WatchGauge& gauge) {
  auto options = ReadListOptions(request, true);
  if (!options.ok()) return responder.Send(ToResponse(options.refusal()));
  if (gauge.open >= gauge.limit) {
    return responder.Send(ToResponse(TooManyRequests(StrCat("there are ", gauge.limit, " watches already"))));
  }
  if (options->send_initial_events.value_or(false)) {
    if (auto refusal = CheckResourceVersion(*options, context.store->ResourceVersion()))
      return responder.Send(ToResponse(*refusal));
  }
  auto stream = responder.Stream(WatchHead());
  auto watcher = std::make_shared<Watcher>(context, *std::move(options), request.view, stream);
  ++gauge.open;
  stream->OnClose([watcher, &gauge] {
    watcher->Stop();
    --gauge.open;
  });
  watcher->Start();
}

}  // namespace weft::kubeapi
