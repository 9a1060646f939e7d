"""load.py TARGET CERTIFICATES THREADS: replies by so many threads of one client, until standard
input ends. CERTIFICATES is a folder with ca.crt, caller.crt and caller.key. Prints as JSON the ids
of those that were delivered, and of each other one the reason by its id."""

import json
import pathlib
import sys
import threading

from imageco.complaint import ComplaintClient, ComplaintError, Tls, new_transaction_id

PAUSE_SECONDS = 0.03


def failure_of(client: ComplaintClient, transaction_id: str) -> ComplaintError | None:
    """Sends a reply of the merchant of the tests."""
    try:
        client.reply(
            isspid="39493002",
            transaction_id=transaction_id,
            seller_account="66660000000000001",
            complaint_id="200201820200101080076610000",
            response_content="已与用户沟通解决",
        )
    except ComplaintError as error:
        return error
    return None


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
            failure = failure_of(self._client, transaction_id)
            with self._mutex:
                if failure is None:
                    self.delivered.append(transaction_id)
                else:
                    reason = failure.reason or failure.code.name
                    self.failed[transaction_id] = f"{reason}: {failure.message}"


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


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]))
