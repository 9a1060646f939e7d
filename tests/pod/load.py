"""load.py TARGET CERTIFICATES THREADS: replies by so many threads of one client, until standard
input ends. CERTIFICATES is a folder with ca.crt, caller.crt and caller.key. Prints as JSON the ids of
those that were delivered, and of each other one the reason by its id."""

import json
import pathlib
import sys
import threading

from imageco.complaint import ComplaintClient, ComplaintError, Tls, new_transaction_id

MERCHANT = "39493002"
PAUSE_SECONDS = 0.03


class Load:
    def __init__(self, client: ComplaintClient) -> None:
        self._client = client
        self._ends = threading.Event()
        self._mutex = threading.Lock()
        self.delivered: list[str] = []
        self.failed: dict[str, str] = {}

    def stop(self) -> None:
        self._ends.set()

    def run(self) -> None:
        while not self._ends.wait(PAUSE_SECONDS):
            transaction_id = new_transaction_id()
            reason = self._reply(transaction_id)
            with self._mutex:
                if reason is None:
                    self.delivered.append(transaction_id)
                else:
                    self.failed[transaction_id] = reason

    def _reply(self, transaction_id: str) -> str | None:
        try:
            self._client.reply(
                isspid=MERCHANT,
                transaction_id=transaction_id,
                seller_account="66660000000000001",
                complaint_id="200201820200101080076610000",
                response_content="已与用户沟通解决",
            )
        except ComplaintError as error:
            return f"{error.reason or error.code.name}: {error.message}"
        return None


def main(target: str, certificates: pathlib.Path, threads: int) -> None:
    tls = Tls(
        ca=certificates / "ca.crt",
        certificate=certificates / "caller.crt",
        private_key=certificates / "caller.key",
    )
    with ComplaintClient(target, tls=tls) as client:
        load = Load(client)
        running = [threading.Thread(target=load.run) for _ in range(threads)]
        for thread in running:
            thread.start()
        sys.stdin.read()
        load.stop()
        for thread in running:
            thread.join()
    print(json.dumps({"delivered": load.delivered, "failed": load.failed}))


main(sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]))
