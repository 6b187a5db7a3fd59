// SPDX-License-Identifier: Apache-2.0
// One file of a folder: its text as objects that are ready to be stored, or what is wrong with it. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace weft::store {

struct FileObject {
  Key key;
  Json body;     // checked, with defaults, in the kind's preferred version
  int line = 1;  // where its document begins
  // What the file says of metadata that a store of our own gives: `body` has none of it. Empty where it says nothing.
  std::string uid;
  std::string created;
};

// Messages begin with `<file>:<line>: `, the line of the field that they are about.
struct FileContent {
  std::vector<FileObject> objects;
  std::vector<std::string> problems;  // any of them makes the whole file broken
  std::vector<std::string> remarks;   // what is left out, and what the objects' checks warn of
  bool Broken() const { return !problems.empty(); }
};

// More warnings about a valid object, "spec.x: message", than the checks of its kind have. May be empty.
using Advise = std::function<std::vector<std::string>(const Json& object)>;

// Objects that name no namespace are put into `default_namespace`.
FileContent ReadManifests(const std::string& file, std::string_view text, std::string_view default_namespace = "default",
                          const Advise& advise = nullptr);

// The annotation's value, and the file in it ("" when it is none).
std::string SourceOf(const std::string& file, int line);
std::string FileOfSource(const Json& body);

}  // namespace weft::store
