// SPDX-License-Identifier: Apache-2.0
// Child processes for tests: started with an argument list, their output captured, gone with their owner.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace weft::test {

struct Command {
  std::vector<std::string> argv;                        // argv[0] is looked up in PATH when it has no slash
  std::map<std::string, std::string> environment = {};  // added to this process's own; an empty value unsets
  std::string directory = {};                           // working directory; empty: this process's
  std::string input = {};                               // standard input; at most what a pipe holds (64 KiB)
};

// One running child in a process group of its own. Thread-safe. The destructor kills the whole group and reaps the child.
// The child also dies with the thread that started it, so that a crashed test leaves nothing behind: start it from a thread
// that lives as long as the test. Throws std::runtime_error when it cannot be started.
class Process {
 public:
  explicit Process(const Command& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  // Everything written so far; Output() is both streams in the order in which they arrived.
  std::string Out() const;
  std::string Err() const;
  std::string Output() const;

  // The first whole line, in either stream, that contains `text`. nullopt when the deadline passed or the child ended without.
  std::optional<std::string> WaitForLine(std::string_view text, std::chrono::milliseconds deadline);
  // The exit code (128 + signal when killed) once the child has ended and its output has been read to the end.
  std::optional<int> Wait(std::chrono::milliseconds deadline);
  bool Running();
  // Signals the group. Kill() also waits for the end.
  void Signal(int signal);
  void Kill();

 private:
  void Start(const Command& command);
  void ReadUntilClosed();
  bool Append(int fd, std::string& stream);
  std::optional<std::string> FindLine(std::string_view text) const;
  void Observe();

  pid_t pid_ = -1;
  int out_fd_ = -1;
  int err_fd_ = -1;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string out_, err_, both_;
  bool closed_ = false;
  std::optional<int> exit_code_;
  std::thread reader_;
};

struct Result {
  int exit_code = -1;
  std::string out;
  std::string err;
  std::string All() const { return out + err; }
};

// Runs to the end and returns what came out. Past the deadline the group is killed and exit_code is -1.
Result RunCommand(const Command& command, std::chrono::milliseconds deadline = std::chrono::seconds(30));

// The text as lines, without their ends; an empty last line is left out.
std::vector<std::string> Lines(std::string_view text);

// The port behind the last colon of a line, for instance of `xds  listening on 127.0.0.1:15010`.
int PortAtEnd(const std::string& line);

}  // namespace weft::test
