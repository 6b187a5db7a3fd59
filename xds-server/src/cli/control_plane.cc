// SPDX-License-Identifier: Apache-2.0
#include "cli/control_plane.h"

#include <atomic>
#include <cstdio>
#include <string_view>

#include "ads/wire/ads_server.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "clients/unsupported.h"
#include "control/control.h"
#include "http_server/http_server.h"
#include "kubeapi/request/loopback_guard.h"
#include "kubeapi/rest/api_server.h"
#include "status/admin.h"
#include "status/advice.h"
#include "status/status_writer.h"
#include "store/folder/folder.h"
#include "store/store.h"

namespace weft {
namespace {

constexpr std::string_view kSqlitePrefix = "sqlite:";

void LogLine(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

absl::Status WithFlag(std::string_view flag, const std::string& value, const absl::Status& status) {
  return absl::Status(status.code(), StrCat(flag, " ", value, ": ", status.message()));
}

absl::StatusOr<std::unique_ptr<store::ObjectStore>> OpenStore(const std::string& where) {
  if (where == "memory") return store::OpenMemoryStore();
  if (where.starts_with(kSqlitePrefix) && where.size() > kSqlitePrefix.size()) {
    return store::OpenSqliteStore(where.substr(kSqlitePrefix.size()));
  }
  return absl::InvalidArgumentError("neither \"memory\" nor \"sqlite:PATH\"");
}

class RunningControlPlane : public ControlPlane {
 public:
  absl::Status Listen(const ServerOptions& options) {
    WEFT_RETURN_IF_ERROR(ServeAdmin(options));
    WEFT_RETURN_IF_ERROR(OpenAll(options));
    auto port = api_->Start(options.api_address);
    if (!port.ok()) return WithFlag("--api-address", options.api_address, port.status());
    auto xds = ads::AdsServer::Start(options.xds_address, *control_);
    if (!xds.ok()) return WithFlag("--xds-address", options.xds_address, xds.status());
    xds_ = *std::move(xds);
    readiness_.End("listeners");
    return absl::OkStatus();
  }

  std::string xds_address() const override { return xds_->address(); }
  std::string api_address() const override { return api_->address(); }
  std::string admin_address() const override { return admin_->address(); }

 private:
  absl::Status OpenAll(const ServerOptions& options) {
    auto store = OpenStore(options.store);
    if (!store.ok()) return WithFlag("--store", options.store, store.status());
    store_ = *std::move(store);
    readiness_.End("store");
    if (!options.config_dir.empty()) {
      auto log = [](std::string_view message) { LogLine(std::string(message)); };
      auto folder =
          store::FolderSource::Start(*store_, {.path = options.config_dir, .log = log, .advise = clients::UnsupportedBySdk});
      if (!folder.ok()) return WithFlag("--config-dir", options.config_dir, folder.status());
      folder_ = *std::move(folder);
    }
    readiness_.End("config-dir");
    status_ = std::make_unique<status::StatusWriter>(*store_, status::StatusWriter::Options{.log = LogLine});
    WEFT_ASSIGN_OR_RETURN(advisor_, status::Advisor::Start(*store_, options.domain));
    const auto on_world = [this](const registry::Registry&, const std::shared_ptr<const registry::World>& world) {
      status_->Observe(world);
      advisor_->Observe(*world);
    };
    const auto on_refusals = [this](const std::vector<control::Refusal>& refusals) {
      status_->ObserveRefusals(status::MessagesOf(refusals));
    };
    WEFT_ASSIGN_OR_RETURN(
        control_, control::Control::Start(
                      *store_, {.domain = options.domain, .log = LogLine, .on_world = on_world, .on_refusals = on_refusals}));
    shown_control_ = control_.get();
    readiness_.End("world");
    kubeapi::ApiOptions api_options;
    api_options.advise = [this](const manifest::Json& object, const manifest::Draft& draft) {
      std::vector<std::string> advice = clients::UnsupportedBySdk(object);
      for (std::string& line : advisor_->AdviceOn(draft, absl::Now())) advice.push_back(std::move(line));
      return advice;
    };
    api_ = std::make_unique<kubeapi::ApiServer>(*store_, api_loop_, std::move(api_options));
    return absl::OkStatus();
  }

  // First of all, so that who waits for the server can see what it waits for; on a loop of its own, since a debug page waits
  // for the control thread, and the API must not wait with it.
  absl::Status ServeAdmin(const ServerOptions& options) {
    auto loopback = http_server::IsLoopbackAddress(options.admin_address);
    if (!loopback.ok()) return WithFlag("--admin-address", options.admin_address, loopback.status());
    auto handler = [this, guarded = *loopback](const http_server::HttpRequest& request,
                                               const http_server::Responder& responder) {
      if (guarded) {
        if (auto refusal = kubeapi::GuardLoopback(request)) {
          responder.Send({refusal->code, {{"Content-Type", "text/plain"}}, refusal->message + "\n"});
          return;
        }
      }
      std::string_view path = request.target;
      status::Page page = status::AdminPage(path.substr(0, path.find('?')), readiness_, shown_control_);
      responder.Send({page.status, {{"Content-Type", page.content_type}}, std::move(page.body)});
    };
    auto admin = http_server::HttpServer::Start(admin_loop_, options.admin_address, handler, {});
    if (!admin.ok()) return WithFlag("--admin-address", options.admin_address, admin.status());
    admin_ = *std::move(admin);
    return absl::OkStatus();
  }

  // Destroyed from the last to the first: first those who hand over work, then the control thread, then the store.
  status::Readiness readiness_{{"store", "config-dir", "world", "listeners"}};
  std::unique_ptr<store::ObjectStore> store_;
  std::unique_ptr<status::Advisor> advisor_;
  std::unique_ptr<status::StatusWriter> status_;
  std::unique_ptr<control::Control> control_;
  std::atomic<control::Control*> shown_control_ = nullptr;  // for the admin pages, which are there before it
  std::unique_ptr<store::FolderSource> folder_;
  std::shared_ptr<http_server::EventLoop> api_loop_ = std::make_shared<http_server::EventLoop>();
  std::shared_ptr<http_server::EventLoop> admin_loop_ = std::make_shared<http_server::EventLoop>();
  std::unique_ptr<kubeapi::ApiServer> api_;
  std::unique_ptr<http_server::HttpServer> admin_;
  std::unique_ptr<ads::AdsServer> xds_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ControlPlane>> ControlPlane::Start(const ServerOptions& options) {
  auto plane = std::make_unique<RunningControlPlane>();
  WEFT_RETURN_IF_ERROR(plane->Listen(options));
  return plane;
}

}  // namespace weft
