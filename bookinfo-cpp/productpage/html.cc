// SPDX-License-Identifier: Apache-2.0
#include "productpage/html.h"

#include <stdexcept>

#include "productpage/assets.h"

namespace bookinfo {
namespace {

const Html& SlotValue(std::initializer_list<Slot> slots, std::string_view name, std::string_view template_name) {
  for (const Slot& slot : slots) {
    if (slot.name == name) return slot.value;
  }
  throw std::logic_error("template " + std::string(template_name) + " has the slot {{" + std::string(name) +
                         "}}, which is not filled");
}

}  // namespace

Html& Html::operator+=(const Html& more) {
  text_ += more.text_;
  return *this;
}

Html Escape(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return Html(std::move(escaped));
}

Html Fill(std::string_view template_name, std::initializer_list<Slot> slots) {
  const std::string_view* text = FindAsset("templates/" + std::string(template_name) + ".html");
  if (text == nullptr) throw std::logic_error("no template " + std::string(template_name));
  std::string page;
  std::string_view rest = *text;
  for (size_t open; (open = rest.find("{{")) != std::string_view::npos;) {
    const size_t close = rest.find("}}", open);
    if (close == std::string_view::npos) break;
    page.append(rest.substr(0, open));
    page.append(SlotValue(slots, rest.substr(open + 2, close - open - 2), template_name).text());
    rest.remove_prefix(close + 2);
  }
  page.append(rest);
  return Html(std::move(page));
}

}  // namespace bookinfo
