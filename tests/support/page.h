// SPDX-License-Identifier: Apache-2.0
// Reads Bookinfo's page as a visitor does.
#pragma once

#include <string>

namespace weft::test {

// What the reviews block shows: "none", "black" or "red" (or another color of stars), "no ratings" when the reviews report that
// the ratings are missing, "no reviews" when the block itself is an error, "no page" for anything that is not the page.
std::string StarsOn(const std::string& html);

// The process that served the reviews ("reviews-v2-4711"); empty when there were none.
std::string ReviewsPodOn(const std::string& html);

// Its version ("v2"). Processes are called app-version-pid by default.
std::string ReviewsVersionOn(const std::string& html);

bool ShowsDetails(const std::string& html);

}  // namespace weft::test
