# SPDX-License-Identifier: Apache-2.0
"""A source includes what its room links: rooms by the arrows of CMake's LINKS, libraries by their targets.

A header of another room needs a link to it, directly or through the LINKS of what is linked; PRIVATE is not passed on. A test
may use the TEST_LINKS besides. What serves tests (testing/) is for tests alone. A public header weft/x.h belongs to the room x
where there is one; the others are the contract, and their users bring the libraries. Arrows form no circle.
"""

import os

from .cpp import source
from .targets import Targets
from .tree import is_test

SUMMARY = "a source includes only headers of rooms and libraries that its room links"

LIBRARIES = (  # a prefix of the header's path, and the targets of which one is to be linked
    ("boost/", ("Boost::headers", "Boost::boost")),
    ("yaml-cpp/", ("yaml-cpp::yaml-cpp",)),
    ("re2/", ("PkgConfig::RE2", "re2::re2")),
    ("grpcpp/", ("gRPC::grpc++",)),
    ("grpc/", ("gRPC::grpc++",)),
    ("google/protobuf/", ("protobuf::libprotobuf",)),
    ("nlohmann/", ("nlohmann_json::nlohmann_json",)),
    ("httplib.h", ("PkgConfig::HTTPLIB",)),
    ("sqlite3.h", ("SQLite::SQLite3",)),
    ("openssl/", ("OpenSSL::SSL", "OpenSSL::Crypto")),
    ("CLI/", ("CLI11::CLI11",)),
    ("xxhash.h", ("PkgConfig::XXHASH",)),
    ("benchmark/", ("benchmark::benchmark",)),
    ("gtest/", ("GTest::gtest",)),
    ("gmock/", ("GTest::gmock",)),
)
CONTRACT = "sdk/include/"
OF_TESTS = ("GTest::gtest", "GTest::gmock", "benchmark::benchmark")


def check(tree):
    targets = Targets(tree)
    yield from _circles(targets)
    for path in tree.cpp:
        owners = targets.of_file(path)
        if owners:
            yield from _file(tree, targets, path, owners)


def _file(tree, targets, path, owners):
    links = [link for owner in owners for link in owner.links + owner.private]
    if is_test(path):
        links += [link for owner in owners for link in owner.tests] + list(OF_TESTS)
    reached = targets.reach(links) | {owner.name for owner in owners}
    for include in source(tree, path).includes:
        found, needed = _needed(tree, targets, path, include, reached)
        if found and is_test(found) and not is_test(path):
            yield path, include.line, f'"{include.path}" serves tests; production code does without'
        if needed and not reached & needed:
            arrow = f"{owners[0].name} -> {' or '.join(sorted(needed))}"
            yield path, include.line, (f'"{include.path}" needs the arrow {arrow}; link it in {owners[0].folder}/CMakeLists.txt '
                                       "if the plan has that arrow, or do without")


def _needed(tree, targets, path, include, reached):
    """The file that is included, if it is ours, and the targets of which one is to be linked."""
    found = []
    folders = ([os.path.dirname(path)] if include.quoted else []) + targets.include_folders
    for folder in dict.fromkeys(folders):
        candidate = os.path.normpath(os.path.join(folder, include.path))
        if candidate in _file_set(tree):
            found.append((candidate, {owner.name for owner in targets.of_file(candidate)}))
    for candidate, owners in found:  # rooms of two halves may have a header of the same path
        if owners & reached:
            return candidate, owners
    if found:
        return found[0]
    return None, _made(tree, targets, include.path) or (set() if path.startswith(CONTRACT) else _library(targets, include.path))


def _made(tree, targets, path):
    """The targets of the .proto from which the header is made."""
    if not path.endswith(".pb.h"):
        return set()
    proto = path.removesuffix(".pb.h").removesuffix(".grpc") + ".proto"
    return {owner.name for file in tree.files if file == proto or file.endswith("/" + proto) for owner in targets.of_file(file)}


def _library(targets, path):
    return next(({targets.name(name) for name in names} for prefix, names in LIBRARIES if path.startswith(prefix)), set())


def _file_set(tree):
    if not hasattr(tree, "file_set"):
        tree.file_set = set(tree.files)
    return tree.file_set


def _circles(targets):
    done = set()

    def walk(name, way):
        if name in way:
            circle = way[way.index(name):] + [name]
            yield targets.by_name[name].folder + "/CMakeLists.txt", 1, f"arrows form a circle: {' -> '.join(circle)}"
        elif name not in done and name in targets.by_name:
            done.add(name)
            target = targets.by_name[name]
            for link in target.links + target.private:
                yield from walk(targets.name(link), way + [name])

    for name in list(targets.by_name):
        yield from walk(name, [])
