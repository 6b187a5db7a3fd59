# SPDX-License-Identifier: Apache-2.0
"""What a mutex guards is written down, so that clang's -Wthread-safety holds the code to it.

Production code takes weft::Mutex: clang knows nothing of the standard library's mutexes, and ThreadSanitizer sees nothing of
the distribution's absl::Mutex. A file that defines a capability (ABSL_LOCKABLE) may use them, and so do the public headers and
what stands behind weft::Env: users implement it and do not see base.
"""

import re

from .cpp import source
from .tree import is_test

SUMMARY = "locks are weft::Mutex, and each one that is a member is named by an ABSL_GUARDED_BY of its class"

FOLDERS = ("sdk/src/", "xds-server/", "tools/")
PUBLIC = ("sdk/src/base/env.cc",)  # implements a contract in the standard library's terms
UNKNOWN = re.compile(r"(?<!<)\b(?:std::(?:recursive_|shared_)?(?:timed_)?mutex|std::condition_variable\w*|absl::(?:Mutex|CondVar))\b")
MEMBER = re.compile(r"(?:^|[;{}]|(?<!:):(?!:))\s*(?:mutable\s+)?(?:weft::)?(?:Shared)?Mutex\s+(\w+)\s*"
                    r"(?:ABSL_\w+\s*\([^;]*\)\s*)?(?:;|\{\s*\}\s*;)", re.M)


def check(tree):
    for path in tree.cpp:
        if path.startswith(FOLDERS) and not is_test(path):
            read = source(tree, path)
            if "ABSL_LOCKABLE" not in read.code and path not in PUBLIC:
                yield from _unknown(path, read)
            yield from _unnamed(path, read)


def _unknown(path, read):
    for match in UNKNOWN.finditer(read.code):
        yield path, read.line(match.start()), (f"{match.group()} takes no part in the analysis of threads; "
                                                 "take Mutex, MutexLock and CondVar of base/mutex.h")


def _unnamed(path, read):
    for match in MEMBER.finditer(read.code):
        classes = [one for one in read.classes if one.begin < match.start(1) < one.end]
        if not classes:
            continue  # a variable
        one = max(classes, key=lambda candidate: candidate.begin)
        if not re.search(rf"\bABSL_(?:PT_)?GUARDED_BY\(\s*{match[1]}\s*\)", read.code[one.begin:one.end]):
            yield path, read.line(match.start(1)), (f"no member of the class is ABSL_GUARDED_BY({match[1]}); "
                                                      "say of each member that it guards")
