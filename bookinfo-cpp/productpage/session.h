// SPDX-License-Identifier: Apache-2.0
/// \file
/// Who is signed in: a cookie that the browser keeps and only this program can write.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bookinfo {

/// The cookie is `session=<user>.<mac>`: the user name in base64url and an HMAC-SHA256 over it, by a secret that never leaves
/// the process. Reading it needs no memory on the server, so any number of processes with the same secret share their sessions.
///
/// Thread-safety: const methods only. Lifetime: a plain value.
class Sessions {
 public:
  /// With an empty secret a random one is made: sessions then end with the process.
  explicit Sessions(std::string secret = "");

  /// The value for Set-Cookie that signs `user` in. HttpOnly and SameSite=Lax, for the whole site, until the browser closes.
  std::string SignIn(std::string_view user) const;
  /// The value for Set-Cookie that signs out.
  std::string SignOut() const;

  /// The user of a Cookie header, or no value when there is none or somebody else wrote it.
  std::optional<std::string> UserOf(std::string_view cookie_header) const;

 private:
  std::string Mac(std::string_view encoded_user) const;

  std::string secret_;
};

/// A name that may travel in a header: 1 to 64 bytes, no control characters, no spaces at the ends.
bool IsUserName(std::string_view name);

/// Where to go after signing in or out: the path of `referer` when it is a page of `host`, otherwise /productpage. Never
/// another site, whatever its headers are.
std::string BackTo(std::string_view referer, std::string_view host);

}  // namespace bookinfo
