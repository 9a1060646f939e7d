"""The alert rules. Durations in brackets, in `lasts` and in seconds(…) are times that generate.py
can scale; other numbers are not."""

import dataclasses

# The targets, where a metric is not the bridge's alone. Whatever scrapes them must call them so.
BRIDGE = 'job="complaint-bridge"'

# What callers were told of replies that wanted to be sent.
SENT = "DELIVERED|GATEWAY_REJECTED|OUTCOME_UNKNOWN"
NOT_SENT = "GATEWAY_UNREACHABLE|CIRCUIT_OPEN|RATE_LIMITED|OVERLOADED|DEADLINE_TOO_SHORT"


@dataclasses.dataclass(frozen=True)
class Alert:
    name: str
    severity: str  # critical: now, at night too; warning: today
    expr: str
    summary: str
    description: str
    lasts: str = ""  # how long expr must hold


def share(outcomes, of, window):
    """Of the replies of each merchant that ended as one of `of`."""
    part, whole = (
        "sum by (namespace, job, isspid) "
        f'(rate(complaint_replies_total{{outcome=~"{names}"}}[{window}]))'
        for names in (outcomes, of)
    )
    return f"{part}\n  / {whole}"


OLDEST_UNKNOWN = (
    "max by (namespace, job) (time() - (complaint_replies_unknown_oldest_timestamp_seconds > 0))"
)
EXPIRY = 'complaint_certificate_expiry_timestamp_seconds{{shown_to{}"revocations"}} - time()'
CERTIFICATE, REVOCATIONS = EXPIRY.format("!="), EXPIRY.format("=")
MERCHANT = "Merchant {{ $labels.isspid }}"
TARGET = "{{ $labels.instance }}"

