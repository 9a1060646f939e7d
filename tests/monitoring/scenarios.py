"""What goes wrong, scenario by scenario: each has a bridge of its own, begins and cures a fault of
it as life would, and proves alerts. Up to its first yield it gets ready; a yield then waits a
moment, while the others go on. A fault goes on until it is seen, however slow the machine is."""

import contextlib
import hashlib
import json
import socket
import subprocess

from bridge import StoppedBridge, UnreadBridge, merchant
from caller import MERCHANT, Caller
from stopped_thread import StoppedThread
from world import certificates
from world.postgres import Postgres
from world.program import free_port

HTTP2_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
# Of a type that HTTP/2 does not know, which is to be skipped: 16 KiB.
UNKNOWN_FRAME = bytes([0, 0x40, 0, 0xBB, 0, 0, 0, 0, 0]) + bytes(0x4000)


def unknown(world, bridge):
    """The gateway reads messages and closes without an answer; an operator settles them. Of twelve,
    six at least are in one count, which is made every 30 s."""
    settings = "allow_admin_without_identity: true\n" + merchant(bridge.gateway_url)
    bridge.configure(settings).start()
    caller = Caller(bridge.address).start()
    yield
    closes = {"times": 12, "connection": {"end": "close", "at": "after_request"}}
    while not world.has_fired(bridge, "UnknownRising"):
        world.add_fault(bridge, closes)
        yield from world.moment(40)
    yield from world.fire(bridge, "UnknownRising", "UnknownOpen", "UnknownOpenLong")
    listed = _ctl(world, bridge, "list", "--state", "unknown", "--output", "json")
    for line in listed.splitlines():
        ids = ["--isspid", MERCHANT, "--transaction-id", json.loads(line)["transaction_id"]]
        words = ["--delivered", "--by", "alice", "--reason", "the complaint shows it"]
        _ctl(world, bridge, "settle", *ids, *words)
    yield from world.clear(bridge, "UnknownRising", "UnknownOpen", "UnknownOpenLong")
    caller.stop()


def rejects(world, bridge):
    """Callers answer a complaint that the gateway does not know."""
    bridge.configure(merchant(bridge.gateway_url)).start()
    caller = Caller(bridge.address).start()
    yield
    caller.complain_about("404")
    yield from world.fire(bridge, "RepliesRejected")
    caller.complain_about()
    yield from world.clear(bridge, "RepliesRejected")
    caller.stop()


def away(world, bridge):
    """Nobody listens at the gateway's URL, until that is corrected."""
    admission = "breaker_pause { seconds: 1 }"
    nobody = f"https://127.0.0.1:{free_port()}"
    bridge.configure(merchant(nobody, admission=admission)).start()
    caller = Caller(bridge.address)
    yield
    yield from world.until_seen(bridge)
    caller.start()
    yield from world.fire(bridge, "BreakerOpen", "GatewayUnreachable")
    bridge.configure(merchant(bridge.gateway_url, admission=admission))
    yield from world.clear(bridge, "BreakerOpen", "GatewayUnreachable")
    caller.stop()


def slow(world, bridge):
    """The gateway takes 12 s for each answer, for a while. Callers ask twice meanwhile."""
    bridge.configure(merchant(bridge.gateway_url, admission="concurrency_max: 200")).start()
    caller = Caller(bridge.address)
    yield
    world.add_fault(bridge, {"times": 2, "latency_ms": 12000})
    for _ in range(2):
        caller.send("twice")
    caller.start()
    while not world.has_fired(bridge, "GatewaySlow"):
        world.add_fault(bridge, {"times": 10, "latency_ms": 12000})
        yield from world.moment(2)
    yield from world.clear(bridge, "GatewaySlow")
    caller.send("twice").result()
    caller.stop()


