// SPDX-License-Identifier: Apache-2.0
#include "productpage/html.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "productpage/assets.h"

namespace bookinfo {
namespace {

TEST(Html, EscapesWhatMeansSomethingToABrowser) {
  EXPECT_EQ(Escape("<b a='1' c=\"2\">&</b>").text(), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;&lt;/b&gt;");
  EXPECT_EQ(Escape("").text(), "");
}

TEST(Html, ATemplateEscapesTextAndKeepsHtml) {
  EXPECT_NE(Fill("byline", {{"author", "<i>"}, {"year", "1595"}}).text().find("by &lt;i&gt;, 1595"), std::string::npos);
  EXPECT_NE(Fill("byline", {{"author", Html("<i>x</i>")}, {"year", "1"}}).text().find("by <i>x</i>, 1"), std::string::npos);
}

TEST(Html, WhatFillsASlotIsNotATemplateItself) {
  EXPECT_NE(Fill("byline", {{"author", "{{year}}"}, {"year", "1"}}).text().find("by {{year}}, 1"), std::string::npos);
}

TEST(Html, AMissingSlotIsFound) {
  EXPECT_THROW(Fill("byline", {{"author", "x"}}), std::logic_error);
  EXPECT_THROW(Fill("no_such_template", {}), std::logic_error);
}

TEST(Assets, TheStyleSheetIsInTheProgram) {
  ASSERT_NE(FindAsset("static/style.css"), nullptr);
  EXPECT_EQ(FindAsset("static/../main.cc"), nullptr);
  EXPECT_EQ(ContentTypeFor("static/style.css"), "text/css; charset=utf-8");
}

TEST(Assets, NothingIsLoadedFromElsewhere) {
  for (const Asset& asset : Assets()) {
    std::string text(asset.content);
    const std::string svg_namespace = "xmlns=\"http://www.w3.org/2000/svg\"";
    if (const size_t at = text.find(svg_namespace); at != std::string::npos) text.erase(at, svg_namespace.size());
    EXPECT_EQ(text.find("http"), std::string::npos) << asset.name;
    EXPECT_EQ(text.find("//"), std::string::npos) << asset.name;
    EXPECT_EQ(text.find("@import"), std::string::npos) << asset.name;
  }
}

}  // namespace
}  // namespace bookinfo
