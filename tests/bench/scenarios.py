"""What is asked of the contenders. Each scenario is a list of cases, which take turns, so that
whatever else the machine does falls on all alike."""

import concurrent.futures
import contextlib
import dataclasses
import typing

from contenders import ISSPID, Merchant, NullRpc, Ours
from world import closed_port

# Of the scenarios in which a gateway takes its time.
RATES_LATENCY = 0.1
DEADLINE_LATENCY = 0.2
DEADLINE_SLOTS = 32
OVERLOAD_CALLERS = 64
OVERLOAD_FACTOR = 3
LIVE_RATE = 100
DEAD_RATE = 1000
DEAD_ISSPID = "39493003"


@dataclasses.dataclass
class Scale:
    """How long, in seconds, and how much."""
    callers: tuple = (1, 8, 64, 256)
    warm_up: float = 0.7
    closed: float = 3
    rates_per_second: tuple = (1, 100, 1000)
    rates: float = 10
    in_flight: int = 10_000
    in_flight_latency: float = 1
    overload: float = 20
    deadline: float = 10
    dead: float = 10


FULL = Scale()
QUICK = Scale(callers=(1, 64), warm_up=0.3, closed=1, rates=2, in_flight=2000, overload=4,
              deadline=3, dead=3)
SMOKE = Scale(callers=(8,), warm_up=0.05, closed=0.1, rates_per_second=(100,), rates=0.1,
              in_flight=50, in_flight_latency=0.1, overload=0.1, deadline=0.1, dead=0.1)


@dataclasses.dataclass
class Case:
    contender: str
    setting: str
    run: typing.Callable[[], dict]


class Scenarios:
    """Makes the cases of each scenario, by its name."""

    def __init__(self, world, contenders, scale):
        self.world = world
        self.contenders = contenders
        self.scale = scale
        self.ours = [contender for contender in contenders if isinstance(contender, Ours)]
        # Those that send something.
        self.real = [contender for contender in contenders if not isinstance(contender, NullRpc)]

    def cases(self, name):
        return getattr(self, name.replace("-", "_"))()

    def closed(self):
        """So many callers, each with one reply under way at a time."""
        cases = []
        for callers in self.scale.callers:
            cases += [Case(contender.name, str(callers), self._closed(contender, callers))
                      for contender in self.contenders]
            cases.append(Case("raw exchange", str(callers), self._raw(callers)))
        return cases

    def _closed(self, contender, callers):
        def run():
            with self.world.gateway(plain=contender.plain_gateway) as port:
                with contender.running(port, slots=max(callers, 32)) as target:
                    return closed_loop(self.world, target, callers, self.scale)
        return run

    def _raw(self, callers):
        def run():
            with self.world.gateway() as port:
                return self.world.raw(port, callers, self.scale.closed, self.scale.warm_up)
        return run

    def rates(self):
        """Replies at a fixed rate, however long each takes."""
        return [Case(contender.name, str(rate), self._rate(contender, rate))
                for rate in self.scale.rates_per_second for contender in self.ours]

    def _rate(self, contender, rate):
        def run():
            with self.world.gateway(latency=RATES_LATENCY) as port:
                with contender.running(port, slots=256) as target:
                    return self.world.load(target, self.scale.rates, rate=rate,
                                           warm_up=self.scale.warm_up)
        return run

    def inflight(self):
        """So many replies under way at once, at a gateway that takes a second; three times."""
        count = self.scale.in_flight

        def run(contender):
            with self.world.gateway(latency=self.scale.in_flight_latency,
                                    plain=contender.plain_gateway) as port:
                with contender.running(port, slots=count) as target:
                    return self.world.load(target, 60, callers=count, replies=3 * count,
                                           connections=16, deadline=20)
        return self._each(run, str(count), self.real)

    def _each(self, run, setting, contenders):
        return [Case(contender.name, setting, lambda contender=contender: run(contender))
                for contender in contenders]

    def overload(self):
        """Three times what 64 callers got in a closed loop just before, by a clock. The server has
        cores of its own, since what the load takes of them would count as the server's."""
        def run(contender):
            with self.world.cores_apart(), self.world.gateway(
                    plain=contender.plain_gateway) as port:
                with contender.running(port, slots=OVERLOAD_CALLERS) as target:
                    best = closed_loop(self.world, target, OVERLOAD_CALLERS, self.scale)
                best_rate = best["delivered_in_window"] / best["seconds"]
                with contender.running(port, slots=OVERLOAD_CALLERS) as target:
                    report = self.world.load(
                        target, self.scale.overload, rate=max(OVERLOAD_FACTOR * best_rate, 1),
                        connections=16, deadline=5, warm_up=self.scale.warm_up)
            return judged(report, best_rate)
        return self._each(run, f"{OVERLOAD_FACTOR}x",
                          [some for some in self.real if some.name != "postgres"])

    def deadline(self):
        """Three times what the slots let through, from callers who wait for a second."""
        capacity = DEADLINE_SLOTS / DEADLINE_LATENCY

        def run(contender):
            with self.world.gateway(latency=DEADLINE_LATENCY) as port:
                with contender.running(port, slots=DEADLINE_SLOTS) as target:
                    report = self.world.load(
                        target, self.scale.deadline, rate=OVERLOAD_FACTOR * capacity, deadline=1,
                        warm_up=max(self.scale.warm_up, self.scale.deadline / 5))
            return judged(report, capacity)
        return self._each(run, f"{OVERLOAD_FACTOR}x",
                          [ours for ours in self.ours if ours.name != "postgres"])

    def dead_merchant(self):
        """A merchant at a fixed rate, beside one with a dead gateway and many callers."""
        contender = self.ours[0]
        return [Case(contender.name, neighbour, self._beside(contender, neighbour))
                for neighbour in ("nobody", "silent", "refusing")]

    def _beside(self, contender, neighbour):
        def run():
            with contextlib.ExitStack() as stack:
                live = stack.enter_context(self.world.gateway(latency=0.01))
                dead = (stack.enter_context(self.world.gateway(silent=True))
                        if neighbour == "silent" else closed_port())
                target = stack.enter_context(contender.serving(
                    [Merchant(live), Merchant(dead, isspid=DEAD_ISSPID)]))
                pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor())
                flood = None if neighbour == "nobody" else pool.submit(
                    self.world.load, target, self.scale.dead + self.scale.warm_up, rate=DEAD_RATE,
                    deadline=1, isspid=DEAD_ISSPID, id_prefix="dead")
                report = self.world.load(target, self.scale.dead, rate=LIVE_RATE, isspid=ISSPID,
                                         warm_up=self.scale.warm_up)
                return report | ({"dead": flood.result()} if flood else {})
        return run


def closed_loop(world, target, callers, scale):
    syncs_before = target.sync_count()
    report = world.load(target, scale.closed, callers=callers, warm_up=scale.warm_up,
                        connections=min(callers, 4))
    if report["refused"]:
        raise RuntimeError(f"replies were refused: {report['refused']}")
    report["syncs_per_reply"] = (target.sync_count() - syncs_before) / (report["ended"] or 1)
    return report


def judged(report, best_rate):
    """A report of an overload, by the most that could be delivered."""
    return report | {"best_rate": best_rate, "wanted_rate": OVERLOAD_FACTOR * best_rate}


NAMES = ("closed", "rates", "inflight", "overload", "deadline", "dead-merchant")
