// SPDX-License-Identifier: Apache-2.0
#include "support/page.h"

#include <string_view>

namespace weft::test {
namespace {

// The text between `before` and the next `after`; empty when it is not there.
std::string Between(const std::string& text, std::string_view before, std::string_view after) {
  const size_t begin = text.find(before);
  if (begin == std::string::npos) return "";
  const size_t end = text.find(after, begin + before.size());
  return end == std::string::npos ? "" : text.substr(begin + before.size(), end - begin - before.size());
}

}  // namespace

std::string StarsOn(const std::string& html) {
  if (html.find("Error fetching product reviews") != std::string::npos) return "no reviews";
  const std::string color = Between(html, "class=\"stars stars-", "\"");
  if (!color.empty()) return color;
  if (html.find("class=\"rating-error\"") != std::string::npos) return "no ratings";
  return html.find("class=\"review\"") != std::string::npos ? "none" : "no page";
}

std::string ReviewsPodOn(const std::string& html) { return Between(html, "Reviews served by: <code>", "</code>"); }

std::string ReviewsVersionOn(const std::string& html) {
  const std::string pod = ReviewsPodOn(html);
  const size_t first = pod.find('-');
  const size_t last = pod.rfind('-');
  return first == std::string::npos || first == last ? pod : pod.substr(first + 1, last - first - 1);
}

bool ShowsDetails(const std::string& html) {
  return html.find("Error fetching product details") == std::string::npos && html.find("ISBN-10") != std::string::npos;
}

}  // namespace weft::test
