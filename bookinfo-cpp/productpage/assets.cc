// SPDX-License-Identifier: Apache-2.0
#include "productpage/assets.h"

namespace bookinfo {

const std::string_view* FindAsset(std::string_view name) {
  for (const Asset& asset : Assets()) {
    if (asset.name == name) return &asset.content;
  }
  return nullptr;
}

std::string_view ContentTypeFor(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  return "text/plain; charset=utf-8";
}

}  // namespace bookinfo
