"""What is broken on purpose, and which tests should notice: a program, and a filter of its tests."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Mutation:
    name: str
    file: str
    old: str  # stands in the file once
    new: str
    tests: dict[str, str]


BASE = {"bridge_base_test": "*"}
BRIDGE = {"bridge_test": "*"}
HTTP = {"bridge_http_test": "*"}
GATEWAY = {"bridge_gateway_test": "*"}
SIMULATION = {"simulation_test": "*"}
SQLITE = {"sqlite_ledger_test": "*"}
POSTGRES = {"postgres_ledger_test": "*"}
KILL = {"integration_test": "*KillTest*/Sqlite*"}
CUT = {"integration_test": "*CutTest*/Sqlite_JsonHttp_Closed"}
SERVER = {"server_test": "*"}
LISTENER = {"server_listener_test": "*"}
CONFIGURATIONS = {"integration_test": "Configurations*"}
SECRETS = {"integration_test": "*SecretsTest*INFO"}
CALLERS = {"integration_test": "*ManyCallers*Sqlite*"}

HEART = "bridge/reply_bridge.cc"
EXCHANGE = "bridge/gateway/http/curl_exchange.cc"
CONNECTION = "bridge/gateway/http/connection.cc"
OUTCOME = "bridge/gateway/outcome.cc"

MUTATIONS = [
    Mutation(
        "send-once-guard",
        EXCHANGE,
        "if (run_.may_have_sent) {",
        "if (false) {",
        HTTP | CUT,
    ),
    Mutation(
        "claim-before-send",
        HEART,
        """  auto claim = ledger_.Claim(key, fingerprint);
  const absl::StatusOr<ledger::Claimed> claimed = co_await claim;
""",
        """  const absl::StatusOr<ledger::Claimed> claimed = ledger::Claimed{};
""",
        BRIDGE | SIMULATION | KILL,
    ),
    Mutation(
        "settle-before-answer",
        HEART,
        """  const absl::StatusOr<absl::Time> settled = co_await settle;
""",
        """  base::Spawn(std::move(settle), [](const absl::StatusOr<absl::Time>&) {});
  const absl::StatusOr<absl::Time> settled = absl::UnixEpoch();
""",
        BRIDGE | SIMULATION | KILL,
    ),
    Mutation(
        "settle-at-all",
        HEART,
        """  auto settle = ledger_.Settle(key, settlement);
  const absl::StatusOr<absl::Time> settled = co_await settle;
""",
        """  const absl::StatusOr<absl::Time> settled = absl::UnixEpoch();
""",
        BRIDGE | SIMULATION | KILL,
    ),
    Mutation(
        "unknown-where-settle-fails",
        HEART,
        'if (!settled.ok()) co_return flight.Share(OutcomeUnknown("it could not be recorded"));',
        "if (!settled.ok()) co_return flight.Share(LedgerUnavailable(settled.status()));",
        BRIDGE | SIMULATION,
    ),
    Mutation(
        "release-before-not-sent",
        HEART,
        "if (!released.ok()) co_return LedgerUnavailable(released);",
        "",
        BRIDGE,
    ),
    Mutation(
        "let-go-before-release",
        HEART,
        """    flight.LetGoOfKey();
    auto release = ledger_.Release(key);
    const absl::Status""",
        """    auto release = ledger_.Release(key);
    const absl::Status""",
        BRIDGE,
    ),
    Mutation(
        "release-after-unknown",
        HEART,
        """  ledger::Settlement settlement = ToSettlement(outcome);
""",
        """  ledger::Settlement settlement = ToSettlement(outcome);
  if (settlement.ending == ledger::Ending::kUnknown) {
    auto forget = ledger_.Release(key);
    co_await forget;
    co_return flight.Share(OutcomeUnknown(settlement.why));
  }
