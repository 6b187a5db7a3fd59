# SPDX-License-Identifier: Apache-2.0
"""Small units: how long files and functions are, how many files a folder holds, how much the public contract is."""

import os
from collections import Counter

from .cpp import source
from .tree import is_test

SUMMARY = "files below 400 lines (tests 600), functions below 50; 40 files a folder; 25 public headers"

FILE_LINES = 400
TEST_FILE_LINES = 600
FUNCTION_LINES = 49
FOLDER_FILES = 40
FOLDERS = ("sdk/", "xds-server/", "tools/", "bookinfo-cpp/")
PUBLIC = "sdk/include/weft"
PUBLIC_HEADERS = 25


def check(tree):
    yield from _files(tree)
    yield from _functions(tree)
    yield from _folders(tree)
    yield from _public_headers(tree)


def _files(tree):
    for path in tree.sources:
        lines = tree.text(path).count("\n")
        kind, most = ("test", TEST_FILE_LINES) if is_test(path) else ("file", FILE_LINES)
        if lines > most:
            yield path, most + 1, f"{lines} lines; {most} are the most of a {kind}: one concept a file"


def _functions(tree):
    for path in tree.cpp:
        for function in source(tree, path).functions:
            lines = function.last - function.first + 1
            if lines > FUNCTION_LINES:
                yield path, function.first, f"{function.name} has {lines} lines; {FUNCTION_LINES} are the most of a function"


def _folders(tree):
    for folder, count in sorted(Counter(os.path.dirname(path) for path in tree.files).items()):
        if count > FOLDER_FILES and folder.startswith(FOLDERS):
            yield folder, 1, f"{count} files; {FOLDER_FILES} are the most of a folder: make sub-rooms, one a concept"


def _public_headers(tree):
    headers = [path for path in tree.files if os.path.dirname(path) == PUBLIC]
    if len(headers) > PUBLIC_HEADERS:
        yield PUBLIC, 1, f"{len(headers)} public headers; {PUBLIC_HEADERS} are the most of the contract"
