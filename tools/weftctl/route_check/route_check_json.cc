// SPDX-License-Identifier: Apache-2.0
#include "weftctl/route_check/route_check_json.h"

#include "base/strings.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/json_util.h"
#include "manifest/object/field.h"

namespace weft::ctl {
namespace {

namespace pb = ::google::protobuf;
using manifest::Json;

const pb::FieldDescriptor* FindMessageField(const pb::Descriptor& type, const std::string& name) {
  if (const auto* field = type.FindFieldByName(name)) return field;
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->json_name() == name) return type.field(i);
  }
  return nullptr;
}

// Takes out what the messages do not know.
class UnknownPruner {
 public:
  explicit UnknownPruner(std::vector<std::string>& ignored) : ignored_(ignored) {}

  // False when nothing of it can be kept.
  bool Prune(Json& json, const pb::Descriptor& type, const std::string& path) {
    if (type.full_name() == "google.protobuf.Any") return PruneAny(json, path);
    if (type.full_name().starts_with("google.protobuf.") || !json.is_object()) return true;
    for (auto member = json.begin(); member != json.end();) {
      const std::string place = manifest::MemberPath(path, member.key());
      const pb::FieldDescriptor* field = FindMessageField(type, member.key());
      const bool keep = field == nullptr ? Ignore(place) : PruneField(*member, *field, place);
      member = keep ? std::next(member) : json.erase(member);
    }
    return true;
  }

 private:
  bool Ignore(const std::string& place) {
    ignored_.push_back(place);
    return false;
  }

  bool PruneField(Json& json, const pb::FieldDescriptor& field, const std::string& path) {
    if (field.is_map()) {
      const pb::FieldDescriptor* value = field.message_type()->FindFieldByNumber(2);
      if (value->message_type() != nullptr && json.is_object()) PruneMembers(json, *value->message_type(), path);
      return true;
    }
    if (field.message_type() == nullptr) return true;
    if (!field.is_repeated()) return Prune(json, *field.message_type(), path);
    if (json.is_array()) PruneItems(json, *field.message_type(), path);
    return true;
  }

  void PruneMembers(Json& json, const pb::Descriptor& type, const std::string& path) {
    for (auto member = json.begin(); member != json.end();) {
      member = Prune(*member, type, manifest::MemberPath(path, member.key())) ? std::next(member) : json.erase(member);
    }
  }

  void PruneItems(Json& json, const pb::Descriptor& type, const std::string& path) {
    size_t index = 0;
    for (auto item = json.begin(); item != json.end(); ++index) {
      item = Prune(*item, type, manifest::ItemPath(path, index)) ? std::next(item) : json.erase(item);
    }
  }

  // {"@type": "type.googleapis.com/some.Message", fields of it}
  bool PruneAny(Json& json, const std::string& path) {
    if (!json.is_object() || !json.contains("@type") || !json["@type"].is_string()) return true;
    const Json url = json["@type"];
    const std::string text = url.get<std::string>();
    const pb::Descriptor* type = pb::DescriptorPool::generated_pool()->FindMessageTypeByName(text.substr(text.rfind('/') + 1));
    if (type == nullptr) return Ignore(StrCat(path, " (", text, ")"));
    json.erase("@type");
    Prune(json, *type, path);
    json["@type"] = url;
    return true;
  }

  std::vector<std::string>& ignored_;
};

}  // namespace

absl::Status ReadMessage(Json json, const std::string& path, pb::Message& out, std::vector<std::string>& ignored) {
  if (json.is_object()) json.erase("@type");  // of a whole file that says what it is
  UnknownPruner(ignored).Prune(json, *out.GetDescriptor(), path);
  const auto status = pb::util::JsonStringToMessage(json.dump(), &out);
  if (status.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      StrCat(path, path.empty() ? "" : ": ", "is not a ", out.GetDescriptor()->name(), ": ", status.ToString()));
}

}  // namespace weft::ctl
