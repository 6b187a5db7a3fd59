# SPDX-License-Identifier: Apache-2.0
"""clang-format has formatted every C++ file. The version is fixed: each formats a little differently."""

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from .known import Known, digest

SUMMARY = "every C++ file is as clang-format-14 writes it with .clang-format"

PROGRAM = "clang-format-14"
PROCESSES = 2
FILES_A_PROCESS = 30
FOUND = re.compile(r"^(.+?):(\d+):\d+: error: code should be clang-formatted", re.M)


def check(tree):
    known, keys = Known(tree, "format"), _keys(tree)
    found = {}
    for output in _run(tree, [path for path in tree.cpp if keys[path] not in known], "--dry-run", "-Werror"):
        for path, line in FOUND.findall(output):
            found.setdefault(path, []).append(int(line))
    known.keep(key for path, key in keys.items() if path not in found)
    for path, lines in found.items():
        places = "1 place is" if len(lines) == 1 else f"{len(lines)} places, of which this is the first, are"
        yield path, lines[0], f"{places} not as {PROGRAM} writes it; --fix does"


def fix(tree):
    before = {path: tree.text(path) for path in tree.cpp}
    _run(tree, tree.cpp, "-i")
    return sum(1 for path, text in before.items() if _read(tree, path) != text)


def _read(tree, path):
    with open(tree.path(path), encoding="utf-8", errors="replace") as file:
        return file.read()


def _keys(tree):
    style = tree.text(".clang-format") if tree.exists(".clang-format") else ""
    return {path: digest(_version(), style, tree.text(path)) for path in tree.cpp}


def _version(found=[]):  # noqa: B006, asked once
    if not found:
        try:
            found.append(subprocess.run([PROGRAM, "--version"], check=True, text=True, stdout=subprocess.PIPE).stdout)
        except FileNotFoundError as error:
            raise EnvironmentError(f"{PROGRAM} is not installed; `tools/setup test` installs it") from error
    return found[0]


def _run(tree, paths, *flags):
    """What the program says of the files, a text for each of its processes."""
    parts = [paths[begin:begin + FILES_A_PROCESS] for begin in range(0, len(paths), FILES_A_PROCESS)]

    def run(part):
        return subprocess.run([PROGRAM, "--style=file", *flags, *part], cwd=tree.root, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE).stderr

    _version()
    with ThreadPoolExecutor(PROCESSES) as pool:
        return list(pool.map(run, parts))
