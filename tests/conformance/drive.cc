// SPDX-License-Identifier: Apache-2.0
#include "conformance/drive.h"

#include <algorithm>
#include <thread>

#include "base/strings.h"

namespace weft::conformance {
namespace {

using std::chrono::seconds;

// Longer delays are believed, not waited for.
constexpr auto kPatience = seconds(1);

HeaderList ListOf(absl::Span<const HeaderRef> headers) {
  HeaderList list;
  for (const HeaderRef& header : headers) list.emplace_back(ToLower(header.name), std::string(header.value));
  return list;
}

void Apply(absl::Span<const HeaderChange> changes, HeaderList& headers) {
  for (const HeaderChange& change : changes) {
    const std::string name = ToLower(change.name);
    if (change.kind != HeaderChange::Kind::kAppend)
      std::erase_if(headers, [&](const auto& header) { return header.first == name; });
    if (change.kind != HeaderChange::Kind::kRemove) headers.emplace_back(name, std::string(change.value));
  }
}

Seen SeenOf(const OutgoingHead& head, const RequestHead& request, uint16_t port) {
  Seen seen{port, std::string(head.authority), std::string(head.path), ListOf(request.headers)};
  Apply(head.changes, seen.headers);
  return seen;
}

const char* WordFor(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::kResponse:
      return "response";
    case Outcome::Kind::kConnectFailure:
      return "connect-failure";
    case Outcome::Kind::kReset:
      return "reset";
    case Outcome::Kind::kTimeout:
      return "timeout";
    case Outcome::Kind::kCancelled:
      return "cancelled";
    case Outcome::Kind::kRefused:
      return "refused";
  }
  return "unknown";
}

// One call from its first step to its last.
class Driver {
 public:
  Driver(Call call, const RequestHead& head, const std::vector<ScriptedAnswer>& answers, Observation& seen)
      : call_(std::move(call)), head_(head), answers_(answers), seen_(seen) {}

  void Run() {
    while (Take(call_.Next())) {
    }
    seen_.route_name = call_.route_name();
    seen_.cluster = call_.cluster_name();
  }

 private:
  // False when the call is over.
  bool Take(Step step) {
    if (auto* send = std::get_if<Send>(&step)) return TakeSend(*send);
    if (auto* wait = std::get_if<Wait>(&step)) return TakeWait(*wait);
    if (auto* mirror = std::get_if<Mirror>(&step)) {
      seen_.mirrored.push_back(SeenOf(mirror->head, head_, mirror->target.connection().port));
      seen_.mirrored.back().authority = mirror->target.authority();
      return true;
    }
    if (auto* reply = std::get_if<Reply>(&step)) return TakeReply(*reply);
    return TakeDone(std::get<Done>(step));
  }

  bool TakeSend(Send& send) {
    Seen seen = SeenOf(send.head, head_, send.connection.port);
    seen.timeout = send.deadline - Clock::now();
    const size_t index = seen_.tries.size();
    seen_.tries.push_back(std::move(seen));
    Answer(send, index < answers_.size() ? answers_[index] : ScriptedAnswer());
    return true;
  }

  void Answer(Send& send, const ScriptedAnswer& answer) {
    using Kind = ScriptedAnswer::Kind;
    if (answer.kind == Kind::kSilence) std::this_thread::sleep_until(std::min(send.deadline, Clock::now() + kPatience));
    switch (answer.kind) {
      case Kind::kResponse: {
        last_ = answer;
        std::vector<HeaderRef> headers;
        for (const auto& [name, value] : answer.headers) headers.push_back({name, value});
        return send.attempt.Finish(Outcome::Response(answer.status, headers));
      }
      case Kind::kConnectFailure:
        return send.attempt.Finish(Outcome::ConnectFailure());
      case Kind::kReset:
        return send.attempt.Finish(Outcome::Reset());
      case Kind::kRefused:
        return send.attempt.Finish(Outcome::Refused());
      case Kind::kTimeout:
      case Kind::kSilence:
        return send.attempt.Finish(Outcome::Timeout());
    }
  }

  bool TakeWait(const Wait& wait) {
    const auto left = wait.until - Clock::now();
    if (!wait.for_configuration && seen_.tries.empty()) seen_.waited += std::max(left, Clock::duration(0));
    if (!wait.for_configuration && left > kPatience) return false;
    call_.Sleep(wait);
    return true;
  }

  bool TakeReply(const Reply& reply) {
    seen_.status = reply.status;
    seen_.body = reply.body;
    for (const auto& [name, value] : reply.headers) seen_.response_headers.emplace_back(ToLower(name), value);
    return false;
  }

  bool TakeDone(const Done& done) {
    if (done.outcome.kind != Outcome::Kind::kResponse) {
      seen_.outcome = WordFor(done.outcome.kind);
      return false;
    }
    std::vector<HeaderRef> headers;
    for (const auto& [name, value] : last_.headers) headers.push_back({name, value});
    seen_.status = done.outcome.status;
    seen_.response_headers = ListOf(headers);
    Apply(call_.ResponseChanges({done.outcome.status, headers}), seen_.response_headers);
    return false;
  }

  Call call_;
  const RequestHead& head_;
  const std::vector<ScriptedAnswer>& answers_;
  Observation& seen_;
  ScriptedAnswer last_;
};

}  // namespace

OwnedHead::OwnedHead(const Request& request, std::chrono::milliseconds patience) : request_(request) {
  for (const auto& [name, value] : request_.headers) refs_.push_back({name, value});
  head_.method = request_.method;
  head_.authority = request_.authority;
  head_.path = request_.path;
  head_.headers = refs_;
  head_.deadline = Clock::now() + patience;
}

void Drive(Mesh& mesh, const RequestHead& head, const std::vector<ScriptedAnswer>& answers, Observation& seen) {
  Driver(mesh.StartCall(head), head, answers, seen).Run();
}

}  // namespace weft::conformance
