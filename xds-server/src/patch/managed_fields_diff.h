// SPDX-License-Identifier: Apache-2.0
// Which fields an object has, and which of them a write touched: the step from JSON to field sets.
#pragma once

#include "patch/field_set.h"
#include "patch/patch_schema.h"

namespace weft::patch {

// What an object that states exactly these fields claims: its leaves, atomic values, empty maps and items of map lists.
FieldSet ClaimedFields(const Json& object, const MergeSchema& schema);

// What is new, what has another value, and what is gone. A map or list that comes or goes counts itself beside its content.
struct FieldChanges {
  FieldSet added;
  FieldSet modified;
  FieldSet removed;
};

FieldChanges CompareFields(const Json& before, const Json& after, const MergeSchema& schema);

// Takes out the fields that every object has and those that the server writes: nobody owns them.
void DropUnownableFields(FieldSet& fields);
void DropUnownableFields(FieldChanges& changes);

}  // namespace weft::patch