""",
        BRIDGE | SIMULATION | CUT,
    ),
    Mutation(
        "fingerprint-on-join",
        HEART,
        "const bool same = other->fingerprint() == fingerprint;",
        "const bool same = true;",
        BRIDGE | SIMULATION,
    ),
    Mutation(
        "fingerprint-on-replay",
        "bridge/reply_record.cc",
        "if (record.fingerprint != fingerprint) return TransactionIdReused();",
        "if (false && record.fingerprint != fingerprint) return TransactionIdReused();",
        BRIDGE | SIMULATION,
    ),
    Mutation(
        "join-in-flight",
        HEART,
        "while (auto* other = flights_.Find(key)) {",
        "while (auto* other = false ? flights_.Find(key) : nullptr) {",
        BRIDGE | CALLERS,
    ),
    Mutation(
        "record-before-claim",
        HEART,
        "if (!claimed.ok() || claimed->before) {",
        "if (!claimed.ok()) {",
        BRIDGE | SIMULATION | KILL,
    ),
    Mutation(
        "claim-must-be-recorded",
        HEART,
        "if (!claimed.ok() || claimed->before) {",
        "if (claimed.ok() && claimed->before) {",
        BRIDGE | SIMULATION,
    ),
    Mutation(
        "send-by",
        EXCHANGE,
        "if (clock_.SteadyNow() >= send_by_) {",
        "if (false) {",
        HTTP,
    ),
    Mutation(
        "perhaps-sent-is-unknown",
        OUTCOME,
        "if (transport.sent == Sent::kPerhaps) return Unknown{transport.error};",
        "if (transport.sent == Sent::kPerhaps) return NotSent{transport.error};",
        GATEWAY | CUT,
    ),
    Mutation(
        "status-proves-nothing",
        OUTCOME,
        "if (Contains(rules.refused_statuses(), status)) return Rejected{{}, status};",
        "if (status >= 400 && status < 500) return Rejected{{}, status};",
        GATEWAY | SIMULATION,
    ),
    Mutation(
        "too-many-requests-proves-nothing",
        OUTCOME,
        "if (Contains(rules.deferred_statuses(), status)) return ComeBackLater(transport, rules, http);",
        "if (status == 429) return ComeBackLater(transport, rules, http);",
        GATEWAY | SIMULATION,
    ),
    Mutation(
        "contradictions-decide-nothing",
        OUTCOME,
        "if (status >= 500 || (status >= 300 && success)) {",
        "if (false) {",
        GATEWAY,
    ),
    Mutation(
        "undocumented-result-is-unknown",
        OUTCOME,
        "if (!IsResultId(result.id)) {",
        "if (false) {",
        GATEWAY | SIMULATION,
    ),
    Mutation(
        "answer-is-whole",
        EXCHANGE,
        "return run_.body->state() == AnswerBody::State::kWhole;",
        "return true;",
        HTTP,
    ),
    Mutation(
        "look-before-the-message",
        EXCHANGE,
        "if (state != Connection::State::kQuiet) {",
        "if (run_.connection == nullptr) {",
        HTTP,
    ),
    Mutation(
        "look-at-what-openssl-holds",
        CONNECTION,
        "const bool has_pending = tls_ != nullptr && tls_->HasPending();",
        "const bool has_pending = false;",
        HTTP,
    ),
    Mutation(
        "answer-to-the-whole-message",
        EXCHANGE,
        "if (!was_uploaded || !run_.connection->BeginAnswer()) {",
        "run_.connection->BeginAnswer();\n  if (false) {",
        HTTP,
    ),
    Mutation(
        "what-is-given-up-is-dropped",
        CONNECTION,
        "if (!given_up) SetHardClose(fd, false);",
        "SetHardClose(fd, false);",
        HTTP,
    ),
    Mutation(
        "claim-that-ran-out-is-the-ledgers",
        HEART,
        "const bool ran_out = loop_.SteadyNow() >= claimed->send_by;",
        "const bool ran_out = false;",
        BRIDGE,
    ),
    Mutation(
        "verify-the-sign",
        "bridge/gateway/signature/signature.cc",
        "return fits ? absl::OkStatus() : absl::InvalidArgumentError(",
        "return true || fits ? absl::OkStatus() : absl::InvalidArgumentError(",
        GATEWAY,
    ),
    Mutation(
        "echo-check",
        "bridge/gateway/message/answer_mapping.cc",
        "return CheckEchoes(plan, answer, request, response);",
        """CheckEchoes(plan, answer, request, response).IgnoreError();
  return absl::OkStatus();""",
        GATEWAY,
    ),
    Mutation(
        "tell-of-a-message-that-could-not-be-recorded",
        "bridge/ledger/retrying_ledger.cc",
        "if (std::optional<Record> claim = SentClaim(key)) co_return claim;",
        "",
        BRIDGE | SIMULATION,
    ),
    Mutation(
        "same-file-after-a-fault",
        "bridge/ledger/sqlite/reply_store.cc",
        "if (absl::Status status = guard_.Check(); !status.ok()) return status;\n  if (!reopen",
        "if (!reopen",
        SQLITE,
    ),
    Mutation(
        "same-files-at-each-batch",
        "bridge/ledger/sqlite/reply_store.cc",
        "absl::Status status = table_ ? CheckFiles() : Reopen();",
        "absl::Status status = table_ ? absl::OkStatus() : Reopen();",
        SQLITE,
    ),
    Mutation(
        "same-log-at-each-batch",
        "bridge/ledger/sqlite/file_guard.cc",
        "if (status.ok() && log_) status = log_->Check();",
        "",
        SQLITE,
    ),
    Mutation(
        "sqlite-as-far-as-it-was",
        "bridge/ledger/sqlite/ledger_file.cc",
        "if (found->commits < memory->commits)",
        "if (false)",
        SQLITE,
    ),
    Mutation(
        "sqlite-file-alone-as-far-as-it-was",
        "bridge/ledger/sqlite/ledger_file.cc",
        "if (found->commits < memory.in_file)",
        "if (false)",
        SQLITE,
    ),
    Mutation(
        "sqlite-remembered-ledger",
        "bridge/ledger/sqlite/file_guard.cc",
        "  if (!memory) return absl::OkStatus();\n",
        "  return absl::OkStatus();\n",
        SQLITE,
    ),
    Mutation(
        "sqlite-restart-recovery",
        "bridge/ledger/sqlite/reply_store.cc",
        "const absl::StatusOr<int64_t> ended = table.EndClaims(now);",
        "const auto ended = false ? table.EndClaims(now) : absl::StatusOr<int64_t>(0);",
        SQLITE | KILL,
    ),
    Mutation(
        "sqlite-one-claim",
        "bridge/ledger/sqlite/reply_table.cc",
        "'claimed') ON CONFLICT DO NOTHING)",
        "'claimed') ON CONFLICT (isspid, transaction_id, interface) DO UPDATE SET state = 'claimed')",
        SQLITE | KILL,
    ),
    Mutation(
        "sqlite-sync",
        "bridge/ledger/sqlite/ledger_file.cc",
        "PRAGMA synchronous = FULL;",
        "PRAGMA synchronous = OFF;",
        SQLITE,
    ),
    Mutation(
        "sqlite-file-of-one-process",
        "bridge/ledger/sqlite/ledger_file.cc",
        "PRAGMA locking_mode = EXCLUSIVE;",
        "PRAGMA locking_mode = NORMAL;",
        SQLITE,
    ),
    Mutation(
        "sqlite-doubtful-claims",
        "bridge/ledger/sqlite/reply_store.cc",
        "doubtful_.insert(doubtful_.end(), claims.begin(), claims.end());",
        "",
        SQLITE,
    ),
    Mutation(
        "postgres-one-claim",
        "bridge/ledger/postgres/pg_statements.cc",
        "ON CONFLICT (isspid, transaction_id, interface) DO NOTHING RETURNING claim_token",
        "ON CONFLICT (isspid, transaction_id, interface) DO UPDATE SET "
        "claim_token = EXCLUDED.claim_token RETURNING replies.claim_token",
        POSTGRES,
    ),
    Mutation(
        "postgres-answer-for-each-of-a-batch",
        "bridge/ledger/postgres/pg_batches.cc",
        "const auto row = by_mark.find(asked->values[kMark]);",
        "const auto row = by_mark.begin();",
        POSTGRES,
    ),
    Mutation(
        "watch-of-its-owner",
        "bridge/base/epoll_loop.cc",
        "if (watch != watches_.end() && watch->second->owner == owner) Drop(fd);",
        "(void)owner, Drop(fd);",
        HTTP,
    ),
    Mutation(
        "postgres-claim-in-its-ledger",
        "bridge/ledger/postgres/pg_statements.cc",
        "WHERE identity = SESSION_LEDGER AND \"",
        "WHERE \"",
        POSTGRES,
    ),
    Mutation(
        "postgres-claim-in-a-durable-session",
        "bridge/ledger/postgres/pg_statements.cc",
        "AND \"\n    \"SESSION_IS_DURABLE)",
        "\"\n    \")",
        POSTGRES,
    ),
    Mutation(
        "postgres-answer-of-its-question",
        "bridge/ledger/postgres/pg_connection.cc",
        "if (FirstOf(rows) != number) return false;",
        "if (rows.empty()) return false;",
        POSTGRES,
    ),
    Mutation(
        "postgres-write-in-a-durable-session",
        "bridge/ledger/postgres/pg_statements.cc",
        "CASE WHEN SESSION_IS_DURABLE THEN",
        "CASE WHEN true THEN",
        POSTGRES,
    ),
    Mutation(
        "postgres-makes-tables-at-its-start-alone",
        "bridge/ledger/postgres/pg_database.cc",
        "auto find = identity_.empty() ? FindOrMakePgLedger",
        "auto find = options_.identity.empty() ? FindOrMakePgLedger",
        POSTGRES,
    ),
    Mutation(
        "postgres-missed-ledger",
        "bridge/ledger/postgres/pg_identity.cc",
        "  if (missed->empty()) co_return absl::OkStatus();\n",
        "  co_return absl::OkStatus();\n",
        POSTGRES,
    ),
    Mutation(
        "postgres-not-found-is-confirmed",
        "bridge/ledger/postgres/pg_database.cc",
        "if (FirstOf(*rows) != identity_) {",
        "if (false) {",
        POSTGRES,
    ),
    Mutation(
        "postgres-sessions-last",
        "bridge/ledger/postgres/pg_session.cc",
        "co_return same ? absl::OkStatus() : DoesNotLast();",
        "co_return same ? absl::OkStatus() : absl::OkStatus();",
        POSTGRES,
    ),
    Mutation(
        "postgres-plans-are-not-kept",
        "bridge/ledger/postgres/pg_session.cc",
        "SET plan_cache_mode = force_custom_plan",
        "SET plan_cache_mode = auto",
        POSTGRES,
    ),
    Mutation(
        "postgres-lease",
        "bridge/ledger/postgres/pg_statements.cc",
        "WHERE state = 'claimed' AND lease_until <= CLOCK)\";",
        "WHERE state = 'claimed' AND lease_until <= CLOCK AND 1 = 0)\";",
        POSTGRES,
    ),
    Mutation(
        "postgres-releases-only-what-nobody-sent",
        "bridge/ledger/postgres/pg_ledger.cc",
        "    if (!unsent_.contains(claim.token)) continue;\n",
        "",
        POSTGRES,
    ),
    Mutation(
        "retry-of-lost-endings",
        "bridge/ledger/retrying_ledger.cc",
        "  Keep(key, {.claim = claim.mapped(), .settlement = std::move(settlement)});",
        "",
        BRIDGE,
    ),
    Mutation(
        "flights-tell-those-who-came-in-time",
        "bridge/flights.h",
        "landing.arrival_ > last_told_ || ",
        "",
        BRIDGE,
    ),
    Mutation(
        "flights-pass-on-what-nobody-begins",
        "bridge/flights.h",
        """    if (is_to_begin_) flights_.PassOn(key_);
