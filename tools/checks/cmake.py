# SPDX-License-Identifier: Apache-2.0
"""Enough of CMake to read which target links what.

Reads commands of CMakeLists.txt in their order, with foreach() over literal lists and variables of set(); every branch of an
if() is read, and the bodies of functions and macros are not.
"""

import re
from dataclasses import dataclass

_COMMENT = re.compile(r"#[^\n]*")
_COMMAND = re.compile(r"(\w+)\s*\(")
_ARGUMENT = re.compile(r'"((?:\\.|[^"\\])*)"|([^\s()"]+)|([()])')
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_BODIES = {"function": "endfunction", "macro": "endmacro"}


@dataclass
class Command:
    name: str
    arguments: list
    line: int


def commands(text, variables):
    """The commands that stand in the file, with variables replaced."""
    return list(_expand(_read(text), dict(variables)))


def _read(text):
    text = _COMMENT.sub(lambda match: " " * len(match.group()), text)
    position, found = 0, []
    while match := _COMMAND.search(text, position):
        depth, position, arguments = 1, match.end(), []
        while depth and (argument := _ARGUMENT.search(text, position)):
            position = argument.end()
            depth += {"(": 1, ")": -1}.get(argument[3], 0)
            if argument[3] is None:
                arguments.append(argument[1] if argument[1] is not None else argument[2])
        found.append(Command(match[1].lower(), arguments, text.count("\n", 0, match.start()) + 1))
    return found


def _expand(listed, variables):
    index = 0
    while index < len(listed):
        command = listed[index]
        index += 1
        if command.name in _BODIES:
            index = _behind(listed, index, command.name, _BODIES[command.name])
        elif command.name == "foreach":
            end = _behind(listed, index, "foreach", "endforeach")
            name, *items = _replace(command.arguments, variables)
            for item in items:
                if item not in ("IN", "LISTS", "ITEMS"):
                    yield from _expand(listed[index:end - 1], {**variables, name: item})
            index = end
        else:
            arguments = _replace(command.arguments, variables)
            if command.name == "set" and arguments:
                variables[arguments[0]] = ";".join(arguments[1:])
            yield Command(command.name, arguments, command.line)


def _behind(listed, index, begin, end):
    depth = 1
    while depth and index < len(listed):
        depth += (listed[index].name == begin) - (listed[index].name == end)
        index += 1
    return index


def _replace(arguments, variables):
    replaced = [_VARIABLE.sub(lambda match: variables.get(match[1], match.group()), argument) for argument in arguments]
    return [part for argument in replaced for part in argument.split(";") if part]


def sections(arguments, keywords):
    """Arguments by the keyword that they follow; those before any keyword are under None."""
    result, current = {None: []}, None
    for argument in arguments:
        if argument in keywords:
            current = argument
            result.setdefault(current, [])
        else:
            result[current].append(argument)
    return result
