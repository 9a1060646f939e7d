"""Callers of the bridge, over gRPC, with a message written by hand: Debian's python3-grpcio is all
that they need."""

import os
import threading
import time

os.environ["GRPC_ENABLE_FORK_SUPPORT"] = "0"
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc  # pylint: disable=wrong-import-position

MERCHANT = "39493002"
REPLY = "/imageco.complaint.v1.ComplaintService/Reply"
COMPLAINT = "200201820200101080076610000"
ACCOUNT = "66660000000000001"
PAUSE_SECONDS = 0.2
DEADLINE_SECONDS = 30
BURST = 100


def _field(number, text):
    data = text.encode()
    return bytes([number << 3 | 2, len(data)]) + data


def _request(transaction_id, complaint):
    """Of texts below 128 bytes."""
    texts = (MERCHANT, transaction_id, ACCOUNT, complaint, "Settled with the customer")
    return b"".join(_field(number, text) for number, text in enumerate(texts, 1))


class Caller:
    """Once it is started, calls Reply again and again on a thread of its own, until it is stopped."""

    def __init__(self, address):
        options = [("grpc.max_reconnect_backoff_ms", 500)]
        self._channel = grpc.insecure_channel(address, options)
        self._reply = self._channel.unary_unary(REPLY)
        self._complaint = COMPLAINT
        self._metadata = []
        self._ids = 0
        self._calls = set()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        self._stopped.set()
        self._thread.join()
        self._channel.close()

    def complain_about(self, complaint=COMPLAINT):
        self._complaint = complaint

    def show(self, token):
        self._metadata = [("authorization", f"Bearer {token}")]

    def send(self, transaction_id=None, complaint=None):
        """Begins a call, and returns what waits for its end."""
        if transaction_id is None:
            self._ids += 1
            transaction_id = f"{time.time_ns()}-{self._ids}"
        request = _request(transaction_id, complaint or self._complaint)
        call = self._reply.future(request, DEADLINE_SECONDS, self._metadata)
        # One that nobody holds is cancelled.
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)
        return call

    def burst(self):
        """Many at once, which are refused since their complaint's number is too long."""
        calls = [self.send("i" * 120, "c" * 120) for _ in range(BURST)]
        for call in calls:
            call.exception()

    def _run(self):
        while not self._stopped.wait(PAUSE_SECONDS):
            self.send()
