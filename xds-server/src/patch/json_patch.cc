// SPDX-License-Identifier: Apache-2.0
#include "patch/json_patch.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "patch/patch.h"

namespace weft::patch {
namespace {

using Tokens = std::vector<std::string>;

absl::Status MissingTarget(std::string_view what) {
  return absl::FailedPreconditionError(StrCat(std::string(what), " is not there"));
}

// RFC 6901: `~1` stands for '/', `~0` for '~'.
absl::StatusOr<std::string> UnescapeToken(absl::string_view raw) {
  std::string token;
  for (size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '~') {
      token += raw[i];
    } else if (++i < raw.size() && (raw[i] == '0' || raw[i] == '1')) {
      token += raw[i] == '0' ? '~' : '/';
    } else {
      return absl::InvalidArgumentError(StrCat("'~' must be followed by 0 or 1 in \"", raw, "\""));
    }
  }
  return token;
}

absl::StatusOr<Tokens> ParsePointer(const std::string& pointer) {
  Tokens tokens;
  if (pointer.empty()) return tokens;
  if (pointer[0] != '/') {
    return absl::InvalidArgumentError(StrCat("a pointer must be empty or start with '/', not \"", pointer, "\""));
  }
  for (absl::string_view raw : absl::StrSplit(absl::string_view(pointer).substr(1), '/')) {
    WEFT_ASSIGN_OR_RETURN(std::string token, UnescapeToken(raw));
    tokens.push_back(std::move(token));
  }
  return tokens;
}

// `size` is the first index that is out of bounds.
absl::StatusOr<size_t> ParseIndex(const std::string& token, size_t size) {
  const bool digits = !token.empty() && token.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || (token.size() > 1 && token[0] == '0')) {
    return absl::FailedPreconditionError(StrCat("\"", token, "\" is no index of a list"));
  }
  uint64_t index = 0;
  if (!absl::SimpleAtoi(token, &index) || index >= size) {
    return absl::FailedPreconditionError(StrCat("index ", token, " is out of bounds, the list takes less than ", size));
  }
  return static_cast<size_t>(index);
}

absl::StatusOr<Json*> ChildAt(Json& parent, const std::string& token) {
  if (parent.is_object()) {
    auto it = parent.find(token);
    if (it == parent.end()) return MissingTarget(StrCat("member \"", token, "\""));
    return &*it;
  }
  if (!parent.is_array()) return MissingTarget(StrCat("member \"", token, "\" of a ", parent.type_name()));
  WEFT_ASSIGN_OR_RETURN(const size_t index, ParseIndex(token, parent.size()));
  return &parent[index];
}

absl::StatusOr<Json*> Resolve(Json& document, const Tokens& path, size_t count) {
  Json* at = &document;
  for (size_t i = 0; i < count; ++i) {
    WEFT_ASSIGN_OR_RETURN(at, ChildAt(*at, path[i]));
  }
  return at;
}

absl::Status AddAt(Json& document, const Tokens& path, Json value) {
  // The depth that the value gets by its place counts too: a patch must not build what no body may hold.
  if (path.size() > kMaxJsonDepth || DeeperThan(value, kMaxJsonDepth - path.size())) {
    return absl::ResourceExhaustedError(StrCat("the result would nest more than ", kMaxJsonDepth, " levels"));
  }
  if (path.empty()) {
    document = std::move(value);
    return absl::OkStatus();
  }
  WEFT_ASSIGN_OR_RETURN(Json* const parent, Resolve(document, path, path.size() - 1));
  Json& container = *parent;
  if (container.is_object()) {
    container[path.back()] = std::move(value);
    return absl::OkStatus();
  }
  if (!container.is_array()) return MissingTarget(StrCat("a map or list to add \"", path.back(), "\" to"));
  if (path.back() == "-") {
    container.push_back(std::move(value));
    return absl::OkStatus();
  }
  WEFT_ASSIGN_OR_RETURN(const size_t index, ParseIndex(path.back(), container.size() + 1));
  container.insert(container.begin() + static_cast<std::ptrdiff_t>(index), std::move(value));
  return absl::OkStatus();
}

// Takes the value out of the document.
absl::StatusOr<Json> RemoveAt(Json& document, const Tokens& path) {
  if (path.empty()) return absl::FailedPreconditionError("the whole document cannot be removed");
  WEFT_ASSIGN_OR_RETURN(Json* const parent, Resolve(document, path, path.size() - 1));
  WEFT_ASSIGN_OR_RETURN(Json* const child, ChildAt(*parent, path.back()));
  Json value = std::move(*child);
  if (parent->is_object()) {
    parent->erase(path.back());
  } else {
    parent->erase(parent->begin() + (child - &(*parent)[0]));
  }
  return value;
}

bool IsProperPrefix(const Tokens& prefix, const Tokens& path) {
  return prefix.size() < path.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

size_t TextSize(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace).size(); }

// One operation with its members checked.
struct Operation {
  std::string op;
  Tokens path;
  Tokens from;
  const Json* value = nullptr;
};

