// SPDX-License-Identifier: Apache-2.0
// Answers as peers send them, and as they should not, out of a seeded Random: sound heads, bodies and chunks put together any
// way, then broken in a place or two.
#pragma once

#include <string>

#include "base/random.h"

namespace weft::http::testing {

class AnswerSource {
 public:
  explicit AnswerSource(Random& random) : random_(random) {}

  std::string Answer() {
    std::string bytes = Flip(5) ? Head(true) : "";
    bytes += Head(false) + Body();
    for (uint32_t n = Flip(2) ? random_.Below(3) : 0; n > 0; --n) Mutate(&bytes);
    return bytes;
  }

 private:
  bool Flip(uint32_t one_in) { return random_.Below(one_in) == 0; }
  std::string OneOf(std::initializer_list<const char*> texts) {
    return texts.begin()[random_.Below(static_cast<uint32_t>(texts.size()))];
  }

  std::string Head(bool interim) {
    std::string head = Flip(8) ? "HTTP/1.0 " : "HTTP/1.1 ";
    head += interim ? OneOf({"100 Continue", "103 x", "102 "})
                    : OneOf({"200 OK", "200", "204 ", "304 N", "404 a b", "599 x", "200 "});
    head += "\r\n";
    for (uint32_t n = random_.Below(4); n > 0; --n) {
      head += OneOf({"A: b\r\n", "x-y:\tz \r\n", "A:\r\n", "Connection: close\r\n", "Connection: keep-alive\r\n", "B:c\r\n",
                     "~!: q\r\n", "C: d\r\n e\r\n", "D : e\r\n"});
    }
    if (!interim)
      head += OneOf({"Content-Length: 5\r\n", "content-length: 0\r\n", "Transfer-Encoding: chunked\r\n",
                     "transfer-encoding: Chunked\r\n", "", "Content-Length: 3\r\nContent-Length: 3\r\n",
                     "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Transfer-Encoding: x\r\n"});
    return head + "\r\n";
  }

  std::string Body() {
    switch (random_.Below(5)) {
      case 0:
        return "hello";
      case 1:
        return "";
      case 2:
        return OneOf({"hello!", "hel", "\r\n", "hel\r\nlo"});
      default:
        break;
    }
    std::string chunks;
    for (uint32_t n = random_.Below(4); n > 0; --n) {
      chunks +=
          OneOf({"5\r\nhello\r\n", "1;a\r\nx\r\n", "02;a=b;c\r\nhi\r\n", "3\r\nhello\r\n", "a\r\n0123456789\r\n", "g\r\n"});
    }
    return chunks +
           OneOf({"0\r\n\r\n", "0;a\r\n\r\n", "0\r\nT: u\r\n\r\n", "0\r\nT: u\r\nV:\r\n\r\n", "000\r\n\r\nx", "0\r\n", ""});
  }

  void Mutate(std::string* bytes) {
    if (bytes->empty()) return;
    const uint32_t at = random_.Below(static_cast<uint32_t>(bytes->size()));
    switch (random_.Below(4)) {
      case 0:
        bytes->erase(at, 1 + random_.Below(3));
        break;
      case 1:
        (*bytes)[at] = OneOf({" ", "\r", "\n", ":", "0", "a", "\t", ",", "\x01", "\xff"})[0];
        break;
      case 2:
        bytes->insert(at, OneOf({"\r\n", "\n", "\r", " ", "0", ": ", "\t", "\r\n\r\n"}));
        break;
      default:
        bytes->resize(at);
        break;
    }
  }

  Random& random_;
};

}  // namespace weft::http::testing
