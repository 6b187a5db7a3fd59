# SPDX-License-Identifier: Apache-2.0
# One room of the house is one CMake target.
#
#   weft_room(engine LINKS weft::model PRIVATE re2::re2 TEST_LINKS weft::testing)
#
# Every *.cc of the folder and of its sub-rooms (the folders in it, but for testing/) is compiled into weft_<name> (alias
# weft::<name>); every *_test.cc becomes part of <name>_test; every *_fuzz.cc becomes a fuzz target of its own when WEFT_FUZZ is
# on. LINKS are the rooms behind this room's arrows and are
# seen by its users, PRIVATE are not. A room in whose folder stands a main.cc is a program: add it with weft_program.
include_guard()
include(GoogleTest)

# Where a preset builds several sources as one (CMAKE_UNITY_BUILD), they are of one folder, so that the names in anonymous
# namespaces need to be unique in a folder only: CMAKE_UNITY_BUILD_BATCH_SIZE of them at most, in parts of about one size.
function(weft_unity_by_folder target)
  if(NOT CMAKE_UNITY_BUILD)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
  set(folders)
  foreach(source ${ARGN})
    get_filename_component(folder ${source} DIRECTORY)
    get_filename_component(folder "${folder}" NAME)
    list(APPEND folders "${folder}_")  # never empty
    list(APPEND "of_${folder}_" ${source})
  endforeach()
  list(REMOVE_DUPLICATES folders)
  foreach(folder ${folders})
    list(LENGTH "of_${folder}" count)
    math(EXPR parts "(${count} + ${CMAKE_UNITY_BUILD_BATCH_SIZE} - 1) / ${CMAKE_UNITY_BUILD_BATCH_SIZE}")
    set(index 0)
    foreach(source ${of_${folder}})
      math(EXPR part "${index} * ${parts} / ${count}")
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP "${folder}${part}")
      math(EXPR index "${index} + 1")
    endforeach()
  endforeach()
endfunction()

# The headers of others that most sources include, precompiled once for production code and once for tests, where a preset wants
# them (CMAKE_DISABLE_PRECOMPILE_HEADERS).
function(weft_precompiled target kind)
  if(CMAKE_DISABLE_PRECOMPILE_HEADERS)
    return()
  endif()
  set(from weft_precompiled_${kind})
  if(NOT TARGET ${from})
    set(headers <condition_variable> <functional> <map> <memory> <mutex> <optional> <regex> <set> <sstream> <string> <thread>
      <unordered_map> <variant> <vector> <absl/container/flat_hash_map.h> <absl/status/statusor.h> <absl/strings/str_format.h>
      <absl/time/time.h> <grpcpp/grpcpp.h> <nlohmann/json.hpp> [["envoy/service/discovery/v3/ads.grpc.pb.h"]]
      [["envoy/config/cluster/v3/cluster.pb.h"]] [["envoy/config/endpoint/v3/endpoint.pb.h"]]
      [["envoy/config/listener/v3/listener.pb.h"]] [["envoy/config/route/v3/route.pb.h"]])
    set(flags weft_production_flags)
    if("${kind}" STREQUAL "tests")  # a caller may have a variable of that name
      list(APPEND headers <gmock/gmock.h> <gtest/gtest.h>)
      set(flags GTest::gmock weft_test_flags)
    endif()
    add_library(${from} STATIC ${PROJECT_SOURCE_DIR}/cmake/precompiled.cc)
    target_link_libraries(${from} PRIVATE weft_flags weft::proto nlohmann_json::nlohmann_json ${flags})
    target_precompile_headers(${from} PRIVATE ${headers})
  endif()
  target_precompile_headers(${target} REUSE_FROM ${from})
endfunction()

