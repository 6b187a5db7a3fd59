# SPDX-License-Identifier: Apache-2.0
"""Enough of C++ to find functions, classes and includes in code that clang-format has formatted.

Not a parser. Its limits: a macro that opens or closes a brace, an #if whose branches open different numbers of braces, and a
function whose signature holds a `=` outside of parentheses and template parameters (but for operators) are not understood;
such a function is not measured. A lambda is measured with the function in which it stands; one at namespace scope is not.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

_OPAQUE = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | R"([^()\\\s]{0,16})\(.*?\)\1" | "(?:\\.|[^"\\\n])*" | (?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'
        | ^[ \t]*\#(?:\\\n|[^\n])*""", re.S | re.M | re.X)
_INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')
_NOT_NEWLINE = re.compile(r"[^\n]")
_MARK = re.compile(r"[{}();]")
_BRACE = re.compile(r"[{}]")
_LABEL = re.compile(r"^\s*(?:public|protected|private)\s*:(?!:)")
_CLASS = re.compile(r"^(?:typedef\s+)?(?:class|struct|union)\b")
_OPERATOR = re.compile(r"\boperator\s*(?:\(\)|[^\s\w(]+)")
_INITIALIZERS = re.compile(r"\)[\w\s]*(?<!:):(?!:)")
_SPECIFIERS = ("const", "noexcept", "override", "final", "mutable", "try", "volatile")


@dataclass
class Function:
    name: str
    first: int  # lines, counted from 1, of the signature's begin and of the closing brace
    last: int


@dataclass
class Class:
    begin: int  # positions of the braces
    end: int


@dataclass
class Include:
    line: int
    quoted: bool
    path: str


def source(tree, path):
    """The file as C++, read once."""
    cache = tree.__dict__.setdefault("cpp_sources", {})
    if path not in cache:
        cache[path] = Source(tree.text(path))._parse()
    return cache[path]


class Source:

    def __init__(self, text):
        self.includes = []
        self.functions = []
        self.classes = []
        self._newlines = [position for position, letter in enumerate(text) if letter == "\n"]
        self.code = _OPAQUE.sub(self._blank, text)  # comments, literals and preprocessor lines are blank

    def _blank(self, match):
        include = _INCLUDE.match(match.group())
        if include:
            self.includes.append(Include(self.line(match.start()), include[1] == '"', include[2]))
        return _NOT_NEWLINE.sub(" ", match.group())

    def line(self, position):
        return bisect_right(self._newlines, position - 1) + 1

    def _parse(self):
        self._scope(0, None)
        return self

    def _scope(self, position, opened):
        """Reads a namespace's or class's body from `position` to behind its closing brace, whose position is returned."""
        begin, parentheses = position, 0
        while True:
            mark = _MARK.search(self.code, position)
            if not mark:
                return len(self.code)
            position, letter = mark.end(), mark.group()
            if letter == "(":
                parentheses += 1
            elif letter == ")":
                parentheses = max(0, parentheses - 1)
            elif parentheses:
                continue
            elif letter == ";":
                begin = position
            elif letter == "}":
                if opened is not None:
                    self.classes.append(Class(opened, mark.start()))
                return position
            else:
                position, begin = self._brace(begin, mark.start())

    def _brace(self, begin, brace):
        """Reads what the brace opens. Returns where to go on, and where the next declaration begins."""
        begin, header = self._header(begin, brace)
        if re.match(r"(?:inline\s+)?namespace\b|extern\s*$", header):
            end = self._scope(brace + 1, None)
        elif _CLASS.match(header) and not _has_parameters(header):
            end = self._scope(brace + 1, brace)
        else:
            end = self._closing(brace)
            if _is_member_initializer(header):
                return end, begin
            if _has_parameters(header):
                self.functions.append(Function(_name(header), self.line(begin), self.line(end - 1)))
        return end, end

    def _header(self, begin, brace):
        """The declaration before the brace, without access labels and template parameters; and where it begins."""
        label = _LABEL.match(self.code[begin:brace])
        while label:
            begin += label.end()
            label = _LABEL.match(self.code[begin:brace])
        text = self.code[begin:brace]
        begin += len(text) - len(text.lstrip())
        header = text.strip()
        while re.match(r"template\s*<", header):
            header = header[_angle_end(header, header.index("<")):].lstrip()
        return begin, header

    def _closing(self, brace):
        depth = 0
        for mark in _BRACE.finditer(self.code, brace):
            depth += 1 if mark.group() == "{" else -1
            if depth == 0:
                return mark.end()
        return len(self.code)


def _angle_end(text, position):
    depth = 0
    for index in range(position, len(text)):
        if text[index] == "<":
            depth += 1
        elif text[index] == ">" and text[index - 1] != "-":
            depth -= 1
            if depth == 0:
                return index + 1
    return len(text)


def _outside_parentheses(text):
    kept, depth = [], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            kept.append(letter)
    return "".join(kept)


def _has_parameters(header):
    """Whether the declaration is that of a function. The parentheses of attributes and their like are none of parameters."""
    plain = _OPERATOR.sub("operator_", re.sub(r"\b(?:alignas|decltype|ABSL_\w+|__attribute__)\s*\([^()]*\)", " ", header))
    return "(" in plain and "=" not in _outside_parentheses(plain)


def _is_member_initializer(header):
    if not _INITIALIZERS.search(header):
        return False
    word = re.search(r"(\w+|>)$", header)
    return bool(word) and word[1] not in _SPECIFIERS


def _name(header):
    if re.match(r"(?:TYPED_)?TEST(?:_[FP])?\b", header):
        return " ".join(header.split())
    plain = re.sub(r"\bABSL_\w+\s*\([^()]*\)", "", header)
    name = re.search(r"((?:\w+::)*operator[^(]*(?:\(\))?|[\w:~]+)\s*\(", plain)
    return name[1] if name else header[:40]
