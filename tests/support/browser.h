// SPDX-License-Identifier: Apache-2.0
// A headless Chromium, driven over WebDriver (W3C) through chromedriver.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nlohmann/json.hpp"
#include "support/process.h"
#include "support/temp_dir.h"

namespace httplib {
class Client;
}

namespace weft::test {

// One browser with an empty profile. Not thread-safe. Every method throws std::runtime_error with WebDriver's own message when
// the browser refuses; elements are named by CSS selectors and must exist, looked for up to five seconds.
class Browser {
 public:
  // Starts chromedriver (in PATH) on a port of its choice, and a session. Takes about a second.
  Browser();
  ~Browser();

  void Open(const std::string& url);
  std::string Url();
  std::string Title();
  std::string Source();
  // Whether at least one visible element fits, now.
  bool Shows(const std::string& css);
  int Count(const std::string& css);
  std::string Text(const std::string& css);
  void Click(const std::string& css);
  void Type(const std::string& css, const std::string& text);
  void SetWindow(int width, int height);
  // Runs a function body in the page and returns what it returns.
  nlohmann::json Execute(const std::string& script);
  // A picture of the window as PNG.
  void Screenshot(const std::string& path);

 private:
  nlohmann::json Call(const char* method, const std::string& path, const nlohmann::json& body = nlohmann::json::object());
  std::vector<std::string> Find(const std::string& css);
  std::string Need(const std::string& css);

  TempDir profile_;
  std::unique_ptr<Process> driver_;
  std::unique_ptr<::httplib::Client> client_;
  std::string session_;
};

std::string DecodeBase64(std::string_view text);

}  // namespace weft::test
