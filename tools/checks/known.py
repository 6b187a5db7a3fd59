# SPDX-License-Identifier: Apache-2.0
"""What was found good once is known by its content and is not looked at again.

Kept below build/check; losing it costs time only."""

import hashlib
import os


def digest(*parts):
    together = hashlib.sha256()
    for part in parts:
        together.update(part.encode())
        together.update(b"\0")
    return together.hexdigest()


class Known:
    def __init__(self, tree, rule):
        self._file = tree.path(os.path.join("build", "check", rule))
        self._good = set()
        if os.path.exists(self._file):
            with open(self._file, encoding="ascii", errors="replace") as file:
                self._good = set(file.read().split())

    def __contains__(self, key):
        return key in self._good

    def keep(self, keys):
        """These alone are good from now on, so that the file does not grow. A tree that cannot be written to has no memory."""
        try:
            os.makedirs(os.path.dirname(self._file), exist_ok=True)
            with open(self._file + ".new", "w", encoding="ascii") as file:
                file.write("\n".join(sorted(keys)))
            os.replace(self._file + ".new", self._file)
        except OSError:
            pass
