// SPDX-License-Identifier: Apache-2.0
#include "productpage/session.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/strings.h"

namespace bookinfo {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr size_t kMaxUserBytes = 64;
constexpr std::string_view kCookie = "session=";
constexpr std::string_view kAttributes = "; Path=/; HttpOnly; SameSite=Lax";
constexpr std::string_view kHome = "/productpage";

std::string RandomSecret() {
  std::string secret(kSecretBytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(secret.data()), static_cast<int>(secret.size())) != 1) {
    throw std::runtime_error("the system gives no random bytes for the session secret");
  }
  return secret;
}

bool SameBytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool IsControl(unsigned char c) { return c < 0x20 || c == 0x7f; }

}  // namespace

Sessions::Sessions(std::string secret) : secret_(secret.empty() ? RandomSecret() : std::move(secret)) {}

std::string Sessions::SignIn(std::string_view user) const {
  const std::string encoded = absl::WebSafeBase64Escape(absl::string_view(user.data(), user.size()));
  return weft::StrCat("session=", encoded, ".", Mac(encoded), std::string(kAttributes));
}

std::string Sessions::SignOut() const { return weft::StrCat("session=", std::string(kAttributes), "; Max-Age=0"); }

std::optional<std::string> Sessions::UserOf(std::string_view cookie_header) const {
  for (absl::string_view cookie : absl::StrSplit(absl::string_view(cookie_header.data(), cookie_header.size()), ';')) {
    cookie = absl::StripAsciiWhitespace(cookie);
    if (!absl::ConsumePrefix(&cookie, absl::string_view(kCookie.data(), kCookie.size()))) continue;
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(cookie, absl::MaxSplits('.', 1));
    if (!SameBytes(std::string(parts.second), Mac(std::string(parts.first)))) continue;
    std::string user;
    if (absl::WebSafeBase64Unescape(parts.first, &user) && IsUserName(user)) return user;
  }
  return std::nullopt;
}

std::string Sessions::Mac(std::string_view encoded_user) const {
  const std::string message = weft::StrCat("bookinfo session of ", std::string(encoded_user));
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()), reinterpret_cast<const unsigned char*>(message.data()),
       message.size(), mac, &size);
  return absl::WebSafeBase64Escape(absl::string_view(reinterpret_cast<const char*>(mac), size));
}

bool IsUserName(std::string_view name) {
  if (name.empty() || name.size() > kMaxUserBytes || name.front() == ' ' || name.back() == ' ') return false;
  return std::none_of(name.begin(), name.end(), IsControl);
}

std::string BackTo(std::string_view referer, std::string_view host) {
  const size_t scheme = referer.find("://");
  const std::string_view name = scheme == std::string_view::npos ? "" : referer.substr(0, scheme);
  if (host.empty() || (name != "http" && name != "https")) return std::string(kHome);
  std::string_view rest = referer.substr(scheme + 3);
  if (!rest.starts_with(host)) return std::string(kHome);
  rest.remove_prefix(host.size());
  const std::string_view path = rest.substr(0, rest.find('#'));
  // "//x" and "/\x" would be another site to a browser.
  const bool own = path.starts_with('/') && !path.starts_with("//") && path.find('\\') == std::string_view::npos &&
                   std::none_of(path.begin(), path.end(), IsControl);
  return own ? std::string(path) : std::string(kHome);
}

}  // namespace bookinfo
