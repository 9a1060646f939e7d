#!/usr/bin/env python3
"""mistakes.py COMPLAINTCTL: the cases of mistakes and the addresses of tests/vectors/clients.json, by
complaintctl, on the stage of IMAGECO_STAGE. Its last line is "N passed, N failed".
"""

import json
import os
import pathlib
import subprocess
import sys

FLAGS = {"ca_file": "--ca-file", "certificate_file": "--certificate-file",
         "private_key_file": "--key-file", "server_name": "--server-name"}  # fmt: skip
COMMANDS = {"Reply": "reply", "ReplyUntilSettled": "reply", "GetReply": "get"}
EXIT_OF = {"": 4, "CALLER_NOT_ALLOWED": 1}
# What it advises in words of its own, for it has commands to name.
OWN_ADVICE = {"CALLER_NOT_ALLOWED"}


def run(program, words):
    command = [program, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def words_of(step, server, folder):
    request = step["request"]
    words = [COMMANDS[step["call"]], "--server", server["address"], "--output", "json"]
    words += ["--isspid", request["isspid"], "--transaction-id", request["transactionId"]]
    if words[0] == "reply":
        words += ["--seller-account", request["sellerAccount"]]
        words += ["--complaint-id", request["complaintId"]]
        words += ["--content", request["responseContent"]]
    if "deadline_seconds" in step:
        words += ["--deadline", f"{step['deadline_seconds']}s"]
    if "token" in server:
        (folder / "token").write_text(server["token"])
        words += ["--token-file", str(folder / "token")]
    for member, flag in FLAGS.items():
        words += [flag, server[member]] if member in server else []
    return words if "ca_file" in server else [*words, "--plaintext"]


def faults_of(done, expected):
    error = json.loads(done.stdout)["error"]
    reason = error.get("reason", "")
    codes = expected["code"]
    if reason != expected["reason"]:
        yield f"the reason is {reason}"
    if error["code"] not in ([codes] if isinstance(codes, str) else codes):
        yield f"the code is {error['code']}"
    if error["sent"] != expected["sent"].lower():
        yield f"sent is {error['sent']}"
    if done.returncode != EXIT_OF[reason]:
        yield f"it ended in {done.returncode}"
    said = f"{error['message']} {error['advice']}".lower()
    for words in [] if reason in OWN_ADVICE else expected["says"]:
        if words.lower().removeprefix("nothing was sent: ") not in said:
            yield f"it does not say {words!r}"


def check_case(program, case, servers, folder):
    (step,) = case["steps"]
    done = run(program, words_of(step, servers[step["server"]], folder))
    return [f"{fault}\n{done.stdout}{done.stderr}"
            for fault in faults_of(done, step["expect"]["error"])]  # fmt: skip


def check_address(program, row):
    done = run(program, ["get", "--transaction-id", "t1", "--server", row["address"]])
    right = done.returncode == 2 and f"--server: {row['fault']}" in done.stderr
    return [] if right else [f"it ended in {done.returncode}\n{done.stdout}{done.stderr}"]


def main():
    program = sys.argv[1]
    vectors = json.loads(pathlib.Path(os.environ["IMAGECO_VECTORS"]).read_text())
    servers = json.loads(os.environ["IMAGECO_STAGE"])["servers"]
    folder = pathlib.Path(servers["tls"]["ca_file"]).parent
    faults = {
        row["address"]: check_address(program, row) for row in vectors["addresses"] if row["fault"]
    }
    for case in vectors["cases"]:
        if case["name"].startswith("Mistake"):
            faults[case["name"]] = check_case(program, case, servers, folder)
    for name, found in faults.items():
        print("FAILED" if found else "ok    ", name, *found)
    failed = sum(map(bool, faults.values()))
    print(f"{len(faults) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
