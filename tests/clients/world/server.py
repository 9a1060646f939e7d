"""One complaint-server, on a port that it keeps."""

import string

from world.program import Program, free_port


class Server:
    def __init__(self, build, folder, name, config, values):
        self.port = free_port()
        self._command = [build / "server/complaint-server", "--config", folder / f"{name}.txtpb"]
        self._log = folder / f"{name}.log"
        text = string.Template(config).substitute(values, port=self.port)
        (folder / f"{name}.txtpb").write_text(text)
        self.start()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def start(self):
        self._program = Program(self._command, self._log)
        self._program.await_json("address")

    def kill(self):
        self._program.kill()

    def stop(self):
        """Asks it to drain, and does not wait."""
        self._program.terminate()

    def wait(self):
        self._program.wait()
