#!/usr/bin/env python3
"""Every text in complaintctl's sources has its Chinese in the catalogue, and the catalogue nothing
else. The build sees that what is said by Say() has; this sees the rest: help, labels, advice."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
SOURCES = ROOT / "clients/complaintctl"
CATALOGUE = SOURCES / "language/catalogue.h"
# What complaintctl passes on of these is in the catalogue too.
ELSEWHERE = ["clients/cpp/src/address.cc", "clients/cpp/src/key_pair.cc", "clients/cpp/src/one_call.cc",
             "clients/cpp/src/token.cc", "bridge/gateway/signature/key_file.cc", "bridge/gateway/codec/received_message.cc"]
TOKEN = re.compile(r"//[^\n]*|#include[^\n]*|'(?:[^'\\]|\\.)*'|"
                   r'R"(\w*)\((?P<raw>.*?)\)\1"|"(?P<text>(?:[^"\\\n]|\\.)*)"', re.DOTALL)
PROSE = re.compile(r"[A-Za-z]{2,}[,:]? [A-Za-z$(]|\$\d|^[A-Z][a-z]+[.:]")
# Names, what others read, and what a message of others is compared with.
NO_PROSE = re.compile(r"^(sign (make|check|doctor)|token make|TRANSACTION ID|signature\.|\$$"
                      r"|libcurl does not start|the catalogue lacks this text|no connection to the "
                      r"bridge: |the address \\\"| data\]|.*callers \{ token)")


def literals(source):
    """The string literals of a source, those that stand side by side in one."""
    joined, end = [], None
    for match in TOKEN.finditer(source):
        text = match["text"] if match["raw"] is None else match["raw"]
        if text is None:
            continue
        if end is not None and source[end:match.start()].isspace():
            joined[-1] += text
        else:
            joined.append(text)
        end = match.end()
    return joined


def texts_of_sources():
    for path in sorted([*SOURCES.rglob("*.cc"), *SOURCES.rglob("*.h")]):
        if path != CATALOGUE:
            for text in literals(path.read_text()):
                yield path.relative_to(ROOT), text


def catalogue():
    texts = literals(CATALOGUE.read_text())
    return texts[0:-1:2]  # English, Chinese, ...; the last is what FindChinese gives for none


class Catalogue(unittest.TestCase):
    def test_has_every_text(self):
        english = set(catalogue())
        lacking = [f"{path}: {text}" for path, text in texts_of_sources()
                   if PROSE.search(text) and not NO_PROSE.match(text) and text not in english]
        self.assertEqual(lacking, [])

    def test_has_every_label(self):
        english = set(catalogue())
        labels = set()
        for path in SOURCES.rglob("*.cc"):
            labels.update(re.findall(r'Print(?:Line|Setting|)\(\s*"([^"]+)"', path.read_text()))
        self.assertIn("what to do", labels)
        self.assertEqual(labels - english - {"isspid", "/readyz"}, set())

    def test_has_nothing_that_nobody_says(self):
        said = {text for _, text in texts_of_sources()}
        for path in ELSEWHERE:
            said.update(literals((ROOT / path).read_text()))
        unsaid = [text for text in catalogue()
                  if text not in said and f"token: {text}" not in said]
        self.assertEqual(unsaid, [])


if __name__ == "__main__":
    unittest.main()
