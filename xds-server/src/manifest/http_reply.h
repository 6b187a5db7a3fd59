// Rules that answer by themselves: redirect and directResponse.
#pragma once

#include "manifest/field.h"

namespace weft::manifest {

void CheckHttpRedirect(const Field& redirect, const Field& matches, Report& report);
void CheckHttpDirectResponse(const Field& response, Report& report);

}  // namespace weft::manifest
