"""How a pod begins and ends: docs/operations.md, "How it ends"."""

import re

import pytest
from chart import REPOSITORY, VERSIONS, at, merged, render

MERCHANT = {
    "isspid": "39493002",
    "systemId": "8888",
    "gateway": {"url": "https://gateway.example/complaints"},
    "signature": {"keyFile": {"secret": "gateway-keys"}},
}


def grace(*more) -> int:
    return render("linkerd", *more).pod["spec"]["terminationGracePeriodSeconds"]


def merchants(*timeouts: tuple[str, str]) -> dict:
    """One for each pair of connectTimeout and exchangeTimeout."""
    result = []
    for number, (connect, exchange) in enumerate(timeouts):
        gateway = dict(MERCHANT["gateway"], connectTimeout=connect, exchangeTimeout=exchange)
        result.append(dict(MERCHANT, isspid=str(number), gateway=gateway))
    return at("config.merchants", result)


@pytest.mark.parametrize(
    "values, seconds",
    [
        # preStop, twice the drain timeout, the longest send, 27 s for the rest, 2 s for the log
        ({}, 5 + 2 * 30 + (5 + 20) + 27 + 2),
        (at("preStopSleepSeconds", 0), 0 + 2 * 30 + (5 + 20) + 27 + 2),
        (at("config.limits.drainTimeout", "10s"), 5 + 2 * 10 + (5 + 20) + 27 + 2),
        (at("config.limits.drainTimeout", "10.2s"), 5 + 2 * 11 + (5 + 20) + 27 + 2),
        (merchants(("1s", "60s")), 5 + 2 * 30 + (1 + 60) + 27 + 2),
        (merchants(("1s", "2s"), ("", ""), ("2s", "30s")), 5 + 2 * 30 + (2 + 30) + 27 + 2),
        (merchants(("2s", "30s"), ("", ""), ("1s", "2s")), 5 + 2 * 30 + (2 + 30) + 27 + 2),
        (at("config.merchants", [dict(MERCHANT, admission={"waitMax": "200s"})]), 119),
        (at("terminationGracePeriodSeconds", 400), 400),
    ],
)
def test_the_grace_period_is_what_ending_may_take(values, seconds):
    assert grace(values) == seconds


def test_the_documentation_and_the_server_say_the_same_numbers():
    words = (REPOSITORY / "docs/operations.md").read_text()
    assert "and 27 s; 112 s by default" in words and "2 s where nobody reads the" in words
    source = (REPOSITORY / "server/complaint_server.cc").read_text()
    seconds = re.findall(
        r"k(?:LeaveTime|ReadGrace|CloseGrace)\((\d+)\)|kSettleTime = absl::Seconds\((\d+)\)", source
    )
    assert sum(int(one or other) for one, other in seconds) == 27
    assert "2 * DrainTimeout(serving_->config().limits()) + SendTimeMax" in source


@pytest.mark.parametrize("version", VERSIONS)
def test_a_pod_serves_on_until_everyone_knows_that_it_goes(version):
    values = merged(at("kubeVersionOverride", f"{version}.0"), at("replicas", 2))
    hook = render("istio", values).server["lifecycle"]["preStop"]
    if int(version.split(".")[1]) >= 30:
        assert hook == {"sleep": {"seconds": 5}}
    else:
        assert hook == {"exec": {"command": ["/usr/bin/complaintctl", "sleep", "5s"]}}


def test_probes_ask_the_port_that_has_no_tls():
    for example in ("sqlite", "istio"):
        container = render(example).server
        ports = {one["name"]: one["containerPort"] for one in container["ports"]}
        assert ports["operations"] == 9464
        assert container["startupProbe"]["httpGet"] == {"path": "/livez", "port": "operations"}
        assert container["livenessProbe"]["httpGet"] == {"path": "/livez", "port": "operations"}
        assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "operations"}


def test_a_start_may_take_ten_minutes():
    probe = render("sqlite").server["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] == 600


CHECKSUM = "checksum/fixed-configuration"


def checksum(*more) -> str:
    return render("linkerd", *more).pod["metadata"]["annotations"][CHECKSUM]


@pytest.mark.parametrize(
    "values",
    [
        at("config.limits.requestBytesMax", 8192),
        at("config.limits.connectionsMax", 10),
        at("config.limits.callsPerConnectionMax", 10),
        at("config.limits.connectionAgeMax", "60s"),
        at("config.limits.listenerSilenceMax", "60s"),
        at("listener.port", 7000),
        at("operations.port", 7000),
        at("ledger.retention", "86400s"),
        at("ledger.identity", "0" * 32),
        # A reply may take longer than connections were told.
        at("config.merchants", [dict(MERCHANT, admission={"waitMax": "400s"})]),
    ],
    ids=str,
)
def test_what_is_fixed_at_a_start_makes_new_pods(values):
    assert checksum(values) != checksum()
    assert render("linkerd", values).config != render("linkerd").config


@pytest.mark.parametrize(
    "values",
    [
        at("config.merchants", [MERCHANT, dict(MERCHANT, isspid="39493003")]),
        at("config.merchants", [dict(MERCHANT, admission={"ratePerSecond": 5, "waitMax": "20s"})]),
        at("config.allowAdminWithoutIdentity", True),
        at("config.limits.callsMax", 500),
        at("config.limits.callsPerIdentityMax", 50),
        at("config.logSeverity", "LOG_SEVERITY_ERROR"),
        at("config.logDeliveredOneIn", 100),
    ],
    ids=str,
)
def test_what_a_running_server_takes_over_leaves_pods_alone(values):
    assert render("linkerd", values).pod == render("linkerd").pod
    assert render("linkerd", values).config != render("linkerd").config


def test_the_server_says_that_the_same_settings_are_fixed():
    source = (REPOSITORY / "server/config/fixed_settings.cc").read_text()
    fixed = set(re.findall(r'^    "(\S+)",$', source, re.M))
    assert fixed == {
        "listener.address",
        "listener.tls",
        "listener.allow_plaintext_beyond_loopback",
        "operations_address",
        "ledger",
        "limits.request_bytes_max",
        "limits.connections_max",
        "limits.listener_silence_max",
        "limits.calls_per_connection_max",
        "limits.connection_age_max",
    }


def test_a_longer_time_to_drain_makes_new_pods_by_their_grace_period():
    longer = at("config.limits.drainTimeout", "60s")
    assert checksum(longer) == checksum()
    assert grace(longer) == grace() + 60