function(weft_room name)
  cmake_parse_arguments(ROOM "" "" "LINKS;PRIVATE;TEST_LINKS" ${ARGN})
  set(here ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB sources CONFIGURE_DEPENDS ${here}/*.cc ${here}/*/*.cc)
  list(FILTER sources EXCLUDE REGEX "/testing/[^/]*$")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  set(fuzzers ${sources})
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")
  list(REMOVE_ITEM sources ${tests} ${fuzzers} ${here}/main.cc)
  if(sources)
    add_library(weft_${name} STATIC ${sources})
    target_link_libraries(weft_${name} PUBLIC weft_flags ${ROOM_LINKS} PRIVATE weft_production_flags ${ROOM_PRIVATE})
    weft_unity_by_folder(weft_${name} ${sources})
    set_property(GLOBAL APPEND PROPERTY WEFT_PRODUCTION weft_${name})
  else()  # headers alone
    add_library(weft_${name} INTERFACE)
    target_link_libraries(weft_${name} INTERFACE weft_flags ${ROOM_LINKS})
  endif()
  add_library(weft::${name} ALIAS weft_${name})
  if(sources)
    weft_precompiled(weft_${name} production)
  endif()
  if(WEFT_BUILD_TESTS AND tests)
    weft_test(${name}_test SOURCES ${tests} LINKS weft::${name} ${ROOM_PRIVATE} ${ROOM_TEST_LINKS})
  endif()
  if(WEFT_FUZZ)
    foreach(fuzzer ${fuzzers})
      get_filename_component(fuzz_name ${fuzzer} NAME_WE)
      add_executable(${fuzz_name} ${fuzzer})
      target_link_libraries(${fuzz_name} PRIVATE weft::${name} weft_production_flags ${ROOM_PRIVATE})
      target_link_options(${fuzz_name} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()

# weft_test_program(name SOURCES files... LINKS targets...): a test program whose entries in ctest are made by
# weft_test_part, or by weft_test.
function(weft_test_program name)
  cmake_parse_arguments(PROGRAM "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${PROGRAM_SOURCES})
  weft_unity_by_folder(${name} ${PROGRAM_SOURCES})
  target_link_libraries(${name} PRIVATE weft_flags ${PROGRAM_LINKS} GTest::gmock_main weft_test_flags)
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0>)  # compiled more often than they run
  weft_precompiled(${name} tests)
endfunction()

# weft_test_part(entry PROGRAM program FILTER tests [LABELS labels...] [TIMEOUT seconds] [SERIAL]): one entry in ctest for all
# tests that fit the filter. SERIAL ones run with nothing beside them. The entry counts as skipped when it prints
# `SKIPPED: x is not installed`, which all its tests then do.
function(weft_test_part entry)
  cmake_parse_arguments(PART "SERIAL" "PROGRAM;FILTER;TIMEOUT" "LABELS" ${ARGN})
  if(NOT PART_TIMEOUT)
    set(PART_TIMEOUT 180)
  endif()
  add_test(NAME ${entry} COMMAND ${PART_PROGRAM} --gtest_filter=${PART_FILTER})
  set_tests_properties(${entry} PROPERTIES LABELS "${PART_LABELS}" TIMEOUT ${PART_TIMEOUT} RUN_SERIAL "${PART_SERIAL}"
    SKIP_REGULAR_EXPRESSION "SKIPPED: .* is not installed")
endfunction()

# weft_test(name SOURCES files... LINKS targets... LABELS labels...): a test program with one entry in ctest for each test.
function(weft_test name)
  cmake_parse_arguments(TEST "" "TIMEOUT" "SOURCES;LINKS;LABELS;ENVIRONMENT" ${ARGN})
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 120)
  endif()
  weft_test_program(${name} SOURCES ${TEST_SOURCES} LINKS ${TEST_LINKS})
  set(properties TIMEOUT ${TEST_TIMEOUT})  # an empty value would be lost on the way and take the next word for its own
  if(TEST_LABELS)
    list(APPEND properties LABELS ${TEST_LABELS})
  endif()
  if(TEST_ENVIRONMENT)
    list(APPEND properties ENVIRONMENT ${TEST_ENVIRONMENT})
  endif()
  # Some programs ask every kubectl of the machine for its release before they can say which tests they have.
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 PROPERTIES ${properties})
endfunction()

# weft_program(xds-server MAIN src/main.cc LINKS weft::ads ...)
function(weft_program name)
  cmake_parse_arguments(PROGRAM "" "" "MAIN;LINKS" ${ARGN})
  add_executable(${name} ${PROGRAM_MAIN})
  set_property(GLOBAL APPEND PROPERTY WEFT_PRODUCTION ${name})
  target_link_libraries(${name} PRIVATE weft_flags ${PROGRAM_LINKS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()
