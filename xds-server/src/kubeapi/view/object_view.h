// SPDX-License-Identifier: Apache-2.0
// Stored objects as a client sees them: in the version of its URL, whole, as metadata alone, or as rows of a table.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "kubeapi/request/negotiation.h"
#include "kubeapi/request/request_path.h"
#include "manifest/object/kind.h"
#include "store/store.h"

namespace weft::kubeapi {

using manifest::Json;
using manifest::Kind;

// How one request wants to see objects of one kind. A value type; `kind` outlives it.
struct ObjectView {
  enum class RowObject { kMetadata, kWhole, kNone };  // includeObject of a table

  const Kind* kind = nullptr;
  std::string version;
  ObjectForm form;
  RowObject row_object = RowObject::kMetadata;

  // The object in this view's version: all versions read the same object, only apiVersion differs.
  Json Whole(const Json& body, uint64_t resource_version) const;
  // One object in the form asked for. `with_columns` false leaves a table's column definitions out.
  Json One(const Json& body, uint64_t resource_version, absl::Time now, bool with_columns = true) const;
  // Several. Their ages are as of `now`.
  Json List(const store::Listing& listing, absl::Time now) const;
  // The object of a BOOKMARK event. `initial_events_end` annotates it as the end of what was there at the start.
  Json Bookmark(uint64_t resource_version, bool initial_events_end) const;

 private:
  Json Rows(const Json& whole, absl::Time now) const;
  Json ApiMetaVersion() const;
};

// {"kind": "PartialObjectMetadata", ...} with the metadata of a whole object.
Json PartialMetadata(const Json& whole, std::string_view meta_version);

}  // namespace weft::kubeapi
