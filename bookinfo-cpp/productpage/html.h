// SPDX-License-Identifier: Apache-2.0
/// \file
/// Pages from templates, with everything escaped that is not known to be HTML.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace bookinfo {

/// Text that is HTML already: made by a template, or written in this program. The type keeps the two kinds of text apart.
class Html {
 public:
  Html() = default;
  explicit Html(std::string trusted) : text_(std::move(trusted)) {}
  const std::string& text() const { return text_; }
  Html& operator+=(const Html& more);

 private:
  std::string text_;
};

/// Makes text safe between tags and inside quoted attributes.
Html Escape(std::string_view text);

/// What goes into a template at `{{name}}`: HTML as it is, text escaped.
struct Slot {
  Slot(std::string_view slot_name, Html html) : name(slot_name), value(std::move(html)) {}
  Slot(std::string_view slot_name, std::string_view text) : name(slot_name), value(Escape(text)) {}
  Slot(std::string_view slot_name, const std::string& text) : Slot(slot_name, std::string_view(text)) {}
  Slot(std::string_view slot_name, const char* text) : Slot(slot_name, std::string_view(text)) {}

  std::string_view name;
  Html value;
};

/// Fills the embedded template `templates/<name>.html`. Throws std::logic_error when the template does not exist or has a slot
/// that is not given, which only a mistake in this program can cause.
Html Fill(std::string_view template_name, std::initializer_list<Slot> slots);

}  // namespace bookinfo
