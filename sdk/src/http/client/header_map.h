// SPDX-License-Identifier: Apache-2.0
// Headers as the helpers of weft/transport.h see them.
#pragma once

#include "weft/http_types.h"
#include "weft/transport.h"

namespace weft::http {

// Must not outlive the headers.
class HeaderMap final : public transport::HeaderMap {
 public:
  explicit HeaderMap(Headers& headers) : headers_(headers) {}
  bool Has(std::string_view name) const override { return headers_.Has(name); }
  void Remove(std::string_view name) override { headers_.Remove(name); }
  void Add(std::string_view name, std::string_view value) override { headers_.Add(name, value); }

 private:
  Headers& headers_;
};

}  // namespace weft::http
