# SPDX-License-Identifier: Apache-2.0
"""The targets of a tree, what each links, and which of them a file belongs to."""

import os
from dataclasses import dataclass, field

from .cmake import commands, sections

_KEYWORDS = ("LINKS", "PRIVATE", "PUBLIC", "INTERFACE", "TEST_LINKS", "HEAVY", "SOURCES", "MAIN", "LABELS", "TIMEOUT",
             "ENVIRONMENT")
_KINDS = {"STATIC", "SHARED", "INTERFACE", "OBJECT", "MODULE"}


@dataclass
class Target:
    name: str
    folder: str
    is_room: bool
    links: list = field(default_factory=list)    # what its users see too
    private: list = field(default_factory=list)
    tests: list = field(default_factory=list)
    sources: set = field(default_factory=set)    # only those that CMake names


class Targets:
    def __init__(self, tree):
        self.tree = tree
        self.by_name = {}
        self.include_folders = []
        self._aliases = {}
        for path in tree.files:
            if os.path.basename(path) == "CMakeLists.txt":
                self._read(path, os.path.dirname(path))
        self._by_folder = {}
        for target in self.by_name.values():
            self._by_folder.setdefault(target.folder, []).append(target)

    def name(self, link):
        return self._aliases.get(link, link.replace("weft::", "weft_"))

    def of_file(self, path):
        """The targets to which the file may belong: the room of its folder and those that name it or its .cc as a source. Where
        no room is, all of the nearest CMakeLists.txt."""
        if self._is_public(path) and (room := self.by_name.get("weft_" + os.path.splitext(os.path.basename(path))[0])):
            return [room]
        folder = os.path.dirname(path)
        while folder and folder not in self._by_folder:
            folder = os.path.dirname(folder)
        here = self._by_folder.get(folder, [])
        source = os.path.splitext(path)[0] + ".cc"
        named = [target for target in self.by_name.values() if source in target.sources]
        rooms = [target for target in here if target.is_room]
        return (rooms + [target for target in named if target not in rooms]) if rooms else here

    def _is_public(self, path):
        """Whether the header lies in weft/ below a folder of headers alone."""
        above, name = os.path.split(os.path.dirname(path))
        return name == "weft" and above in self.include_folders

    def reach(self, links):
        """The links and all that they pass on."""
        reached, next_ones = set(), [self.name(link) for link in links]
        while next_ones:
            name = next_ones.pop()
            if name not in reached:
                reached.add(name)
                if name in self.by_name:
                    next_ones += [self.name(link) for link in self.by_name[name].links]
        return reached

    def _read(self, path, folder):
        variables = {"CMAKE_CURRENT_SOURCE_DIR": "@/" + folder, "PROJECT_SOURCE_DIR": "@", "CMAKE_SOURCE_DIR": "@"}
        for command in commands(self.tree.text(path), variables):
            reader = getattr(self, "_" + command.name, None)
            if command.arguments and reader:
                reader(folder, command.arguments[0], sections(command.arguments[1:], _KEYWORDS))

    def _add(self, folder, name, is_room=False):
        return self.by_name.setdefault(name, Target(name, folder, is_room))

    def _weft_room(self, folder, name, parts):
        target = self._add(folder, "weft_" + name, True)
        target.links += parts.get("LINKS", [])
        target.private += parts.get("PRIVATE", [])
        target.tests += parts.get("TEST_LINKS", [])

    def _weft_program(self, folder, name, parts):
        target = self._add(folder, name)
        target.links += parts.get("LINKS", [])
        target.sources |= {self._relative(folder, source) for source in parts.get("MAIN", []) + parts.get("SOURCES", [])}

    _weft_test = _weft_test_program = _weft_program

    def _weft_example(self, folder, name, parts):
        self._add(folder, name).links += parts[None]

    def _add_library(self, folder, name, parts):
        if "ALIAS" in parts[None]:
            self._aliases[name] = parts[None][-1]
            return
        sources = parts[None] + parts.get("INTERFACE", [])
        self._add(folder, name).sources |= {self._relative(folder, source) for source in sources if source not in _KINDS}

    _add_executable = _add_library

    def _target_link_libraries(self, folder, name, parts):
        room = self.by_name.get("weft_" + name.removesuffix("_test"))
        if name.endswith("_test") and name not in self.by_name and room:
            room.tests += [link for links in parts.values() for link in links]
            return
        target = self._add(folder, name)
        target.links += parts[None] + parts.get("PUBLIC", []) + parts.get("INTERFACE", [])
        target.private += parts.get("PRIVATE", [])

    def _target_include_directories(self, folder, name, parts):
        for part in (part for values in parts.values() for part in values):
            if part.startswith("@"):
                self.include_folders.append(os.path.normpath(part.removeprefix("@").lstrip("/")))

    def _relative(self, folder, source):
        return os.path.normpath(source[2:] if source.startswith("@/") else os.path.join(folder, source))
