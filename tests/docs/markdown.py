"""A page of ours, taken apart: sections, their code, tables, links and numbers."""

import dataclasses
import re
import unicodedata

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$\n?", re.M | re.S)
_HEADING = re.compile(r"^(#+) (.*)$", re.M)
_SPAN = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


def anchor(heading: str) -> str:
    """As GitHub makes one."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
    kept = (c for c in text if c in "-_ " or unicodedata.category(c)[0] in "LNM")
    return "".join(kept).replace(" ", "-")


@dataclasses.dataclass(frozen=True)
class Block:
    language: str
    text: str


@dataclasses.dataclass
class Section:
    level: int
    heading: str
    line: int
    blocks: list
    prose: str  # without its blocks and comments

    @property
    def spans(self) -> set:
        return spans(self.prose)

    @property
    def links(self) -> list:
        return _LINK.findall(self.prose)

    @property
    def rows(self) -> list:
        """Of its tables, as lists of cells; without the lines below the heads."""
        lines = [line for line in self.prose.splitlines() if line.startswith("|")]
        return [_cells(line) for line in lines if not re.fullmatch(r"[|\-: ]+", line) or line.strip("| ") == ""]

    @property
    def numbers(self) -> set:
        return numbers(self.prose)


def spans(text: str) -> set:
    return {" ".join(span.split()) for span in _SPAN.findall(text)}


def numbers(text: str) -> set:
    """In digits, outside of code and of links' targets."""
    text = _LINK.sub("]", _SPAN.sub("", text))
    return {number.rstrip(",").replace(",", "") for number in _NUMBER.findall(text)}


def _cells(line: str) -> list:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def sections(page: str) -> list:
    """The first is what stands above every heading, at level 0."""
    blocks = []

    def keep(match):
        blocks.append(Block(match[2], match[3]))
        return f"\0{len(blocks) - 1}" + "\n" * match[0].count("\n")

    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), _FENCE.sub(keep, page))
    starts = [(0, "", 0)] + [(len(m[1]), m[2], m.start()) for m in _HEADING.finditer(text)]
    ends = [start for _, _, start in starts[1:]] + [len(text)]
    made = []
    for (level, heading, start), end in zip(starts, ends):
        part = text[start:end]
        here = [blocks[int(index)] for index in re.findall(r"\0(\d+)", part)]
        line = text.count("\n", 0, start) + 1
        made.append(Section(level, heading, line, here, re.sub(r"\0\d+", "", part)))
    return made
