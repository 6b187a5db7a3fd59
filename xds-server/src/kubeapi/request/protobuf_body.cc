// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/protobuf_body.h"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "kubeapi/request/json_text.h"

namespace weft::kubeapi {

using manifest::Json;

namespace {

constexpr std::string_view kProtobufMagic("k8s\0", 4);

// Reads the fields of one message. Never looks outside `bytes`.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : left_(bytes) {}

  // Calls `field(number, bytes)` for each length-delimited field and skips the others. False when the bytes are malformed or
  // `field` says so.
  bool ForEach(const std::function<bool(uint64_t number, std::string_view bytes)>& field) {
    while (!left_.empty()) {
      uint64_t tag = 0, value = 0;
      if (!Varint(tag) || tag >> 3 == 0) return false;
      switch (tag & 7) {
        case 0:
          if (!Varint(value)) return false;
          break;
        case 1:
          if (!Skip(8)) return false;
          break;
        case 2:
          if (!Varint(value) || value > left_.size()) return false;
          if (!field(tag >> 3, left_.substr(0, value))) return false;
          left_.remove_prefix(value);
          break;
        case 5:
          if (!Skip(4)) return false;
          break;
        default:
          return false;
      }
    }
    return true;
  }

 private:
  bool Varint(uint64_t& value) {
    value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (left_.empty()) return false;
      auto byte = static_cast<uint8_t>(left_.front());
      left_.remove_prefix(1);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  bool Skip(size_t size) {
    if (size > left_.size()) return false;
    left_.remove_prefix(size);
    return true;
  }

  std::string_view left_;
};

// Strings by field number, into a JSON object.
bool ReadStrings(std::string_view bytes, const std::vector<std::pair<uint64_t, const char*>>& fields, Json& into) {
  return WireReader(bytes).ForEach([&](uint64_t number, std::string_view value) {
    for (const auto& [wanted, name] : fields) {
      if (wanted == number && !value.empty()) into[name] = value;
    }
    return true;
  });
}

// One entry of a map<string, string>.
bool ReadMapEntry(std::string_view bytes, Json& into) {
  std::string key, value;
  bool good = WireReader(bytes).ForEach([&](uint64_t number, std::string_view text) {
    if (number == 1) key = text;
    if (number == 2) value = text;
    return true;
  });
  if (good) into[key] = value;
  return good;
}

bool ReadObjectMeta(std::string_view bytes, Json& metadata) {
  metadata = Json::object();
  return WireReader(bytes).ForEach([&](uint64_t number, std::string_view value) {
    if (number == 1 && !value.empty()) metadata["name"] = value;
    if (number == 2 && !value.empty()) metadata["generateName"] = value;
    if (number == 11) return ReadMapEntry(value, metadata["labels"]);
    if (number == 12) return ReadMapEntry(value, metadata["annotations"]);
    return true;
  });
}

bool ReadNamespace(std::string_view bytes, Json& object) {
  return WireReader(bytes).ForEach(
      [&](uint64_t number, std::string_view value) { return number != 1 || ReadObjectMeta(value, object["metadata"]); });
}

bool ReadAccessReview(std::string_view bytes, Json& object) {
  object["spec"] = Json::object();
  return WireReader(bytes).ForEach([&](uint64_t number, std::string_view spec) {
    if (number != 2) return true;
    return WireReader(spec).ForEach([&](uint64_t part, std::string_view value) {
      if (part == 1) {
        return ReadStrings(
            value,
            {{1, "namespace"}, {2, "verb"}, {3, "group"}, {4, "version"}, {5, "resource"}, {6, "subresource"}, {7, "name"}},
            object["spec"]["resourceAttributes"] = Json::object());
      }
      if (part == 2) {
        return ReadStrings(value, {{1, "path"}, {2, "verb"}}, object["spec"]["nonResourceAttributes"] = Json::object());
      }
      return true;
    });
  });
}

bool ReadRulesReview(std::string_view bytes, Json& object) {
  object["spec"] = Json::object();
  return WireReader(bytes).ForEach([&](uint64_t number, std::string_view spec) {
    return number != 2 || ReadStrings(spec, {{1, "namespace"}}, object["spec"]);
  });
}

absl::Status MalformedProtobuf() { return absl::InvalidArgumentError("the body is not a Kubernetes protobuf message"); }

}  // namespace

absl::StatusOr<Json> DecodeProtobufBody(std::string_view body) {
  if (!body.starts_with(kProtobufMagic)) return MalformedProtobuf();
  body.remove_prefix(kProtobufMagic.size());
  Json object = Json::object();
  std::string_view raw;
  bool good = WireReader(body).ForEach([&](uint64_t number, std::string_view value) {
    if (number == 1) return ReadStrings(value, {{1, "apiVersion"}, {2, "kind"}}, object);
    if (number == 2) raw = value;
    return true;
  });
  if (!good) return MalformedProtobuf();
  std::string kind = object.value("kind", "");
  if (kind == "Namespace") {
    good = ReadNamespace(raw, object);
  } else if (kind == "SelfSubjectAccessReview") {
    good = ReadAccessReview(raw, object);
  } else if (kind == "SelfSubjectRulesReview") {
    good = ReadRulesReview(raw, object);
  } else if (kind != "SelfSubjectReview") {
    return absl::UnimplementedError(StrCat("a ", kind, " is not read from protobuf, send it as JSON"));
  }
  if (!good) return MalformedProtobuf();
  return Json::parse(ToText(object));  // strings of any bytes become UTF-8
}

}  // namespace weft::kubeapi
