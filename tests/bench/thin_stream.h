// SPDX-License-Identifier: Apache-2.0
// One gRPC stream on one TCP connection, with just enough HTTP/2 for that: a thousand of them cost little beside the server
// that they are to measure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace weft::bench {

// Not thread-safe. Speaks to 127.0.0.1 in plain text. Throws std::runtime_error when it cannot connect or write.
class ThinStream {
 public:
  // `method`: "/package.Service/Method".
  ThinStream(int port, std::string_view method);
  ~ThinStream();
  ThinStream(const ThinStream&) = delete;
  ThinStream& operator=(const ThinStream&) = delete;

  int fd() const { return fd_; }
  // One message of the stream; held back while the server's windows are closed.
  void Send(std::string_view message);
  // Hands over every message that has come. False when the server ended the stream or the connection.
  bool Read(const std::function<void(std::string_view message)>& on_message);

 private:
  struct Frame {
    uint8_t type = 0;
    uint8_t flags = 0;
    uint32_t stream = 0;
    std::string_view payload;
  };
  void Open(std::string_view method);
  void Write(std::string_view bytes);
  void Drain();
  bool TakeFrames(const std::function<void(std::string_view)>& on_message);
  bool OnFrame(const Frame& frame, const std::function<void(std::string_view)>& on_message);
  void OnSettings(const Frame& frame);
  void OnData(std::string_view payload, const std::function<void(std::string_view)>& on_message);

  int fd_ = -1;
  std::string frames_;    // the beginning of one that is not complete
  std::string messages_;  // likewise
  std::string unsent_;
  int64_t connection_window_ = 65'535;
  int64_t stream_window_ = 65'535;
  int64_t initial_window_ = 65'535;
};

}  // namespace weft::bench