""",
        "",
        BRIDGE,
    ),
    Mutation(
        "flights-forget-who-goes",
        "bridge/flights.h",
        """    if (line_ != nullptr) Leave();
""",
        "",
        BRIDGE,
    ),
    Mutation(
        "admission-forgets-who-goes",
        "bridge/admission/admission.cc",
        """    if (waits) Leave();
""",
        "",
        BRIDGE,
    ),
    Mutation(
        "admission-takes-back-what-nobody-used",
        "bridge/admission/admission.cc",
        """slot->Refund();
  }""",
        """(void)slot;
  }""",
        BRIDGE,
    ),
    Mutation(
        "admission-knows-whose-wait-was-too-long",
        "bridge/admission/admission.cc",
        "kRetryLater, waiter.is_wait_its_own});",
        "kRetryLater, false});",
        BRIDGE,
    ),
    Mutation(
        "admission-rate-by-a-clock-that-nobody-sets",
        "bridge/admission/admission.cc",
        "rate_->TryTake(now)",
        "rate_->TryTake(loop_.Now())",
        BRIDGE,
    ),
    Mutation(
        "nobody-waits-in-vain",
        "bridge/admission/outlook.cc",
        "turn + after > time",
        "turn > time",
        BRIDGE,
    ),
    Mutation(
        "whoever-has-lost-its-chance-is-passed-over",
        "bridge/admission/admission.cc",
        "waiter.deadline - loop_.Now() < hold_",
        "waiter.deadline - loop_.Now() < absl::ZeroDuration()",
        BRIDGE,
    ),
    Mutation(
        "memory-ledger-by-a-clock-that-nobody-sets",
        "bridge/ledger/memory_ledger.cc",
        "absl::FromChrono(now - oldest.since) < options_.retention",
        "loop_.Now() - oldest.settlement_time < options_.retention",
        BRIDGE,
    ),
    Mutation(
        "timer-ends-with-its-owner",
        "bridge/base/timer.h",
        "~Timer() { Cancel(); }",
        "~Timer() = default;",
        BRIDGE,
    ),
    Mutation(
        "blocking-call-tells-that-nobody-waits",
        "bridge/base/blocking_call.cc",
        """  bell_->Abandon();