absl::StatusOr<const std::string*> StringMember(const Json& json, const char* name) {
  auto it = json.find(name);
  if (it == json.end() || !it->is_string()) {
    return absl::InvalidArgumentError(StrCat("\"", name, "\" must be there and a string"));
  }
  return it->get_ptr<const std::string*>();
}

absl::StatusOr<Tokens> PointerMember(const Json& json, const char* name) {
  WEFT_ASSIGN_OR_RETURN(const std::string* const pointer, StringMember(json, name));
  return ParsePointer(*pointer);
}

absl::StatusOr<Operation> ReadOperation(const Json& json) {
  if (!json.is_object()) return absl::InvalidArgumentError("an operation must be a JSON object");
  Operation operation;
  WEFT_ASSIGN_OR_RETURN(const std::string* const op, StringMember(json, "op"));
  operation.op = *op;
  WEFT_ASSIGN_OR_RETURN(operation.path, PointerMember(json, "path"));
  if (operation.op == "move" || operation.op == "copy") {
    WEFT_ASSIGN_OR_RETURN(operation.from, PointerMember(json, "from"));
  } else if (operation.op == "add" || operation.op == "replace" || operation.op == "test") {
    auto value = json.find("value");
    if (value == json.end()) return absl::InvalidArgumentError("\"value\" must be there");
    operation.value = &*value;
  } else if (operation.op != "remove") {
    return absl::InvalidArgumentError("\"op\" must be add, remove, replace, move, copy or test");
  }
  return operation;
}

class JsonPatchRun {
 public:
  JsonPatchRun(Json document, const JsonPatchLimits& limits) : document_(std::move(document)), limits_(limits) {}

  absl::Status Run(const Json& json) {
    WEFT_ASSIGN_OR_RETURN(const Operation operation, ReadOperation(json));
    if (operation.op == "add") return AddAt(document_, operation.path, *operation.value);
    if (operation.op == "remove") return RemoveAt(document_, operation.path).status();
    if (operation.op == "replace") return Replace(operation);
    if (operation.op == "move") return Move(operation);
    if (operation.op == "copy") return Copy(operation);
    return Test(operation);
  }

  Json Take() && { return std::move(document_); }

 private:
  absl::Status Replace(const Operation& operation) {
    if (operation.path.size() > kMaxJsonDepth || DeeperThan(*operation.value, kMaxJsonDepth - operation.path.size())) {
      return absl::ResourceExhaustedError(StrCat("the result would nest more than ", kMaxJsonDepth, " levels"));
    }
    WEFT_ASSIGN_OR_RETURN(Json* const target, Resolve(document_, operation.path, operation.path.size()));
    *target = *operation.value;
    return absl::OkStatus();
  }

  absl::Status Move(const Operation& operation) {
    if (IsProperPrefix(operation.from, operation.path)) {
      return absl::InvalidArgumentError("a value cannot be moved into itself");
    }
    if (operation.from == operation.path) {
      return Resolve(document_, operation.from, operation.from.size()).status();
    }
    WEFT_ASSIGN_OR_RETURN(Json value, RemoveAt(document_, operation.from));
    return AddAt(document_, operation.path, std::move(value));
  }

  absl::Status Copy(const Operation& operation) {
    WEFT_ASSIGN_OR_RETURN(const Json* const source, Resolve(document_, operation.from, operation.from.size()));
    copied_bytes_ += TextSize(*source);
    if (copied_bytes_ > limits_.copied_bytes) {
      return absl::ResourceExhaustedError(StrCat("the patch's copies add more than ", limits_.copied_bytes, " bytes"));
    }
    return AddAt(document_, operation.path, *source);
  }

  absl::Status Test(const Operation& operation) {
    WEFT_ASSIGN_OR_RETURN(const Json* const target, Resolve(document_, operation.path, operation.path.size()));
    if (*target == *operation.value) return absl::OkStatus();
    return absl::FailedPreconditionError("the value is not the one that was expected");
  }

  Json document_;
  const JsonPatchLimits limits_;
  size_t copied_bytes_ = 0;
};

// The operation's index, and its op and path as far as they can be read.
absl::Status InOperation(const absl::Status& status, size_t index, const Json& json) {
  auto text = [&](const char* name) {
    return json.is_object() && json.contains(name) && json[name].is_string() ? json[name].get<std::string>() : std::string("?");
  };
  return absl::Status(status.code(),
                      StrCat("operation ", index, " (", text("op"), " \"", text("path"), "\"): ", status.message()));
}

}  // namespace

absl::StatusOr<Json> ApplyJsonPatch(const Json& document, const Json& patch, const JsonPatchLimits& limits) {
  if (!patch.is_array()) {
    return absl::InvalidArgumentError(StrCat("a JSON patch must be a list of operations, not ", patch.type_name()));
  }
  if (patch.size() > limits.operations) {
    return absl::ResourceExhaustedError(
        StrCat("a JSON patch may have ", limits.operations, " operations, this has ", patch.size()));
  }
  JsonPatchRun run(document, limits);
  for (size_t i = 0; i < patch.size(); ++i) {
    absl::Status status = run.Run(patch[i]);
    if (!status.ok()) return InOperation(status, i, patch[i]);
  }
  return std::move(run).Take();
}

}  // namespace weft::patch
