// SPDX-License-Identifier: Apache-2.0
#include "base/authority.h"
#include "httplib/client_impl.h"
#include "weft/httplib.h"

namespace weft::httplib {

Client::Client(std::shared_ptr<Mesh> mesh, const std::string& authority)
    : impl_(std::make_unique<Impl>(std::move(mesh), NormalizeAuthority(authority))) {}
Client::Client(std::shared_ptr<Mesh> mesh, const std::string& host, int port)
    : Client(std::move(mesh), JoinHostPort(host, port)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;

bool Client::is_valid() const { return !impl_->authority().empty() && impl_->authority().front() != ':'; }

bool Client::send(::httplib::Request& request, ::httplib::Response& response, ::httplib::Error& error) {
  return impl_->Send(request, response, error);
}

Client::Result Client::send(const ::httplib::Request& request) {
  ::httplib::Request copy = request;
  auto response = std::make_unique<::httplib::Response>();
  auto error = ::httplib::Error::Success;
  const bool sent = impl_->Send(copy, *response, error);
  return Result(sent ? std::move(response) : nullptr, error, std::move(copy.headers));
}

void Client::set_deadline(std::chrono::milliseconds deadline) { impl_->settings.deadline = deadline; }
void Client::set_default_headers(Headers headers) { impl_->settings.default_headers = std::move(headers); }
void Client::set_connection_timeout(std::chrono::milliseconds timeout) { impl_->settings.connection_timeout = timeout; }
void Client::set_read_timeout(std::chrono::milliseconds timeout) { impl_->settings.read_timeout = timeout; }
void Client::set_write_timeout(std::chrono::milliseconds timeout) { impl_->settings.write_timeout = timeout; }
void Client::set_follow_location(bool on) { impl_->settings.follow_location = on; }
void Client::set_keep_alive(bool on) { impl_->settings.keep_alive = on; }
uint64_t Client::mirrors_dropped() const { return impl_->mirrors_dropped(); }

}  // namespace weft::httplib
