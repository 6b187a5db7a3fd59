// SPDX-License-Identifier: Apache-2.0
#include "support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

namespace weft::test {
namespace {

std::string FindProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = getenv("PATH");
  std::string_view rest = path != nullptr ? path : "/usr/bin:/bin";
  while (!rest.empty()) {
    const size_t colon = rest.find(':');
    const std::string candidate = std::string(rest.substr(0, colon)) + "/" + name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
    rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  }
  throw std::runtime_error("no program " + name + " in PATH");
}

std::vector<std::string> ChildEnvironment(const std::map<std::string, std::string>& changes) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!changes.contains(std::string(text.substr(0, text.find('='))))) result.emplace_back(text);
  }
  for (const auto& [name, value] : changes) {
    if (!value.empty()) result.push_back(name + "=" + value);
  }
  return result;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& text : strings) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

struct Pipe {
  int read = -1;
  int write = -1;
  Pipe() {
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    read = fds[0];
    write = fds[1];
  }
};

// Runs in the child between fork and exec: only calls that are safe there.
[[noreturn]] void BecomeChild(const char* program, char** argv, char** envp, const char* directory, int in, int out, int err) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (*directory == '\0' || chdir(directory) == 0) execve(program, argv, envp);
  _exit(127);
}

}  // namespace

Process::Process(const Command& command) {
  Start(command);
  reader_ = std::thread([this] { ReadUntilClosed(); });
}

Process::~Process() {
  Kill();
  // A grandchild that left the group may hold the pipes open; closing our ends is what ends the reader for sure.
  if (reader_.joinable()) reader_.join();
  close(out_fd_);
  close(err_fd_);
  waitpid(pid_, nullptr, WNOHANG);
}

void Process::Start(const Command& command) {
  const std::string program = FindProgram(command.argv.at(0));
  std::vector<std::string> arguments = command.argv;
  std::vector<std::string> environment = ChildEnvironment(command.environment);
  std::vector<char*> argv = Pointers(arguments);
  std::vector<char*> envp = Pointers(environment);
  Pipe in, out, err;
  if (!command.input.empty() && write(in.write, command.input.data(), command.input.size()) < 0) {
    throw std::runtime_error("cannot write the input of " + program);
  }
  pid_ = fork();
  if (pid_ == 0) {
    BecomeChild(program.c_str(), argv.data(), envp.data(), command.directory.c_str(), in.read, out.write, err.write);
  }
  for (int fd : {in.read, in.write, out.write, err.write}) close(fd);
  out_fd_ = out.read;
  err_fd_ = err.read;
  if (pid_ < 0) throw std::runtime_error("cannot fork for " + program);
  setpgid(pid_, pid_);  // here as well as in the child: whoever comes first
}

bool Process::Append(int fd, std::string& stream) {
  char buffer[16384];
  const ssize_t count = read(fd, buffer, sizeof buffer);
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  std::lock_guard lock(mutex_);
  stream.append(buffer, count);
  both_.append(buffer, count);
  changed_.notify_all();
  return true;
}

void Process::ReadUntilClosed() {
  pollfd fds[2] = {{out_fd_, POLLIN, 0}, {err_fd_, POLLIN, 0}};
  // After the child has gone, whoever inherited its pipes gets no more than this long to finish.
  int quiet_rounds_after_exit = 0;
  while ((fds[0].fd >= 0 || fds[1].fd >= 0) && quiet_rounds_after_exit < 5) {
    const int ready = poll(fds, 2, 100);
    if (ready < 0 && errno != EINTR) break;
    if (fds[0].revents != 0 && !Append(out_fd_, out_)) fds[0].fd = -1;
    if (fds[1].revents != 0 && !Append(err_fd_, err_)) fds[1].fd = -1;
    if (ready == 0 && !Running()) ++quiet_rounds_after_exit;
  }
  std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

std::string Process::Out() const {
  std::lock_guard lock(mutex_);
  return out_;
}
std::string Process::Err() const {
  std::lock_guard lock(mutex_);
  return err_;
}
std::string Process::Output() const {
  std::lock_guard lock(mutex_);
  return both_;
}

std::optional<std::string> Process::FindLine(std::string_view text) const {
  for (const std::string* stream : {&out_, &err_}) {
    const size_t hit = stream->find(text);
    if (hit == std::string::npos) continue;
    const size_t end = stream->find('\n', hit);
    if (end == std::string::npos) continue;
    const size_t newline = stream->rfind('\n', hit);
    const size_t begin = newline == std::string::npos ? 0 : newline + 1;
    return stream->substr(begin, end - begin);
  }
  return std::nullopt;
}

std::optional<std::string> Process::WaitForLine(std::string_view text, std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  std::unique_lock lock(mutex_);
  for (;;) {
    if (auto line = FindLine(text)) return line;
    if (closed_ || changed_.wait_until(lock, end) == std::cv_status::timeout) return FindLine(text);
  }
}

// Looks without reaping: until the destructor the pid stays taken, so that a signal can never hit somebody else's group.
void Process::Observe() {
  if (exit_code_.has_value()) return;
  siginfo_t info = {};
  if (waitid(P_PID, pid_, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != pid_) return;
  exit_code_ = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

bool Process::Running() {
  std::lock_guard lock(mutex_);
  Observe();
  return !exit_code_.has_value();
}

std::optional<int> Process::Wait(std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  std::unique_lock lock(mutex_);
  for (;;) {
    Observe();
    if (exit_code_.has_value() && closed_) return exit_code_;
    if (std::chrono::steady_clock::now() >= end) return std::nullopt;
    changed_.wait_for(lock, std::chrono::milliseconds(5));
  }
}

void Process::Signal(int signal) {
  if (Running()) kill(-pid_, signal);
}

void Process::Kill() {
  kill(-pid_, SIGKILL);  // also when the child itself has ended: its own children may be left
  Wait(std::chrono::seconds(10));
}

Result RunCommand(const Command& command, std::chrono::milliseconds deadline) {
  Process process(command);
  const std::optional<int> exit_code = process.Wait(deadline);
  if (!exit_code.has_value()) process.Kill();
  return {exit_code.value_or(-1), process.Out(), process.Err()};
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> result;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    result.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return result;
}

int PortAtEnd(const std::string& line) { return std::stoi(line.substr(line.rfind(':') + 1)); }

}  // namespace weft::test
