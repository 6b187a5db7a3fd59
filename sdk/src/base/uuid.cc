#include "base/uuid.h"

namespace weft {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr uint64_t kVersionMask = 0xf000, kVersion4 = 0x4000;                       // in the high half
constexpr uint64_t kVariantMask = uint64_t{3} << 62, kVariant = uint64_t{2} << 62;  // in the low half

// Whether a dash stands before this one of the 32 digits.
constexpr bool DashBefore(int digit) { return digit == 8 || digit == 12 || digit == 16 || digit == 20; }

}  // namespace

Uuid MakeUuid(Random& random) {
  const uint64_t high = (random.Next() & ~kVersionMask) | kVersion4;
  const uint64_t low = (random.Next() & ~kVariantMask) | kVariant;
  Uuid uuid;
  char* out = uuid.text.data();
  for (int digit = 0; digit < 32; ++digit) {
    const uint64_t half = digit < 16 ? high : low;
    if (DashBefore(digit)) *out++ = '-';
    *out++ = kHexDigits[(half >> (60 - 4 * (digit % 16))) & 0xf];
  }
  return uuid;
}

}  // namespace weft