""",
        "",
        BASE,
    ),
    Mutation(
        "log-writer-keeps-room-of-its-own",
        "bridge/base/log_writer.cc",
        "bytes_max - std::min(bytes, bytes_max)",
        "options_.bytes_max - std::min(bytes_[0] + bytes_[1], options_.bytes_max)",
        BASE,
    ),
    Mutation(
        "loop-reads-before-it-looks-at-its-timers",
        "bridge/base/epoll_loop.cc",
        "if (!CatchesUp(ready, now)) timers_.RunDue(now);",
        "timers_.RunDue(now);",
        BASE,
    ),
    Mutation(
        "loop-says-that-it-has-no-descriptors",
        "bridge/base/epoll_loop.cc",
        """    status_ = NoDescriptor();
""",
        "",
        BASE,
    ),
    Mutation(
        "thread-that-is-not-there-is-a-status",
        "bridge/base/thread.h",
        "catch (const std::system_error& error)",
        "catch (const std::bad_alloc& error)",
        BASE,
    ),
    Mutation(
        "no-tls-is-a-fault",
        "bridge/gateway/http/gateway_tls.cc",
        "if (!MakesTls())",
        "if (false)",
        HTTP,
    ),
    Mutation(
        "sqlite-pause-before-it-is-read-again",
        "bridge/ledger/sqlite/reply_store.cc",
        "if (!reopen_pause_.IsOver())",
        "if (false)",
        {"sqlite_ledger_test": "SqliteLedgerFaultTest*"},
    ),
    Mutation(
        "sqlite-pause-ends-where-it-works",
        "bridge/ledger/sqlite/reply_store.cc",
        """    if (commits_ != commits) reopen_pause_.Reset();
