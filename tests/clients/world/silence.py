"""One who takes connections and never says a word on them. It ends each after a while, since some
clients hold a process for as long as a connection is being made.
"""

import contextlib
import socket
import threading

SILENT_SECONDS = 10


class Silence:
    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self._listener.close()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                timer = threading.Timer(SILENT_SECONDS, connection.close)
                timer.daemon = True
                timer.start()
