"""How a case changes the world: a POST of one JSON object, answered by another.

    {"fault": PLAN}             the gateway misbehaves, in the words of tests/sandbox/README.md
    {"messages": ID}            {"received": N, "applied": N} of this transaction_id
    {"await_message": ID}       the same, once one was received
    {"kill": SERVER}            kill -9
    {"stop": SERVER}            SIGTERM, without waiting for its end
    {"start": SERVER}           starts it again, on the same port, once it has ended
    {"database": "down"|"up"}   of the replicas
    {"pause_seconds": S}
"""

import http.server
import json
import threading
import time


class Control:
    def __init__(self, stage):
        # One thread answers all: a program ends with the thread that started it.
        self._server = http.server.HTTPServer(("127.0.0.1", 0), _handler(stage))
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def _verbs(stage):
    return {
        "fault": stage.sandbox.add_fault,
        "messages": stage.sandbox.messages,
        "await_message": stage.sandbox.await_message,
        "kill": lambda name: stage.servers[name].kill(),
        "stop": lambda name: stage.servers[name].stop(),
        "start": lambda name: _start(stage.servers[name]),
        "database": lambda state: _set_database(stage.database, state),
        "pause_seconds": time.sleep,
    }


def _start(server):
    server.wait()
    server.start()


def _set_database(database, state):
    {"down": database.stop, "up": database.start}[state]()


def _handler(stage):
    verbs = _verbs(stage)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            try:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                ((verb, value),) = json.loads(body).items()
                self._answer(200, verbs[verb](value) or {})
            except Exception as error:  # whatever it is, the case must hear it
                self._answer(500, {"fault": repr(error)})

        def _answer(self, status, answer):
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler
