"""The gateway emulator."""

import json
import time
import urllib.request

from world.program import Program

WAIT_SECONDS_MAX = 20
KEY = "STAGEKEY0123456789"
JSON_ISSPIDS = ["39493002", "39493005", "39493006", "39493008"]
XML_ISSPID = "39493003"


class Sandbox:
    def __init__(self, build, folder, settings=None):
        config = folder / "sandbox.json"
        config.write_text(json.dumps(settings or _config()))
        self._program = Program(
            [build / "tests/sandbox/gateway-sandbox", "--config", config], folder / "sandbox.log"
        )
        ports = self._program.await_json("admin_port")
        self.url = f"http://127.0.0.1:{ports['http_port']}"
        # None where the settings have no TLS.
        self.https_url = f"https://127.0.0.1:{ports['https_port']}" if "https_port" in ports else None
        self._admin = f"http://127.0.0.1:{ports['admin_port']}"

    def add_fault(self, plan):
        return self._ask("/faults", plan)

    def messages(self, transaction_id):
        """How many messages came under this id, and how many of them the consumer sees."""
        found = [
            message
            for message in self._ask("/messages")
            if message.get("fields", {}).get("transaction_id") == transaction_id
        ]
        return {"received": len(found), "applied": sum(m["applied"] for m in found)}

    def await_message(self, transaction_id):
        give_up = time.monotonic() + WAIT_SECONDS_MAX
        while time.monotonic() < give_up:
            found = self.messages(transaction_id)
            if found["received"] > 0:
                return found
            time.sleep(0.02)
        raise TimeoutError(f"no message {transaction_id} in {WAIT_SECONDS_MAX} s")

    def stop(self):
        self._program.kill()

    def _ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(self._admin + path, data, timeout=WAIT_SECONDS_MAX) as answer:
            return json.load(answer)


def _config():
    endpoints = [
        {"path": f"/{isspid}", "isspid": isspid, "system_id": "8888", "key": KEY}
        for isspid in JSON_ISSPIDS
    ]
    endpoints.append(
        {"path": f"/{XML_ISSPID}", "isspid": XML_ISSPID, "system_id": "8888", "format": "xml"}
    )
    return {"endpoints": endpoints, "accept_any_complaint": True}