ALERTS = [
    # The promise.
    Alert(
        "ComplaintUnknownOpen",
        "warning",
        f"{OLDEST_UNKNOWN} > seconds(1h)",
        "A reply of unknown outcome waits for an operator",
        "The oldest was sent {{ $value | humanizeDuration }} ago. Nobody but a person who looks at "
        "the complaint can tell whether the consumer sees it.",
    ),
    Alert(
        "ComplaintUnknownOpenLong",
        "critical",
        f"{OLDEST_UNKNOWN} > seconds(8h)",
        "A reply of unknown outcome has waited for hours",
        "The oldest was sent {{ $value | humanizeDuration }} ago. A complaint wants its answer "
        "within 24 hours.",
    ),
    Alert(
        "ComplaintUnknownRising",
        "critical",
        "max by (namespace, job) (delta(complaint_replies_unknown_open[15m])) >= 5",
        "Replies of unknown outcome become more",
        "{{ $value | humanize }} more within 15 minutes. A gateway takes messages and gives no "
        "answer that can be believed.",
    ),
    Alert(
        "ComplaintNothingDelivered",
        "critical",
        "sum by (namespace, job) (rate(grpc_server_started_total"
        '{grpc_service="imageco.complaint.v1.ComplaintService",grpc_method="Reply"}[10m])) > 0\n'
        "unless\n"
        "sum by (namespace, job) (rate(complaint_replies_total"
        '{outcome=~"DELIVERED|REPLAYED|VALID"}[10m])) > 0',
        "Callers call, and no reply is delivered",
        "Reply is called {{ $value | humanize }} times a second, and none ended well.",
        lasts="15m",
    ),
    Alert(
        "ComplaintRepliesRejected",
        "warning",
        share("GATEWAY_REJECTED", SENT, "15m") + " > 0.5\n"
        "and\n"
        "sum by (namespace, job, isspid) "
        '(increase(complaint_replies_total{outcome="GATEWAY_REJECTED"}[15m])) >= 5',
        "A gateway refuses most replies",
        MERCHANT + ": {{ $value | humanizePercentage }} of what it was sent.",
        lasts="5m",
    ),
    # The gateways.
    Alert(
        "ComplaintGatewayUnreachable",
        "critical",
        share("GATEWAY_UNREACHABLE|CIRCUIT_OPEN", f"{SENT}|{NOT_SENT}", "5m") + " > 0.5",
        "A gateway cannot be reached",
        MERCHANT + ": {{ $value | humanizePercentage }} of the replies could not be sent.",
        lasts="15m",
    ),
    Alert(
        "ComplaintBreakerOpen",
        "warning",
        "max by (namespace, job, isspid) (complaint_breaker_open) == 1",
        "Sending to a gateway pauses",
        MERCHANT + ": several replies in a row ended without a word from the gateway.",
        lasts="5m",
    ),
    Alert(
        "ComplaintGatewaySlow",
        "warning",
        "histogram_quantile(0.9, sum by (namespace, job, le) "
        '(rate(complaint_reply_part_seconds_bucket{part="gateway"}[10m]))) > 10',
        "Gateways answer slowly",
        "One exchange in ten takes {{ $value | humanizeDuration }} and more. Those that take "
        "longer than exchange_timeout end as unknown.",
        lasts="10m",
    ),
    # Admission.
    Alert(
        "ComplaintOverloaded",
        "warning",
        share("RATE_LIMITED|OVERLOADED|DEADLINE_TOO_SHORT", f"{SENT}|{NOT_SENT}", "10m") + " > 0.1",
        "Callers want more than may be sent",
        MERCHANT + ": {{ $value | humanizePercentage }} of the replies had no turn in time.",
        lasts="10m",
    ),
    # The ledger.
    Alert(
        "ComplaintLedgerUnavailable",
        "critical",
        "sum by (namespace, job, instance) (increase(complaint_ledger_errors_total[2m])) > 0\n"
        "or\n"
        "sum by (namespace, job, instance) "
        '(increase(complaint_replies_total{outcome="LEDGER_UNAVAILABLE"}[2m])) > 0',
        "The ledger fails",
        TARGET + " cannot record what it would send, and so sends nothing.",
        lasts="2m",
    ),
    Alert(
        "ComplaintLedgerSlow",
        "warning",
        "histogram_quantile(0.99, sum by (namespace, job, instance, le) "
        '(rate(complaint_reply_part_seconds_bucket{part=~"claim|settle"}[10m]))) > 0.5',
        "The ledger is slow",
        TARGET + ": one record in a hundred takes {{ $value | humanizeDuration }} and more; each "
        "reply waits for two.",
        lasts="10m",
    ),
    # The process.
    Alert(
        "ComplaintBridgeDown",
        "critical",
        f"up{{{BRIDGE}}} == 0 or absent(up{{{BRIDGE}}})",
        "The bridge does not answer",
        "Prometheus gets no metrics from "
        "{{ with $labels.instance }}{{ . }}{{ else }}any instance{{ end }}.",
        lasts="2m",
    ),
    Alert(
        "ComplaintNotReady",
        "critical",
        "complaint_ready == 0",
        "A bridge runs, and cannot serve",
        TARGET + " is not ready: {{ $labels.part }}.",
        lasts="2m",
    ),
    Alert(
        "ComplaintBridgeRestarts",
        "warning",
        f"changes(process_start_time_seconds{{{BRIDGE}}}[2h]) >= 3",
        "The bridge starts again and again",
        TARGET + " has started {{ $value }} times within 2 hours.",
    ),
    Alert(
        "ComplaintLoopStandsStill",
        "critical",
        "complaint_loop_lag_seconds > 3",
        "The loop stands still",
        TARGET + ": the thread that all replies run on has not turned for "
        "{{ $value | humanizeDuration }}.",
        lasts="1m",
    ),
    Alert(
        "ComplaintLoopStalls",
        "warning",
        "increase(complaint_loop_stalls_total[15m]) > 0",
        "The loop stood still for a moment",
        TARGET + ": all replies waited for 3 s or longer.",
    ),
    Alert(
        "ComplaintDescriptorsNearLimit",
        "warning",
        f"process_open_fds{{{BRIDGE}}} / process_max_fds{{{BRIDGE}}} > 0.8",
        "Few descriptors are left",
        TARGET + " has {{ $value | humanizePercentage }} of its descriptors open.",
        lasts="5m",
    ),
    # Callers.
    Alert(
        "ComplaintCallersRefused",
        "warning",
        "sum by (namespace, job, reason) (increase(complaint_calls_refused_total[10m])) >= 10",
        "Callers are refused",
        "{{ $value | humanize }} calls within 10 minutes: {{ $labels.reason }}.",
        lasts="10m",
    ),
    Alert(
        "ComplaintConnectionsRefused",
        "warning",
        "increase(complaint_connections_refused_total[10m]) > 0\n"
        "or\n"
        "increase(complaint_accept_pauses_total[10m]) > 0",
        "Callers cannot connect",
        TARGET + " turned connections away, or had to let none in for a moment.",
    ),
    Alert(
        "ComplaintConnectionsCut",
        "warning",
        "increase(complaint_connections_cut_total[15m]) > 0",
        "A caller's connection was cut",
        TARGET + ": it brought more than its calls can need.",
    ),
    # Certificates, configuration, log.
    Alert(
        "ComplaintCertificateExpiresSoon",
        "warning",
        f"{CERTIFICATE} < 14 * 86400",
        "A certificate expires in less than two weeks",
        TARGET + ": the one shown to {{ $labels.shown_to }} {{ $labels.isspid }} is valid for "
        "{{ $value | humanizeDuration }} yet.",
    ),
    Alert(
        "ComplaintCertificateExpires",
        "critical",
        f"{CERTIFICATE} < 3 * 86400",
        "A certificate expires in less than three days",
        TARGET + ": the one shown to {{ $labels.shown_to }} {{ $labels.isspid }} is valid for "
        "{{ $value | humanizeDuration }} yet. Then no TLS connection comes about.",
    ),
    Alert(
        "ComplaintRevocationsExpire",
        "critical",
        f"{REVOCATIONS} < 6 * 3600",
        "A list of revoked certificates is out of date in a few hours",
        TARGET + ": in {{ $value | humanizeDuration }}. Then no caller's certificate counts.",
    ),
    Alert(
        "ComplaintReloadFailed",
        "warning",
        "complaint_config_last_reload_successful == 0",
        "A changed configuration was refused",
        TARGET + " goes on with the one of before, and would not start with the new one.",
    ),
    Alert(
        "ComplaintLogLinesDropped",
        "warning",
        "increase(complaint_log_lines_dropped_total[15m]) > 0",
        "Log lines are lost",
        TARGET
        + ": {{ $value | humanize }} within 15 minutes, since they were not read fast enough.",
    ),
]
