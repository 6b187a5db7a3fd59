// SPDX-License-Identifier: Apache-2.0
#include "support/kubectl.h"

#include <unistd.h>

#include <map>
#include <mutex>
#include <sstream>
#include <stdexcept>

#include "nlohmann/json.hpp"
#include "support/temp_dir.h"

namespace weft::test {
namespace {

namespace fs = std::filesystem;

constexpr char kGoogleFolder[] = "/usr/lib/google-cloud-sdk/bin";

std::string KubeconfigText(const std::string& api_url) {
  return "apiVersion: v1\nkind: Config\ncurrent-context: weft\n"
         "clusters: [{name: weft, cluster: {server: '" +
         api_url +
         "'}}]\n"
         "contexts: [{name: weft, context: {cluster: weft, user: weft}}]\n"
         "users: [{name: weft, user: {}}]\n";
}

std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ':');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

std::vector<std::string> CandidatesIn(const fs::path& folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    if (name != "kubectl" && !name.starts_with("kubectl.1.")) continue;
    if (access(entry.path().c_str(), X_OK) == 0) found.push_back(entry.path());
  }
  return found;
}

std::vector<std::string> Candidates() {
  if (const char* named = getenv("WEFT_KUBECTLS")) return Split(named);
  std::vector<std::string> folders = Split(getenv("PATH") != nullptr ? getenv("PATH") : "/usr/bin");
  folders.push_back(kGoogleFolder);
  std::vector<std::string> all;
  for (const std::string& folder : folders) {
    for (std::string& candidate : CandidatesIn(folder)) all.push_back(std::move(candidate));
  }
  return all;
}

}  // namespace

Kubectl::Kubectl(std::string program, fs::path folder, const std::string& api_url) : program_(std::move(program)) {
  fs::create_directories(folder);
  kubeconfig_ = (folder / "kubeconfig").string();
  cache_ = (folder / ("cache-" + fs::path(program_).filename().string())).string();
  FILE* file = fopen(kubeconfig_.c_str(), "w");
  if (file == nullptr) throw std::runtime_error("cannot write " + kubeconfig_);
  fputs(KubeconfigText(api_url).c_str(), file);
  fclose(file);
}

Command Kubectl::CommandFor(std::vector<std::string> arguments) const {
  Command command;
  command.argv = {program_, "--kubeconfig", kubeconfig_, "--cache-dir", cache_};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.environment["TMPDIR"] = std::filesystem::path(kubeconfig_).parent_path();  // for what diff and edit write
  return command;
}

Result Kubectl::Run(std::vector<std::string> arguments, std::string input,
                    std::map<std::string, std::string> environment) const {
  Command command = CommandFor(std::move(arguments));
  command.input = std::move(input);
  command.environment.merge(environment);
  return RunCommand(command);
}

std::string Kubectl::Must(std::vector<std::string> arguments, std::string input) const {
  std::string line = program_;
  for (const std::string& argument : arguments) line += " " + argument;
  const Result result = Run(std::move(arguments), std::move(input));
  if (result.exit_code != 0) {
    throw std::runtime_error(line + "\nexit code " + std::to_string(result.exit_code) + "\n" + result.All());
  }
  return result.out;
}

namespace {

int ReadMinor(const std::string& program) {
  const Result result = RunCommand({.argv = {program, "version", "--client", "-o", "json"}});
  const auto version = nlohmann::json::parse(result.out, nullptr, false);
  if (version.is_discarded() || !version.contains("clientVersion")) return -1;
  return atoi(version["clientVersion"].value("minor", "-1").c_str());
}

}  // namespace

// A kubectl takes a good part of a second to start: each is run once.
int KubectlMinor(const std::string& program) {
  static std::mutex mutex;
  static auto* const known = new std::map<std::string, int>;
  std::lock_guard lock(mutex);
  const auto found = known->find(program);
  return found != known->end() ? found->second : known->emplace(program, ReadMinor(program)).first->second;
}

std::vector<std::string> FindKubectls() {
  std::map<int, std::string> by_minor;
  for (const std::string& candidate : Candidates()) {
    const int minor = KubectlMinor(candidate);
    if (minor >= 0) by_minor.try_emplace(minor, candidate);
  }
  std::vector<std::string> result;
  for (const auto& [minor, program] : by_minor) result.push_back(program);
  return result;
}

std::string NewestKubectl() {
  const std::vector<std::string> all = FindKubectls();
  if (all.empty()) throw std::runtime_error("no kubectl in PATH; tools/setup installs Debian's");
  return all.back();
}

}  // namespace weft::test
