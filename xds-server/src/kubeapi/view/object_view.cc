// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/view/object_view.h"

#include "base/strings.h"
#include "kubeapi/request/json_text.h"
#include "kubeapi/view/table.h"

namespace weft::kubeapi {

Json PartialMetadata(const Json& whole, std::string_view meta_version) {
  const Json* metadata = FindIn(whole, {"metadata"});
  return {{"kind", "PartialObjectMetadata"},
          {"apiVersion", StrCat("meta.k8s.io/", meta_version)},
          {"metadata", metadata ? *metadata : Json::object()}};
}

Json ObjectView::ApiMetaVersion() const { return StrCat("meta.k8s.io/", form.meta_version); }

Json ObjectView::Whole(const Json& body, uint64_t resource_version) const {
  Json whole = body;
  whole["apiVersion"] = kind->ApiVersion(version);
  whole["kind"] = kind->kind;
  if (resource_version != 0) MetadataOf(whole)["resourceVersion"] = StrCat(resource_version);
  return whole;
}

Json ObjectView::Rows(const Json& whole, absl::Time now) const {
  Json row = {{"cells", TableCells(*kind, whole, now)}};
  if (row_object == RowObject::kWhole) row["object"] = whole;
  if (row_object == RowObject::kMetadata) row["object"] = PartialMetadata(whole, form.meta_version);
  return row;
}

Json ObjectView::One(const Json& body, uint64_t resource_version, absl::Time now, bool with_columns) const {
  Json whole = Whole(body, resource_version);
  if (form.type == ObjectForm::Type::kWhole) return whole;
  if (form.type == ObjectForm::Type::kMetadata) return PartialMetadata(whole, form.meta_version);
  return {{"kind", "Table"},
          {"apiVersion", ApiMetaVersion()},
          {"metadata", {{"resourceVersion", StringIn(whole, {"metadata", "resourceVersion"})}}},
          {"columnDefinitions", with_columns ? TableColumns(*kind) : Json(nullptr)},
          {"rows", Json::array({Rows(whole, now)})}};
}

Json ObjectView::List(const store::Listing& listing, absl::Time now) const {
  bool table = form.type == ObjectForm::Type::kTable;
  Json items = Json::array();
  for (const auto& object : listing.objects) {
    Json whole = Whole(*object.body, object.resource_version);
    if (table) {
      items.push_back(Rows(whole, now));
    } else if (form.type == ObjectForm::Type::kMetadata) {
      items.push_back(PartialMetadata(whole, form.meta_version));
    } else {
      items.push_back(std::move(whole));
    }
  }
  Json metadata = {{"resourceVersion", StrCat(listing.resource_version)}};
  if (table) {
    return {{"kind", "Table"},
            {"apiVersion", ApiMetaVersion()},
            {"metadata", std::move(metadata)},
            {"columnDefinitions", TableColumns(*kind)},
            {"rows", std::move(items)}};
  }
  bool whole_objects = form.type == ObjectForm::Type::kWhole;
  return {{"kind", whole_objects ? kind->kind + "List" : std::string("PartialObjectMetadataList")},
          {"apiVersion", whole_objects ? Json(kind->ApiVersion(version)) : ApiMetaVersion()},
          {"metadata", std::move(metadata)},
          {"items", std::move(items)}};
}

Json ObjectView::Bookmark(uint64_t resource_version, bool initial_events_end) const {
  Json metadata = {{"creationTimestamp", nullptr}};
  if (initial_events_end) metadata["annotations"] = {{"k8s.io/initial-events-end", "true"}};
  Json body = {{"metadata", std::move(metadata)}};
  return One(body, resource_version, absl::UnixEpoch(), false);
}

}  // namespace weft::kubeapi
