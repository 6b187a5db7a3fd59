// SPDX-License-Identifier: Apache-2.0
#include "http/pool/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include "base/strings.h"

namespace weft::http {
namespace {

class PlainStream final : public Stream {
 public:
  explicit PlainStream(Descriptor socket) : socket_(std::move(socket)) {}

  IoResult Read(absl::Span<char> space) override {
    const ssize_t n = Retry([&] { return ::recv(socket_.fd(), space.data(), space.size(), 0); });
    if (n == 0) return {IoResult::Kind::kEof};
    return n < 0 ? Failed() : IoResult{IoResult::Kind::kDone, static_cast<size_t>(n)};
  }

  IoResult Write(absl::Span<const std::string_view> pieces) override {
    std::array<iovec, 4> vectors;
    const size_t count = std::min(pieces.size(), vectors.size());
    for (size_t i = 0; i < count; ++i) vectors[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
    msghdr message = {};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    const ssize_t n = Retry([&] { return ::sendmsg(socket_.fd(), &message, MSG_NOSIGNAL); });
    return n < 0 ? Failed() : IoResult{IoResult::Kind::kDone, static_cast<size_t>(n)};
  }

  bool HasInput() override {
    char byte;
    const ssize_t n = Retry([&] { return ::recv(socket_.fd(), &byte, 1, MSG_PEEK | MSG_DONTWAIT); });
    return n >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  }

  Descriptor& descriptor() override { return socket_; }

 private:
  template <typename Call>
  static ssize_t Retry(Call call) {
    for (;;) {
      const ssize_t n = call();
      if (n >= 0 || errno != EINTR) return n;
    }
  }
  static IoResult Failed() {
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {IoResult::Kind::kWouldBlock};
    return {IoResult::Kind::kFailed, 0, errno};
  }

  Descriptor socket_;
};

}  // namespace

std::unique_ptr<Stream> MakePlainStream(Descriptor socket) { return std::make_unique<PlainStream>(std::move(socket)); }

void ApplyKeepAliveHint(const Headers& headers, TimePoint now, Connection* connection) {
  const auto hint = headers.Get("keep-alive");
  if (!hint) return;
  for (std::string_view part : Split(*hint, ',')) {
    part = Strip(part);
    const bool timeout = ConsumePrefix(part, "timeout=");
    if (!timeout && !ConsumePrefix(part, "max=")) continue;
    uint32_t number = 0;
    if (std::from_chars(part.data(), part.data() + part.size(), number).ec != std::errc()) continue;
    if (!timeout) {
      connection->exchanges_left = number;
      continue;
    }
    // A second less than the peer waits, or half of it: what it closes must not meet what is sent.
    const auto lifetime = std::chrono::milliseconds(number) * 1000;
    connection->usable_until = now + lifetime - std::min<std::chrono::milliseconds>(std::chrono::seconds(1), lifetime / 2);
  }
}

}  // namespace weft::http
