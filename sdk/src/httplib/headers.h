// SPDX-License-Identifier: Apache-2.0
// cpp-httplib's headers as the helpers of weft/transport.h see them.
#pragma once

#include <string>
#include <string_view>

#include "httplib.h"
#include "weft/transport.h"

namespace weft::httplib {

// Must not outlive the headers.
class HeadersAdapter final : public transport::HeaderMap {
 public:
  explicit HeadersAdapter(::httplib::Headers& headers) : headers_(headers) {}
  bool Has(std::string_view name) const override { return headers_.contains(std::string(name)); }
  void Remove(std::string_view name) override { headers_.erase(std::string(name)); }
  void Add(std::string_view name, std::string_view value) override { headers_.emplace(name, value); }

 private:
  ::httplib::Headers& headers_;
};

}  // namespace weft::httplib
