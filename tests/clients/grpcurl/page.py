"""The commands of a Markdown page, and the output that it shows for each."""

import re

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text):
    """[(command, output or None)]: each block of sh, with the block of text right after it."""
    blocks = [(m[1], m[2], m.start(), m.end()) for m in _FENCE.finditer(text)]
    found = []
    for index, (language, body, _, end) in enumerate(blocks):
        if language != "sh":
            continue
        output = None
        if index + 1 < len(blocks):
            following, shown, start, _ = blocks[index + 1]
            if following == "text" and not text[end:start].strip():
                output = shown
        found.append((body, output))
    return found


def matches(shown, got):
    """Whether `got` is what the page shows: "..." stands for anything, and how white space is laid
    out does not count."""
    words = (re.escape(" ".join(part.split())).replace("\\ ", r"\s+") for part in shown.split("..."))
    return re.fullmatch(r"\s*" + r".*?".join(words) + r"\s*", got, re.DOTALL) is not None
