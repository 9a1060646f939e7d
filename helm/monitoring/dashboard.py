"""The panels, row by row. In a query $here stands for the labels of the targets that are chosen,
$merchant for these and the merchants that are chosen."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Panel:
    title: str
    about: str
    queries: tuple  # of (query, legend)
    unit: str = "short"
    kind: str = "timeseries"
    width: int = 8  # of 24
    limits: tuple = ()  # where it turns orange, and red
    stacked: bool = False


def rate(counter, by, labels="$merchant"):
    return f"sum by ({by}) (rate({counter}{{{labels}}}[$__rate_interval]))"


def quantiles(histogram, by, labels="$here"):
    """The median and the 99th percentile."""
    buckets = rate(f"{histogram}_bucket", f"le, {by}" if by else "le", labels)
    legend = f"{{{{{by}}}}} " if by else ""
    return tuple(
        (f"histogram_quantile({quantile}, {buckets})", f"{legend}{name}")
        for quantile, name in ((0.5, "p50"), (0.99, "p99"))
    )


def gauge(metric, legend, labels="$here"):
    return ((f"{metric}{{{labels}}}", legend),)


UNKNOWN_AGE = (
    "max((time() - complaint_replies_unknown_oldest_timestamp_seconds{$here})"
    " and complaint_replies_unknown_oldest_timestamp_seconds{$here} > 0) or vector(0)"
)

ROWS = [
    (
        "The promise",
        [
            Panel(
                "Unknown outcomes open",
                "Replies that were sent and of which nobody knows what became. Each waits for an "
                "operator. Counted every 30 s, up to 1000.",
                (("max(complaint_replies_unknown_open{$here})", "open"),),
                kind="stat",
                width=6,
                limits=(1, 5),
            ),
            Panel(
                "Age of the oldest",
                "A complaint wants its answer within 24 hours.",
                ((UNKNOWN_AGE, "age"),),
                unit="s",
                kind="stat",
                width=6,
                limits=(3600, 8 * 3600),
            ),
            Panel(
                "Duplicates prevented",
                "Replies that were asked for again and not sent again, in the time shown.",
                (
                    (
                        "sum(increase(complaint_duplicates_prevented_total{$merchant}[$__range]))",
                        "prevented",
                    ),
                ),
                kind="stat",
                width=6,
            ),
            Panel(
                "Delivered",
                "Replies that consumers see, in the time shown.",
                (
                    (
                        'sum(increase(complaint_replies_total{$merchant, outcome="DELIVERED"}[$__range]))',
                        "delivered",
                    ),
                ),
                kind="stat",
                width=6,
            ),
            Panel(
                "Outcomes by reason",
                "What callers were told: DELIVERED, REPLAYED, VALID, or the reason of an error.",
                ((rate("complaint_replies_total", "outcome"), "{{outcome}}"),),
                unit="reqps",
                width=12,
                stacked=True,
            ),
            Panel(
                "Errors by merchant",
                "The same, without what went well.",
                (
                    (
                        rate(
                            "complaint_replies_total",
                            "isspid, outcome",
                            '$merchant, outcome!~"DELIVERED|REPLAYED|VALID"',
                        ),
                        "{{isspid}} {{outcome}}",
                    ),
                ),
                unit="reqps",
                width=12,
            ),
            Panel(
                "Unknown outcomes over time",
                "Replicas that share a ledger count the same.",
                gauge("complaint_replies_unknown_open", "{{instance}}"),
                width=12,
            ),
            Panel(
                "Duplicates prevented, by what",
                "flight: joined a call that was under way. record: answered from the ledger.",
                ((rate("complaint_duplicates_prevented_total", "by"), "{{by}}"),),
                unit="reqps",
                width=12,
            ),
        ],
    ),
    (
        "Where the time goes",
        [
            Panel(
                "Parts of a reply, median",
                "wait for a slot, claim in the ledger, gateway (of which connect), settle in the "
                "ledger.",
                quantiles("complaint_reply_part_seconds", "part")[:1],
                unit="s",
                width=12,
            ),
            Panel(
                "Parts of a reply, 99th percentile",
                "The same; an exchange that takes longer than exchange_timeout ends as unknown.",
                quantiles("complaint_reply_part_seconds", "part")[1:],
                unit="s",
                width=12,
            ),
        ],
    ),
    (
        "Admission",
        [
            Panel(
                "In flight",
                "Replies that have a slot.",
                gauge("complaint_replies_in_flight", "{{isspid}} {{instance}}", "$merchant"),
            ),
            Panel(
                "Waiting",
                "Replies that wait for a slot.",
                gauge("complaint_replies_waiting", "{{isspid}} {{instance}}", "$merchant"),
            ),
            Panel(
                "Rate tokens",
                "Replies that the rate lets go at once. A merchant without a rate is not shown.",
                (("complaint_rate_tokens{$merchant} < +Inf", "{{isspid}} {{instance}}"),),
            ),
            Panel(
                "Breaker",
                "1: sending to the gateway pauses.",
                gauge("complaint_breaker_open", "{{isspid}} {{instance}}", "$merchant"),
            ),
            Panel(
                "Breaker openings",
                "How often it has begun to pause.",
                (
                    (
                        "increase(complaint_breaker_openings_total{$merchant}[$__rate_interval])",
                        "{{isspid}} {{instance}}",
                    ),
                ),
            ),
            Panel(
                "Connections to gateways",
                "busy with a reply, or being opened; idle, kept for the next.",
                gauge("complaint_gateway_connections", "{{state}} {{instance}}"),
            ),
        ],
    ),
    (
        "Ledger",
        [
            Panel(
                "Commit time",
                "What its disk or database takes. A reply waits for two commits.",
                quantiles("complaint_ledger_commit_seconds", ""),
                unit="s",
            ),
            Panel(
                "Operations per commit",
                "The mean. On PostgreSQL each has its own.",
                (
                    (
                        f"{rate('complaint_ledger_commit_operations_sum', 'instance', '$here')} / "
                        f"{rate('complaint_ledger_commit_operations_count', 'instance', '$here')}",
                        "{{instance}}",
                    ),
                ),
            ),
            Panel(
                "Commits that failed",
                "While there are any, replies are refused with LEDGER_UNAVAILABLE.",
                ((rate("complaint_ledger_errors_total", "instance", "$here"), "{{instance}}"),),
                unit="ops",
            ),
        ],
    ),
    (
        "Calls and callers",
        [
            Panel(
                "Calls by method and code",
                "FailedPrecondition is a gateway's refusal, Unknown an unknown outcome: neither is "
                "a fault of the server.",
                (
                    (
                        rate("grpc_server_handled_total", "grpc_method, grpc_code", "$here")
                        + " > 0",
                        "{{grpc_method}} {{grpc_code}}",
                    ),
                ),
                unit="reqps",
                stacked=True,
            ),
            Panel(
                "Calls that began",
                "More than are answered: they are under way.",
                ((rate("grpc_server_started_total", "grpc_method", "$here"), "{{grpc_method}}"),),
                unit="reqps",
            ),
            Panel(
                "Duration of calls",
                "From the call to its answer.",
                quantiles("grpc_server_handling_seconds", "grpc_method"),
                unit="s",
            ),
            Panel(
                "Calls refused",
                "Because of who made them: they showed nothing, nothing that counts, may not do "
                "this, or did it too often.",
                ((rate("complaint_calls_refused_total", "reason", "$here"), "{{reason}}"),),
                unit="reqps",
                width=12,
            ),
            Panel(
                "Connections open",
                "Of callers.",
                gauge("complaint_connections_open", "{{instance}}"),
                width=12,
            ),
            Panel(
                "Connections accepted",
                "One every 5 s is the process's own look.",
                (
                    (
                        rate("complaint_connections_accepted_total", "instance", "$here"),
                        "{{instance}}",
                    ),
                ),
                unit="cps",
                width=12,
            ),
            Panel(
                "Connections turned away or cut",
                "refused: too many. cut: brought more than its calls can need. pauses: the system "
                "let none in for a moment.",
                (
                    (
                        rate("complaint_connections_refused_total", "instance", "$here"),
                        "refused {{instance}}",
                    ),
                    (
                        rate("complaint_connections_cut_total", "instance", "$here"),
                        "cut {{instance}}",
                    ),
                    (
                        rate("complaint_accept_pauses_total", "instance", "$here"),
                        "pauses {{instance}}",
                    ),
                ),
                unit="cps",
                width=12,
            ),
        ],
    ),
    (
        "Certificates and configuration",
        [
            Panel(
                "Certificates: time left",
                "The earliest of each chain, by who is shown it; and of the lists of revoked ones.",
                (
                    (
                        "complaint_certificate_expiry_timestamp_seconds{$here} - time()",
                        "{{shown_to}} {{isspid}} {{instance}}",
                    ),
                ),
                unit="s",
            ),
            Panel(
                "Configuration read again",
                "bad: it stays as it was.",
                (
                    (
                        "sum by (result, instance) "
                        "(increase(complaint_config_reloads_total{$here}[$__rate_interval]))",
                        "{{result}} {{instance}}",
                    ),
                ),
            ),
            Panel(
                "Last configuration",
                "0: what the files say now was refused, and a start would refuse it too.",
                gauge("complaint_config_last_reload_successful", "{{instance}}"),
            ),
            Panel(
                "Age of the configuration",
                "Since when calls begin with what is in use.",
                (("time() - complaint_config_loaded_timestamp_seconds{$here}", "{{instance}}"),),
                unit="s",
            ),
        ],
    ),
    (
        "Process",
        [
            Panel(
                "Ready",
                "0: that part is not well, and no calls should come. /readyz says what is wrong.",
                gauge("complaint_ready", "{{part}} {{instance}}"),
            ),
            Panel(
                "Loop lag",
                "How late the thread that all replies run on gets to what it is given.",
                gauge("complaint_loop_lag_seconds", "{{instance}}"),
                unit="s",
            ),
            Panel(
                "Loop stalls",
                "How often it stood still for 3 s, since the start.",
                gauge("complaint_loop_stalls_total", "{{instance}}"),
            ),
            Panel(
                "Log lines dropped",
                "They were not read fast enough.",
                ((rate("complaint_log_lines_dropped_total", "instance", "$here"), "{{instance}}"),),
                unit="ops",
            ),
            Panel(
                "Processor",
                "1: a whole core.",
                ((rate("process_cpu_seconds_total", "instance", "$here"), "{{instance}}"),),
            ),
            Panel(
                "Memory",
                "What is resident.",
                gauge("process_resident_memory_bytes", "{{instance}}"),
                unit="bytes",
            ),
            Panel(
                "Descriptors",
                "A caller takes two, a connection to a gateway one.",
                (
                    ("process_open_fds{$here}", "open {{instance}}"),
                    ("process_max_fds{$here}", "limit {{instance}}"),
                ),
            ),
            Panel(
                "Age of the process",
                "A step down is a start.",
                (("time() - process_start_time_seconds{$here}", "{{instance}}"),),
                unit="s",
                width=12,
            ),
            Panel(
                "Versions",
                "How many processes run each.",
                (("count by (version) (complaint_build_info{$here})", "{{version}}"),),
                width=12,
            ),
        ],
    ),
]