""",
        "",
        {"sqlite_ledger_test": "SqliteLedgerFaultTest*"},
    ),
    Mutation(
        "postgres-refuses-what-does-not-say-that-it-waits",
        "bridge/ledger/postgres/pg_session.cc",
        "if (waits != \"off\") {",
        "if (false) {",
        {"postgres_ledger_test": "PgSession*"},
    ),
    Mutation(
        "postgres-durable-by-what-is-known-alone",
        "bridge/ledger/postgres/pg_session.h",
        "IN ('on', 'local', 'remote_write', 'remote_apply')",
        "<> 'off'",
        {"postgres_ledger_test": "PgSession*"},
    ),
    Mutation(
        "listener-cuts-who-says-much",
        "server/listener/connections.cc",
        "if (BringsTooMuch(watched))",
        "if (false)",
        LISTENER,
    ),
    Mutation(
        "listener-cuts-who-heeds-no-limit",
        "server/listener/connection_calls.cc",
        "> under_way_max_) Tell(it, \"it heeds",
        "> under_way_max_ && false) Tell(it, \"it heeds",
        LISTENER,
    ),
    Mutation(
        "listener-cuts-who-gives-up-all",
        "server/listener/connection_calls.cc",
        "> under_way_max_) Tell(it, \"it gives",
        "> under_way_max_ && false) Tell(it, \"it gives",
        LISTENER,
    ),
    Mutation(
        "configuration-quotes-nothing",
        "server/config/config_file.cc",
        'return "is not Protobuf\'s text format";',
        "return std::string(message);",
        SERVER | CONFIGURATIONS,
    ),
    Mutation(
        "json-member-once",
        "server/config/json_outline.cc",
        "if (other == field)",
        "if (false)",
        SERVER | CONFIGURATIONS,
    ),
    Mutation(
        "enum-number-has-a-name",
        "server/config/value_check.cc",
        "FindValueByNumber(number) != nullptr",
        "FindValueByNumber(0) != nullptr",
        SERVER | CONFIGURATIONS,
    ),
    Mutation(
        "one-port-for-one-listener",
        "server/config/address_check.cc",
        "return a.port != 0 && a.port == b.port",
        "return false && a.port == b.port",
        SERVER | CONFIGURATIONS,
    ),
    Mutation(
        "gateway-key-is-the-certificates",
        "bridge/certificates/pem.cc",
        "ParseKey(key).get()) == 1;",
        "ParseKey(key).get()) >= 0;",
        HTTP | SERVER | CONFIGURATIONS,
    ),
    Mutation(
        "check-looks-at-the-ledger",
        "bridge/ledger/sqlite/file_guard.cc",
        "if (!*blank) return LookAtLedgerFile(real, lock->memory);",
        "if (!*blank) return absl::OkStatus();",
        SERVER | CONFIGURATIONS,
    ),
    Mutation(
        "check-leaves-a-held-ledger-alone",
        "bridge/ledger/sqlite/file_guard.cc",
        "if (!lock.ok() || lock->held)",
        "if (!lock.ok())",
        SERVER,
    ),
    Mutation(
        "postgres-without-schema-is-refused",
        "bridge/ledger/postgres/pg_set_up.cc",
        '{"42", "3D", "3F", "28", "0A", "22"}',
        '{"42501"}',
        POSTGRES,
    ),
    Mutation(
        "token-that-nobody-was-given",
        "server/callers/authenticator.cc",
        "digest.data(), digest.size()) == 0) {",
        "digest.data(), 0) == 0) {",
        SERVER,
    ),
    Mutation(
        "token-over-plaintext",
        "server/callers/authenticator.cc",
        "if (!shown.is_private) return",
        "if (false) return",
        SERVER,
    ),
    Mutation(
        "token-replayed-after-its-time",
        "server/callers/authenticator.cc",
        "if (now >= principal->expiry) return",
        "if (false) return",
        SERVER,
    ),
    Mutation(
        "jwt-signature",
        "server/callers/json_web_tokens.cc",
        "R_FLAG_IGNORE_REMOTE) == RHN_OK;\n  });",
        "R_FLAG_IGNORE_REMOTE) != RHN_ERROR_PARAM;\n  });",
        SERVER,
    ),
    Mutation(
        "jwt-one-encoding",
        "server/callers/json_web_tokens.cc",
        "if (absl::WebSafeBase64Escape(texts[i]) != parts[i]) return std::nullopt;",
        "",
        SERVER,
    ),
    Mutation(
        "jwt-audience",
        "server/callers/json_web_tokens.cc",
        "if (!IsFor(claims, audiences)) return",
        "if (false) return",
        SERVER,
    ),
    Mutation(
        "jwt-key-of-its-algorithm",
        "server/callers/json_web_tokens.cc",
        "return may && (",
        "return may || (",
        SERVER,
    ),
    Mutation(
        "certificate-taken-back",
        "server/callers/revocations.cc",
        "X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL",
        "0",
        SERVER,
    ),
    Mutation(
        "accounts-of-a-caller",
        "server/callers/access.cc",
        "return IsOf(permission.seller_accounts, seller_account);",
        "return true;",
        SERVER,
    ),
    Mutation(
        "rate-of-a-caller",
        "server/callers/caller_rate.h",
        "if (limit_.TryTake(now)) return std::nullopt;",
        "return std::nullopt;",
        SERVER,
    ),
    Mutation(
        "key-that-a-gateway-repeats",
        "bridge/gateway/gateway_client.cc",
        "take_keys(unknown->why);",
        "",
        SECRETS,
    ),
    Mutation(
        "text-that-a-gateway-repeats",
        "bridge/gateway/gateway_client.cc",
        "unknown->why = WithoutTextsOf(request, unknown->why);",
        "",
        SECRETS,
    ),
]
