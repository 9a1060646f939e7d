"""A thread of a child of ours that is stopped, while the others run on."""

import ctypes
import os
import pathlib

PTRACE_DETACH, PTRACE_SEIZE, PTRACE_INTERRUPT = 17, 0x4206, 0x4207
WALL = 0x40000000

_ptrace = ctypes.CDLL(None, use_errno=True).ptrace
_ptrace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
_ptrace.restype = ctypes.c_long


def _call(request, thread):
    if _ptrace(request, thread, None, None) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


class StoppedThread:
    """To be begun and ended by the same thread of ours. Its process cannot be killed meanwhile."""

    def __init__(self, pid, name):
        tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
        (self._thread,) = (int(t.name) for t in tasks if (t / "comm").read_text() == f"{name}\n")
        _call(PTRACE_SEIZE, self._thread)
        _call(PTRACE_INTERRUPT, self._thread)
        os.waitpid(self._thread, WALL)

    def resume(self):
        if self._thread:
            _call(PTRACE_DETACH, self._thread)
        self._thread = None
