#!/usr/bin/env python3
"""Does what docs/first-reply.md says, in both languages, beside a vendor of an unusual scheme.

  run.py BUILD_DIR [--write]

Runs every ```sh block of a page that a ```text block follows, or that makes a file, in one shell,
and compares what it prints with that text. The vendor is gateway-sandbox: it signs as the contract
on the page says, and its first answer is an unsigned 签名错误. --write puts what was printed into
the pages instead. Ends in one line "N passed, N failed".
"""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [ROOT / "docs/first-reply.md", ROOT / "docs/first-reply.zh-CN.md"]
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
# Of the page; the test's vendor stands on loopback, in plaintext.
ADDRESS = 'listener { address: "127.0.0.1:50051" }'
URL = "https://gateway.example.com/complaint"
KEY = "TESTKEY0123456789abcdef"
VENDOR = {
    "endpoints": [{
        "path": "/complaint", "isspid": "39493002", "system_id": "8888", "key": KEY,
        "sign": {"canonical": "sorted_pairs", "key": "wrap", "charset": "utf-8", "nested": "skip",
                 "digest": "md5", "hex": "lower"},
    }],
    "complaints": [{"complaint_id": "200201820200101080076610000",
                    "seller_account": "66660000000000001"}],
}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Reader:
    """Who follows the page: a shell in one folder, with a build's programs, and the vendor."""

    MARK = "--- the end of a step"

    def __init__(self, build, folder):
        self.folder = folder
        folders = [build / "server", build / "clients/complaintctl", build / "tests/sandbox"]
        self.env = os.environ | {
            "PATH": os.pathsep.join([*map(str, folders), os.environ["PATH"]]),
            "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        self.port = free_port()

    def __enter__(self):
        (self.folder / "vendor.json").write_text(json.dumps(VENDOR))
        self.vendor = subprocess.Popen(["gateway-sandbox", "--config", "vendor.json"],
                                       cwd=self.folder, env=self.env, stdout=subprocess.PIPE)
        ports = json.loads(self.vendor.stdout.readline())
        self.url = f"http://127.0.0.1:{ports['http_port']}/complaint"
        request = urllib.request.Request(f"http://127.0.0.1:{ports['admin_port']}/faults",
                                         data=b'{"missing_sign":true}')
        urllib.request.urlopen(request).close()
        self.shell = subprocess.Popen(["bash"], cwd=self.folder, env=self.env, text=True,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, start_new_session=True)
        return self

    def __exit__(self, *_):
        os.killpg(self.shell.pid, signal.SIGKILL)
        self.shell.communicate()
        self.vendor.terminate()
        self.vendor.communicate()

    def run(self, commands):
        """What the commands print, with the page's names for what differs from run to run."""
        for of_page, here in self.names():
            commands = commands.replace(of_page, here)
        self.shell.stdin.write(f"{commands}\necho '{self.MARK}'\n")
        self.shell.stdin.flush()
        printed = "".join(iter(self.shell.stdout.readline, f"{self.MARK}\n"))
        for of_page, here in [*self.names(), (URL, self.url), ("/srv/complaint", str(self.folder))]:
            printed = printed.replace(here, of_page)
        return normalised(printed)

    def names(self):
        """What stands on the page, and what stands for it here."""
        return [(f'url: "{URL}"', f'url: "{self.url}" allow_plaintext: true'),
                (ADDRESS, f'{ADDRESS.replace("50051", str(self.port))} operations_address: '
                          '"127.0.0.1:0"'),
                ("127.0.0.1:50051", f"127.0.0.1:{self.port}")]


def normalised(text):
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "2026-11-30T08:00:00.000Z", text)
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    return "\n".join(lines) + "\n"


def steps(page):
    """Each command with the place of its output in the page; None: it has none."""
    blocks = list(BLOCK.finditer(page))
    for block, following in zip(blocks, [*blocks[1:], None]):
        if block[1] != "sh":
            continue
        told = following is not None and following[1] == "text" and not re.search(
            r"\S", re.sub(r"(?m)^.*[:：]$", "", page[block.end():following.start()]))
        if told or re.match(r"(cat|printf|sed|chmod|mkdir) ", block[2]):
            yield block[2], following if told else None


def try_page(path, build, write):
    page = path.read_text()
    failures, changes, count = [], [], 0
    with tempfile.TemporaryDirectory() as name, Reader(build, pathlib.Path(name)) as reader:
        for commands, output in steps(page):
            printed = reader.run(commands)
            count += 1
            if output is None:
                if printed.strip():
                    failures.append(f"{path.name}: {commands}printed\n{printed}")
            elif printed != output[2]:
                changes.append((output.span(2), printed))
                failures.append(f"{path.name}: {commands}printed\n{printed}instead of\n{output[2]}")
    if write:
        for (start, end), printed in reversed(changes):
            page = page[:start] + printed + page[end:]
        path.write_text(page)
    return count, failures


def main():
    build, write = pathlib.Path(sys.argv[1]).resolve(), "--write" in sys.argv[2:]
    count, failures = 0, []
    for page in PAGES:
        of_page, wrong = try_page(page, build, write)
        if of_page < 8:
            wrong.append(f"{page.name} has only {of_page} steps")
        count += of_page
        failures += wrong
    if not write:
        print("".join(f"FAILED {failure}\n" for failure in failures), end="")
    print(f"{count - len(failures)} passed, {len(failures)} failed")
    return 1 if failures and not write else 0


if __name__ == "__main__":
    sys.exit(main())
