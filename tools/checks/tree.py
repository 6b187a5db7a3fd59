# SPDX-License-Identifier: Apache-2.0
"""The files of a source tree: those that git knows or would add, and without git all but what is built."""

import os
import subprocess
from functools import cached_property

SKIPPED_FOLDERS = {"build", "node_modules", "__pycache__"}
CPP = (".cc", ".h")


class Tree:
    def __init__(self, root, since=None):
        self.root = os.path.realpath(root)
        self.since = since
        self._texts = {}

    @cached_property
    def is_git(self):
        """Whether the root is one of a git working tree; a folder somewhere in one is not."""
        try:
            top = self.git("rev-parse", "--show-toplevel").strip()
        except (OSError, subprocess.CalledProcessError):
            return False
        return os.path.realpath(top) == self.root

    def git(self, *arguments):
        return subprocess.run(["git", "-C", self.root, *arguments], check=True, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL).stdout

    @cached_property
    def files(self):
        """Paths below the root, with slashes, sorted."""
        if self.is_git:
            listed = self.git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
            return sorted({path for path in listed if path and os.path.isfile(self.path(path))})
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS and (name == ".ci" or name[0] != ".")]
            found += [os.path.relpath(os.path.join(folder, name), self.root) for name in names]
        return sorted(found)

    def path(self, relative):
        return os.path.join(self.root, relative)

    def exists(self, relative):
        return os.path.exists(self.path(relative))

    def text(self, relative):
        if relative not in self._texts:
            with open(self.path(relative), encoding="utf-8", errors="replace") as file:
                self._texts[relative] = file.read()
        return self._texts[relative]

    def write(self, relative, text):
        with open(self.path(relative), "w", encoding="utf-8") as file:
            file.write(text)
        self._texts[relative] = text

    @cached_property
    def cpp(self):
        return [path for path in self.files if path.endswith(CPP)]

    @cached_property
    def scripts(self):
        """Files without an extension that begin with #!"""
        candidates = [path for path in self.files if "." not in os.path.basename(path)]
        candidates += [path for path in self.files if path.startswith(".ci/")]
        return sorted({path for path in candidates if self._begins_with(path, b"#!")})

    @cached_property
    def sources(self):
        """All that is code: C++, CMake, shell, Python."""
        named = [path for path in self.files
                 if path.endswith(CPP + (".cmake", ".sh", ".py")) or os.path.basename(path) == "CMakeLists.txt"]
        return sorted(set(named + self.scripts))

    def _begins_with(self, path, prefix):
        with open(self.path(path), "rb") as file:
            return file.read(len(prefix)) == prefix


def is_test(path):
    """Whether the file is a test or serves tests alone, by its name: x_test.cc, test_world.h, api_test_support.h, testing/."""
    name = os.path.basename(path)
    return path.startswith("tests/") or "/testing/" in path or name.startswith("test_") or name.endswith("_fuzz.cc") or (
        "_test_" in name or "_test." in name)


def line_of(text, position):
    return text.count("\n", 0, position) + 1
