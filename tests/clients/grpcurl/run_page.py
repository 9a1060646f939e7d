#!/usr/bin/env python3
"""run_page.py PAGE: runs every command of the page on the stage of IMAGECO_STAGE, in order, and
compares what it prints with what the page shows. The last line is "N passed, N failed"."""

import json
import os
import pathlib
import re
import secrets
import subprocess
import sys
import urllib.request

from page import commands, matches

# gRPC codes, as grpcurl names them. It ends in 64 plus the code.
_CODES = {"InvalidArgument": 3, "Unknown": 2, "NotFound": 5, "PermissionDenied": 7}
_UNKNOWN_OUTCOME = "debug3"


def replacements(servers, run):
    """[(as the page writes it, as it is on the stage)], in this order."""
    mtls, admin = servers["mtls"], servers["mtls_admin"]
    return [
        ("127.0.0.1:50051", servers["plain"]["address"]),
        ("tls/ca.pem", mtls["ca_file"]),
        ("tls/orders.pem", mtls["certificate_file"]),
        ("tls/orders.key", mtls["private_key_file"]),
        ("tls/operator.pem", admin["certificate_file"]),
        ("tls/operator.key", admin["private_key_file"]),
        ("debug", f"debug{run}"),
    ]


def on_stage(text, servers, run):
    secure = servers["mtls"] if "-cert " in text else servers["tls"]
    text = text.replace("complaint-server:50051", secure["address"])
    for written, real in replacements(servers, run):
        text = text.replace(written, real)
    return text


def lose_answer(control, transaction_id):
    """The gateway takes this reply, and its answer is lost."""
    fault = {
        "match": {"transaction_id": transaction_id},
        "connection": {"end": "close", "at": "after_request"},
    }
    body = json.dumps({"fault": fault}).encode()
    urllib.request.urlopen(urllib.request.Request(control, body), timeout=10).close()


def exit_code(shown):
    error = re.search(r"^ERROR:\s+Code: (\w+)", shown or "")
    return 64 + _CODES[error[1]] if error else 0


def run(command, shown):
    """Empty, or what is wrong."""
    done = subprocess.run(
        ["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300
    )
    faults = []
    if done.returncode != exit_code(shown):
        faults.append(f"ended in {done.returncode}, not {exit_code(shown)}")
    if shown is not None and not matches(shown, done.stdout):
        faults.append(f"the page shows\n{shown}")
    return "\n".join([*faults, f"it printed\n{done.stdout}"]) if faults else ""


def main():
    stage = json.loads(os.environ["IMAGECO_STAGE"])
    page = pathlib.Path(sys.argv[1]).read_text()
    this_run = secrets.token_hex(4)
    lose_answer(stage["control"], _UNKNOWN_OUTCOME.replace("debug", f"debug{this_run}"))
    failed = 0
    found = commands(page)
    for command, shown in found:
        here = [text and on_stage(text, stage["servers"], this_run) for text in (command, shown)]
        fault = run(*here)
        failed += bool(fault)
        print("FAILED" if fault else "ok    ", " ".join(command.split()))
        if fault:
            print(fault)
    print(f"{len(found) - failed} passed, {failed} failed")
    return 1 if failed or not found else 0


if __name__ == "__main__":
    sys.exit(main())
