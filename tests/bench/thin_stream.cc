// SPDX-License-Identifier: Apache-2.0
#include "thin_stream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace weft::bench {
namespace {

// Source: https://www.rfc-editor.org/rfc/rfc9113
enum FrameType : uint8_t { kData = 0, kHeaders = 1, kReset = 3, kSettings = 4, kPing = 6, kGoAway = 7, kWindowUpdate = 8 };
constexpr uint8_t kAck = 0x1, kEndStream = 0x1, kEndHeaders = 0x4, kPadded = 0x8;
constexpr uint16_t kInitialWindowSize = 4;
constexpr size_t kFrameHeader = 9, kMessageHeader = 5, kMostInFrame = 16'384;
constexpr uint32_t kWidestWindow = 0x7fff'ffff;  // so wide that it never has to be opened again
constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

[[noreturn]] void Fail(const char* what) { throw std::runtime_error(std::string(what) + ": " + std::strerror(errno)); }

void AppendNumber(uint64_t number, int bytes, std::string& out) {
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(number >> (8 * i)));
}

uint32_t NumberAt(std::string_view bytes, size_t at, size_t size) {
  uint32_t number = 0;
  for (size_t i = 0; i < size; ++i) number = number << 8 | static_cast<uint8_t>(bytes[at + i]);
  return number;
}

void AppendFrame(uint8_t type, uint8_t flags, uint32_t stream, std::string_view payload, std::string& out) {
  AppendNumber(payload.size(), 3, out);
  out.push_back(static_cast<char>(type));
  out.push_back(static_cast<char>(flags));
  AppendNumber(stream, 4, out);
  out.append(payload);
}

// HPACK without tables of our own and without Huffman codes. Source: https://www.rfc-editor.org/rfc/rfc7541#appendix-A
void AppendText(std::string_view text, std::string& out) {
  out.push_back(static_cast<char>(text.size()));  // below 127: one byte
  out.append(text);
}

std::string RequestHeaders(std::string_view method) {
  std::string block = "\x83\x86\x04";  // :method POST, :scheme http, :path ...
  AppendText(method, block);
  block += "\x01";  // :authority ...
  AppendText("xds-server", block);
  block += "\x0f\x10";  // content-type ...
  AppendText("application/grpc", block);
  block.push_back('\0');
  AppendText("te", block);
  AppendText("trailers", block);
  return block;
}

int Connect(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) Fail("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) Fail("connect");
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return fd;
}

}  // namespace

ThinStream::ThinStream(int port, std::string_view method) : fd_(Connect(port)) { Open(method); }

ThinStream::~ThinStream() { close(fd_); }

void ThinStream::Open(std::string_view method) {
  std::string out(kPreface), settings, wider;
  AppendNumber(kInitialWindowSize, 2, settings);
  AppendNumber(kWidestWindow, 4, settings);
  AppendFrame(kSettings, 0, 0, settings, out);
  AppendNumber(kWidestWindow - 65'535, 4, wider);
  AppendFrame(kWindowUpdate, 0, 0, wider, out);
  AppendFrame(kHeaders, kEndHeaders, 1, RequestHeaders(method), out);
  Write(out);
}

void ThinStream::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written < 0 && errno != EINTR) Fail("send");
    if (written > 0) bytes.remove_prefix(static_cast<size_t>(written));
  }
}

void ThinStream::Send(std::string_view message) {
  unsent_.push_back('\0');  // not compressed
  AppendNumber(message.size(), 4, unsent_);
  unsent_.append(message);
  Drain();
}

void ThinStream::Drain() {
  std::string out;
  while (!unsent_.empty()) {
    const int64_t window = std::min(connection_window_, stream_window_);
    const size_t size = std::min({unsent_.size(), kMostInFrame, static_cast<size_t>(std::max<int64_t>(window, 0))});
    if (size == 0) break;
    AppendFrame(kData, 0, 1, std::string_view(unsent_).substr(0, size), out);
    unsent_.erase(0, size);
    connection_window_ -= static_cast<int64_t>(size);
    stream_window_ -= static_cast<int64_t>(size);
  }
  Write(out);
}

bool ThinStream::Read(const std::function<void(std::string_view)>& on_message) {
  static thread_local std::string buffer(256 * 1024, '\0');
  for (;;) {
    const ssize_t size = recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size == 0) return false;
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    frames_.append(buffer, 0, static_cast<size_t>(size));
    if (!TakeFrames(on_message)) return false;
    if (static_cast<size_t>(size) < buffer.size()) return true;  // there was no more
  }
}

bool ThinStream::TakeFrames(const std::function<void(std::string_view)>& on_message) {
  std::string_view rest = frames_;
  while (rest.size() >= kFrameHeader) {
    const size_t size = NumberAt(rest, 0, 3);
    if (rest.size() < kFrameHeader + size) break;
    const Frame frame{static_cast<uint8_t>(rest[3]), static_cast<uint8_t>(rest[4]), NumberAt(rest, 5, 4),
                      rest.substr(kFrameHeader, size)};
    if (!OnFrame(frame, on_message)) return false;
    rest.remove_prefix(kFrameHeader + size);
  }
  frames_.erase(0, frames_.size() - rest.size());
  return true;
}

bool ThinStream::OnFrame(const Frame& frame, const std::function<void(std::string_view)>& on_message) {
  std::string out;
  switch (frame.type) {
    case kData:
      if ((frame.flags & kPadded) != 0) return false;  // gRPC does not
      OnData(frame.payload, on_message);
      return (frame.flags & kEndStream) == 0;
    case kHeaders:
      return (frame.flags & kEndStream) == 0;
    case kSettings:
      if ((frame.flags & kAck) == 0) OnSettings(frame);
      return true;
    case kPing:
      if ((frame.flags & kAck) == 0) AppendFrame(kPing, kAck, 0, frame.payload, out);
      Write(out);
      return true;
    case kWindowUpdate:
      (frame.stream == 0 ? connection_window_ : stream_window_) += NumberAt(frame.payload, 0, 4);
      Drain();
      return true;
    default:
      return frame.type != kReset && frame.type != kGoAway;
  }
}

void ThinStream::OnSettings(const Frame& frame) {
  for (size_t at = 0; at + 6 <= frame.payload.size(); at += 6) {
    if (NumberAt(frame.payload, at, 2) != kInitialWindowSize) continue;
    const int64_t window = NumberAt(frame.payload, at + 2, 4);
    stream_window_ += window - initial_window_;
    initial_window_ = window;
  }
  std::string out;
  AppendFrame(kSettings, kAck, 0, "", out);
  Write(out);
  Drain();
}

void ThinStream::OnData(std::string_view payload, const std::function<void(std::string_view)>& on_message) {
  messages_.append(payload);
  std::string_view rest = messages_;
  while (rest.size() >= kMessageHeader) {
    const size_t size = NumberAt(rest, 1, 4);
    if (rest.size() < kMessageHeader + size) break;
    on_message(rest.substr(kMessageHeader, size));
    rest.remove_prefix(kMessageHeader + size);
  }
  messages_.erase(0, messages_.size() - rest.size());
}

}  // namespace weft::bench
