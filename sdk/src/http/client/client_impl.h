// SPDX-License-Identifier: Apache-2.0
// What the calls of one client share.
#pragma once

#include <memory>
#include <string>

#include "http/drive/blocking.h"
#include "http/pool/pool.h"
#include "weft/http.h"

namespace weft::http {

class Client::Impl {
 public:
  Impl(std::shared_ptr<Mesh> mesh, std::string authority, ClientOptions options);

  // Follows redirects as far as the options allow.
  Result Send(Request request, const CallOptions& call);
  void Cancel() { canceller_.Cancel(); }
  const std::string& authority() const { return authority_; }

 private:
  void AddHeaders(const Context* context, Headers* headers) const;

  const std::shared_ptr<Mesh> mesh_;
  const std::string authority_;
  const ClientOptions options_;
  Env& env_;
  Canceller canceller_;
  Pool pool_;
  Resolver resolver_;
};

}  // namespace weft::http
