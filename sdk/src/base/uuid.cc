// SPDX-License-Identifier: Apache-2.0
#include "base/uuid.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace weft {
namespace {

constexpr uint64_t kVersionMask = 0xf000, kVersion4 = 0x4000;                       // in the high half
constexpr uint64_t kVariantMask = uint64_t{3} << 62, kVariant = uint64_t{2} << 62;  // in the low half

// The eight digits of a word in the order in which they are read, one in each byte from the lowest on. All at once: a call
// makes an identifier, and 32 digits one after the other would cost more than the whole decision where it goes.
constexpr uint64_t HexDigits(uint32_t word) {
  uint64_t bytes = __builtin_bswap32(word);
  bytes = (bytes | bytes << 16) & 0x0000ffff0000ffff;
  bytes = (bytes | bytes << 8) & 0x00ff00ff00ff00ff;
  const uint64_t nibbles = (bytes >> 4 & 0x000f000f000f000f) | (bytes & 0x000f000f000f000f) << 8;
  const uint64_t letters = (nibbles + 0x0606060606060606) >> 4 & 0x0101010101010101;  // 1 from ten on
  return nibbles + 0x3030303030303030 + letters * ('a' - '0' - 10);
}
static_assert(HexDigits(0x0123abcf) == 0x6663626133323130);  // "0123abcf" from the lowest byte on

// Writes digits `from` to `from + count` of a word.
void PutDigits(uint64_t digits, int from, size_t count, char* out) {
  static_assert(std::endian::native == std::endian::little || std::endian::native == std::endian::big);
  if constexpr (std::endian::native == std::endian::big) digits = __builtin_bswap64(digits);
  char text[8];
  std::memcpy(text, &digits, sizeof(text));
  std::memcpy(out, text + from, count);
}

}  // namespace

Uuid MakeUuid(Random& random) {
  const uint64_t high = (random.Next() & ~kVersionMask) | kVersion4;
  const uint64_t low = (random.Next() & ~kVariantMask) | kVariant;
  Uuid uuid;
  char* const out = uuid.text.data();
  const uint64_t second = HexDigits(static_cast<uint32_t>(high)), third = HexDigits(static_cast<uint32_t>(low >> 32));
  PutDigits(HexDigits(static_cast<uint32_t>(high >> 32)), 0, 8, out);
  PutDigits(second, 0, 4, out + 9);
  PutDigits(second, 4, 4, out + 14);
  PutDigits(third, 0, 4, out + 19);
  PutDigits(third, 4, 4, out + 24);
  PutDigits(HexDigits(static_cast<uint32_t>(low)), 0, 8, out + 28);
  for (const int dash : {8, 13, 18, 23}) out[dash] = '-';
  return uuid;
}

}  // namespace weft
