// SPDX-License-Identifier: Apache-2.0
#include "support/browser.h"

#include <fstream>
#include <stdexcept>

#include "httplib.h"
#include "support/eventually.h"

namespace weft::test {
namespace {

using nlohmann::json;

// The key under which WebDriver hands out element references; fixed by the specification.
constexpr char kElementKey[] = "element-6066-11e4-a52e-4f735466cecf";

json Capabilities(const std::string& profile) {
  return {{"capabilities",
           {{"alwaysMatch",
             {{"browserName", "chrome"},
              {"goog:chromeOptions",
               {{"args",
                 {"--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-dev-shm-usage", "--disable-component-update", "--disable-default-apps", "--disable-sync",
                  "--disable-extensions", "--no-first-run", "--no-default-browser-check", "--no-proxy-server",
                  "--window-size=1280,1000", "--user-data-dir=" + profile}}}}}}}}};
}

int PortOf(Process& driver) {
  const auto line = driver.WaitForLine("started successfully on port", std::chrono::seconds(30));
  if (!line.has_value()) throw std::runtime_error("chromedriver did not start:\n" + driver.Output());
  return std::stoi(line->substr(line->find("port") + 5));
}

}  // namespace

Browser::Browser() {
  const std::string folder = profile_.path().string();  // for everything that the browser leaves behind
  driver_ = std::make_unique<Process>(
      Command{.argv = {"chromedriver", "--port=0"}, .environment = {{"TMPDIR", folder}}, .directory = folder});
  client_ = std::make_unique<::httplib::Client>("127.0.0.1", PortOf(*driver_));
  client_->set_keep_alive(true);
  client_->set_tcp_nodelay(true);
  client_->set_read_timeout(60);
  const json session = Call("POST", "", Capabilities((profile_.path() / "profile").string()));
  session_ = "/" + session.at("sessionId").get<std::string>();
}

Browser::~Browser() {
  if (client_ != nullptr && !session_.empty()) client_->Delete("/session" + session_);
}

json Browser::Call(const char* method, const std::string& path, const json& body) {
  ::httplib::Request request;
  request.method = method;
  request.path = "/session" + session_ + path;
  if (request.method == "POST") {
    request.body = body.dump();
    request.set_header("Content-Type", "application/json");
  }
  const ::httplib::Result result = client_->send(request);
  if (!result) throw std::runtime_error("chromedriver does not answer: " + ::httplib::to_string(result.error()));
  const json answer = json::parse(result->body);
  const json& value = answer.at("value");
  if (result->status == 200) return value;
  throw std::runtime_error(request.method + " " + path + " " + body.dump() + ": " + value.at("message").get<std::string>());
}

void Browser::Open(const std::string& url) { Call("POST", "/url", {{"url", url}}); }
std::string Browser::Url() { return Call("GET", "/url"); }
std::string Browser::Title() { return Call("GET", "/title"); }
std::string Browser::Source() { return Call("GET", "/source"); }

std::vector<std::string> Browser::Find(const std::string& css) {
  std::vector<std::string> ids;
  for (const json& element : Call("POST", "/elements", {{"using", "css selector"}, {"value", css}})) {
    ids.push_back(element.at(kElementKey));
  }
  return ids;
}

std::string Browser::Need(const std::string& css) {
  std::vector<std::string> ids;
  if (!Eventually([&] { return !(ids = Find(css)).empty(); })) throw std::runtime_error("no element " + css + " on " + Url());
  return ids.front();
}

bool Browser::Shows(const std::string& css) {
  for (const std::string& id : Find(css)) {
    if (Call("GET", "/element/" + id + "/displayed").get<bool>()) return true;
  }
  return false;
}

int Browser::Count(const std::string& css) { return static_cast<int>(Find(css).size()); }
std::string Browser::Text(const std::string& css) { return Call("GET", "/element/" + Need(css) + "/text"); }

void Browser::Click(const std::string& css) {
  // An element that is still moving into place refuses the click; try again within the usual bound.
  std::string refusal;
  const auto clicked = [&] {
    try {
      Call("POST", "/element/" + Need(css) + "/click");
      return true;
    } catch (const std::runtime_error& error) {
      refusal = error.what();
      return false;
    }
  };
  if (!Eventually(clicked)) throw std::runtime_error(refusal);
}

void Browser::Type(const std::string& css, const std::string& text) {
  Call("POST", "/element/" + Need(css) + "/value", {{"text", text}});
}

void Browser::SetWindow(int width, int height) { Call("POST", "/window/rect", {{"width", width}, {"height", height}}); }

json Browser::Execute(const std::string& script) {
  return Call("POST", "/execute/sync", {{"script", script}, {"args", json::array()}});
}

void Browser::Screenshot(const std::string& path) {
  std::ofstream(path, std::ios::binary) << DecodeBase64(Call("GET", "/screenshot").get<std::string>());
}

std::string DecodeBase64(std::string_view text) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) continue;  // padding and line ends
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    result.push_back(static_cast<char>(bits >> count & 0xff));
  }
  return result;
}

}  // namespace weft::test
