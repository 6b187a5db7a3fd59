// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "weftctl/weftctl.h"

int main(int argc, char** argv) {
  weft::ctl::Terminal terminal{std::cin, std::cout, std::cerr};
  return weft::ctl::RunWeftctl({argv + 1, argv + argc}, terminal);
}
