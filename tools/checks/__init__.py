# SPDX-License-Identifier: Apache-2.0
"""The rules of tools/check, a module each, and what they share."""