def limited(world, bridge):
    """Callers want more than the rate, until that is lifted."""
    rate = "rate_per_second: 1 burst: 3 wait_max { seconds: 2 }"
    bridge.configure(merchant(bridge.gateway_url, admission=rate)).start()
    caller = Caller(bridge.address)
    yield
    caller.start()
    yield from world.fire(bridge, "Overloaded")
    bridge.configure(merchant(bridge.gateway_url))
    yield from world.clear(bridge, "Overloaded")
    caller.stop()


def ledger(world, bridge):
    """The ledger's file is moved away, and back."""
    bridge.configure(merchant(bridge.gateway_url)).start()
    caller = Caller(bridge.address).start()
    yield
    file = bridge.folder / "replies.sqlite3"
    elsewhere = bridge.folder / "elsewhere"
    file.rename(elsewhere)
    alerts = ["LedgerUnavailable", "NothingDelivered", "NotReady"]
    yield from world.fire(bridge, *alerts)
    elsewhere.rename(file)
    yield from world.clear(bridge, *alerts)
    caller.stop()


def database(world, bridge):
    """Somebody locks the ledger's table in PostgreSQL for a second, over and over."""
    postgres = Postgres(world.folder)
    world.at_end.callback(postgres.stop)
    settings = merchant(bridge.gateway_url)
    settings += f'ledger {{ postgres {{ conninfo: "{postgres.conninfo}" }} }}\n'
    bridge.configure(settings).start()
    caller = Caller(bridge.address).start()
    yield
    # pylint: disable-next=consider-using-with
    psql = subprocess.Popen(
        ["psql", "-qX", postgres.conninfo], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    lock = b"BEGIN; LOCK TABLE replies; SELECT pg_sleep(1); COMMIT; SELECT pg_sleep(0.2);\n"
    psql.stdin.write(lock * 300)
    psql.stdin.flush()
    yield from world.fire(bridge, "LedgerSlow")
    psql.kill()
    psql.wait()
    yield from world.clear(bridge, "LedgerSlow")
    caller.stop()


def certificate(world, bridge):
    """Certificates for callers and for the gateway are valid for two days and the list of revoked
    ones for an hour; then all are renewed."""
    names = {"server": ["-addext", "subjectAltName=IP:127.0.0.1"], "client": []}

    def make(days, *crl_time):
        for name, options in names.items():
            certificates.make_certificate(bridge.folder, name, "-days", days, *options)
        certificates.make_revocation_list(bridge.folder, *crl_time)

    certificates.make_authority(bridge.folder)
    make("2", "-crlhours", "1")
    bridge.tls = """tls { certificate_file: "server.pem" private_key_file: "server.key"
      client_ca_file: "ca.pem" client_crl_file: "ca.crl" }"""
    tls = 'client_certificate_file: "client.pem" client_key_file: "client.key"'
    bridge.configure(merchant(bridge.gateway_url, tls=tls)).start()
    yield
    alerts = ["CertificateExpiresSoon", "CertificateExpires", "RevocationsExpire"]
    yield from world.fire(bridge, *alerts)
    make("90", "-crldays", "1")
    yield from world.clear(bridge, *alerts)


def reload(world, bridge):
    """A configuration that the server would not start with takes the place of the good one."""
    bridge.configure(merchant(bridge.gateway_url)).start()
    yield
    while not world.has_fired(bridge, "ReloadFailed"):
        bridge.configure(merchant("no URL"))
        yield
    bridge.configure(merchant(bridge.gateway_url))
    yield from world.clear(bridge, "ReloadFailed")


def restarts(world, bridge):
    """The process dies and stays away; then it dies whenever it was seen."""
    bridge.configure(merchant(bridge.gateway_url)).start()
    yield
    bridge.kill()
    yield from world.fire(bridge, "BridgeDown")
    bridge.start()
    yield from world.clear(bridge, "BridgeDown")
    while not world.has_fired(bridge, "BridgeRestarts"):
        yield from world.until_seen(bridge)
        bridge.kill()
        bridge.start()
    yield from world.clear(bridge, "BridgeRestarts")


def loop(world, bridge):
    """The thread that all replies run on is stopped for a while."""
    bridge.configure(merchant(bridge.gateway_url)).start()
    yield
    while not all(world.has_fired(bridge, name) for name in ("LoopStandsStill", "LoopStalls")):
        stopped = StoppedThread(bridge.pid, "loop")
        world.at_end.callback(stopped.resume)
        yield from world.moment(12)
        stopped.resume()
        yield from world.moment(1)
    yield from world.clear(bridge, "LoopStandsStill", "LoopStalls")


def log(world, bridge):
    """Nobody reads the log, while callers are refused by the hundred; then somebody does."""
    bridge.configure(merchant(bridge.gateway_url)).start()
    caller = Caller(bridge.address)
    yield
    while not world.has_fired(bridge, "LogLinesDropped"):
        caller.burst()
        yield
    bridge.read_log()
    yield from world.clear(bridge, "LogLinesDropped")


def callers(world, bridge):
    """A caller shows no token, and then does."""
    token = "a-token-that-nobody-guesses"
    sha256 = hashlib.sha256(token.encode()).hexdigest()
    known = f'callers {{ token {{ name: "orders" sha256: "{sha256}" }} }}\n'
    bridge.configure(merchant(bridge.gateway_url) + known).start()
    caller = Caller(bridge.address).start()
    yield
    yield from world.fire(bridge, "CallersRefused")
    caller.show(token)
    yield from world.clear(bridge, "CallersRefused")
    caller.stop()


def connections(world, bridge):
    """Three connections take all the room there is; then one says much and calls nothing."""
    limits = "limits { connections_max: 3 calls_per_connection_max: 10 }\n"
    bridge.configure(merchant(bridge.gateway_url) + limits).start()
    yield
    while not world.has_fired(bridge, "ConnectionsRefused"):
        with _connections(bridge, 8):
            yield from world.moment(1)
    yield from world.clear(bridge, "ConnectionsRefused")
    while not world.has_fired(bridge, "ConnectionsCut"):
        with _connections(bridge, 1) as (heedless,), contextlib.suppress(OSError):
            for _ in range(200):
                heedless.sendall(UNKNOWN_FRAME)
        yield
    yield from world.clear(bridge, "ConnectionsCut")


def descriptors(world, bridge):
    """The system leaves hardly a descriptor, and then none for a moment."""
    bridge.configure(merchant(bridge.gateway_url)).start()
    yield
    used = bridge.open_descriptors()
    _, hard = before = bridge.descriptor_limits()
    bridge.limit_descriptors((used + used // 10, hard))
    yield from world.fire(bridge, "DescriptorsNearLimit")
    while not world.has_fired(bridge, "ConnectionsRefused"):
        bridge.limit_descriptors((used, hard))
        with _connections(bridge, 8):
            yield from world.moment(1)
        bridge.limit_descriptors(before)
        yield from world.moment(3)
    bridge.limit_descriptors(before)
    yield from world.clear(bridge, "DescriptorsNearLimit", "ConnectionsRefused")


SCENARIOS = [
    rejects,
    away,
    slow,
    limited,
    ledger,
    database,
    certificate,
    reload,
    restarts,
    loop,
    log,
    callers,
    connections,
    descriptors,
    unknown,
]
KINDS = {loop: StoppedBridge, log: UnreadBridge}


def _ctl(world, bridge, command, *words):
    program = world.build / "clients/complaintctl/complaintctl"
    return subprocess.run(
        [program, command, "--server", bridge.address, *words],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@contextlib.contextmanager
def _connections(bridge, number):
    """That say hello, and may be closed at once."""
    host, port = bridge.address.split(":")
    with contextlib.ExitStack() as opened:
        callers = [socket.create_connection((host, int(port)), timeout=30) for _ in range(number)]
        for caller in callers:
            opened.enter_context(caller)
            with contextlib.suppress(OSError):
                caller.sendall(HTTP2_PREFACE)
        yield callers
