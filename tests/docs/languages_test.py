#!/usr/bin/env python3
"""languages_test.py [PAGE...]: a page in Chinese states the facts of the page in English.

Section by section both have the same commands and code, names in code (flags, settings, metrics,
reasons), numbers, rows of tables and links; a link leads to the Chinese page where there is one, and
to a heading that is there. Words differ: comments in code, what people type into --by and --reason,
and drawings. Without pages, of every page that has both languages.
"""

import pathlib
import re
import subprocess
import sys

import markdown

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHINESE = ".zh-CN.md"
WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
NUMBER_WORDS = {word: str(number) for number, word in enumerate(WORDS)}


def code(block):
    """What must be the same in both languages."""
    if "┌" in block.text:
        return "a drawing"
    text = re.sub(r"(--by|--reason) ('[^']*'|\S+)", r"\1 WORDS", block.text)
    text = re.sub(r"[ \t]+(#|//) .*$|^(#|//) .*\n", "", text, flags=re.M)
    return block.language + "\n" + text


def said(text):
    """Numbers that an English text has in words."""
    return {NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in NUMBER_WORDS}


def different(what, english, chinese):
    if english - chinese:
        yield f"lacks {what} {sorted(english - chinese)}"
    if chinese - english:
        yield f"has {what} {sorted(chinese - english)}, which the English page has not"


def faults_of_rows(english, chinese):
    if len(english.rows) != len(chinese.rows):
        yield f"has {len(chinese.rows)} rows of tables, not {len(english.rows)}"
        return
    for ours, theirs in zip(english.rows, chinese.rows):
        both = [" | ".join(row) for row in (ours, theirs)]
        faults = [*different("in code", *map(markdown.spans, both)), *faults_of_numbers(*both)]
        if len(ours) != len(theirs):
            faults.append(f"has {len(theirs)} cells, not {len(ours)}")
        yield from (f"the row {theirs[0]}: {fault}" for fault in faults)


def faults_of_numbers(english, chinese):
    ours, theirs = markdown.numbers(english), markdown.numbers(chinese)
    yield from different("the number", ours, theirs - (said(english) - ours))


def meant(page, link):
    """A link's page in English, and the number of its heading; or the address as it is."""
    if "://" in link:
        return link
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page.resolve()
    if not target.exists():
        return f"{link}, which is not there"
    english = str(target).replace(".zh-CN.", ".")
    if not anchor:
        return english
    anchors = [markdown.anchor(s.heading) for s in markdown.sections(target.read_text())]
    if anchor not in anchors:
        return f"{link}, where no such heading is"
    return f"{english}#{anchors.index(anchor)}"


def is_translated(page, link):
    path = link.partition("#")[0]
    target = page.parent / path
    return path.endswith(".md") and not path.endswith(CHINESE) and (
        target.with_name(target.name.replace(".md", CHINESE)).exists())


def faults_of_links(pages, english, chinese):
    # The first section of each links to the other language.
    other = {pages[0].name, pages[1].name}
    both = [{meant(page, link) for link in section.links if section.level > 1 or link not in other}
            for page, section in zip(pages, (english, chinese))]
    short = [{link.replace(f"{ROOT}/", "") for link in links} for links in both]
    yield from different("a link to", *short)
    for link in chinese.links:
        if is_translated(pages[1], link) and link not in other:
            yield f"links to {link}, which there is in Chinese"
    for link in re.findall(r"\]\(([^\s)]*\.zh-CN\.md[^\s)]*)\)[（，]英文", chinese.prose):
        yield f"says that {link} is in English"


def faults_of_section(pages, english, chinese):
    if [code(block) for block in english.blocks] != [code(block) for block in chinese.blocks]:
        yield from faults_of_blocks(english, chinese)
    yield from different("in code", english.spans, chinese.spans)
    yield from faults_of_numbers(english.prose, chinese.prose)
    yield from faults_of_rows(english, chinese)
    yield from faults_of_links(pages, english, chinese)


def faults_of_blocks(english, chinese):
    if len(english.blocks) != len(chinese.blocks):
        yield f"has {len(chinese.blocks)} blocks of code, not {len(english.blocks)}"
    for ours, theirs in zip(english.blocks, chinese.blocks):
        if code(ours) != code(theirs):
            lines = zip(code(ours).splitlines() + [""], code(theirs).splitlines() + [""])
            pair = next((pair for pair in lines if pair[0] != pair[1]), ("", "its end"))
            yield f"has the line of code {pair[1]!r} for {pair[0]!r}"


def faults_of_page(chinese_page):
    pages = (chinese_page.with_name(chinese_page.name.replace(CHINESE, ".md")), chinese_page)
    english, chinese = (markdown.sections(page.read_text()) for page in pages)
    if [s.level for s in english] != [s.level for s in chinese]:
        levels = [(s.level, s.heading) for s in english], [(s.level, s.heading) for s in chinese]
        pair = next((p for p in zip(*levels) if p[0][0] != p[1][0]), ("the end", "the end"))
        yield 1, f"has other headings: {pair[1]} for {pair[0]}"
        return
    for ours, theirs in zip(english, chinese):
        for fault in faults_of_section(pages, ours, theirs):
            yield theirs.line, f"{theirs.heading or 'its head'}: {fault}"


def pages_of_repository():
    command = ["git", "ls-files", "-co", "--exclude-standard", f"*{CHINESE}"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / path for path in sorted(set(listed.split())) if (ROOT / path).exists()]


def main(arguments):
    pages = [pathlib.Path(page).resolve() for page in arguments] or pages_of_repository()
    faults = [(page, *fault) for page in pages for fault in faults_of_page(page)]
    for page, line, fault in faults:
        print(f"{page.relative_to(ROOT)}:{line}: {fault}")
    print(f"{len(pages)} pages, {len(faults)} faults")
    return 1 if faults or not pages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
