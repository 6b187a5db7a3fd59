// For tests: whole commands with what they print, and files that go with the test.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "weftctl/weftctl.h"

namespace weft::ctl {

struct Ran {
  int code;
  std::string out;
  std::string err;
};

inline Ran RunCtl(std::vector<std::string> arguments, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out, err;
  Terminal terminal{in, out, err};
  int code = RunWeftctl(std::move(arguments), terminal);
  return {code, out.str(), err.str()};
}

// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = ::testing::TempDir() + "weftctl-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name) << text;
    return path_ + "/" + name;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace weft::ctl
