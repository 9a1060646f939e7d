package complaint

// Reason is the bridge's word on why a call failed: a name of complaintv1.ErrorReason, or of one
// that a newer bridge has. Empty: the bridge gave none.
type Reason string

// The reasons of contract 1.0; complaintv1.ErrorReason tells more of each.
const (
	ReasonInvalidRequest        Reason = "INVALID_REQUEST"
	ReasonMerchantNotConfigured Reason = "MERCHANT_NOT_CONFIGURED"
	ReasonReplyNotFound         Reason = "REPLY_NOT_FOUND"
	ReasonCallerNotAllowed      Reason = "CALLER_NOT_ALLOWED"
	ReasonTransactionIDReused   Reason = "TRANSACTION_ID_REUSED"
	ReasonGatewayRejected       Reason = "GATEWAY_REJECTED"
	ReasonOutcomeUnknown        Reason = "OUTCOME_UNKNOWN"
	ReasonReplyInProgress       Reason = "REPLY_IN_PROGRESS"
	ReasonGatewayUnreachable    Reason = "GATEWAY_UNREACHABLE"
	ReasonCircuitOpen           Reason = "CIRCUIT_OPEN"
	ReasonLedgerUnavailable     Reason = "LEDGER_UNAVAILABLE"
	ReasonDraining              Reason = "DRAINING"
	ReasonRateLimited           Reason = "RATE_LIMITED"
	ReasonOverloaded            Reason = "OVERLOADED"
	ReasonDeadlineTooShort      Reason = "DEADLINE_TOO_SHORT"
	ReasonReplyNotUnknown       Reason = "REPLY_NOT_UNKNOWN"
)

// What a reason means to the caller.
type meaning struct {
	sent   Sent
	mends  bool // by itself, before long: asking again helps
	advice string
}

var meanings = map[Reason]meaning{
	ReasonInvalidRequest:        {SentNothing, false, "fix the fields named"},
	ReasonMerchantNotConfigured: {SentNothing, false, "check the isspid"},
	ReasonReplyNotFound:         {SentNothing, false, "check isspid and transaction_id"},
	ReasonCallerNotAllowed:      {SentNothing, false, "check the certificate or the token, and the isspid"},
	ReasonTransactionIDReused:   {SentNothing, false, "use a new transaction_id for a new reply"},
	ReasonGatewayRejected:       {SentRefused, false, "read the comment; a new attempt takes a new transaction_id"},
	ReasonOutcomeUnknown:        {SentPerhaps, false, askAgainAdvice},
	ReasonReplyInProgress:       {SentPerhaps, true, askAgainAdvice},
	ReasonGatewayUnreachable:    {SentNothing, true, retryAdvice},
	ReasonCircuitOpen:           {SentNothing, true, retryAdvice},
	ReasonLedgerUnavailable:     {SentNothing, true, retryAdvice},
	ReasonDraining:              {SentNothing, true, retryAdvice},
	ReasonRateLimited:           {SentNothing, true, retryAdvice},
	ReasonOverloaded:            {SentNothing, true, retryAdvice},
	ReasonDeadlineTooShort:      {SentNothing, false, longerAdvice},
	ReasonReplyNotUnknown:       {SentNothing, false, "nothing is open: GetReply tells the state"},
}

// In the words of every client.
const (
	retryAdvice    = "retry with the same transaction_id"
	askAgainAdvice = "ask again with the same transaction_id or look at the complaint, never send it under a new one"
	longerAdvice   = "retry with a longer deadline and the same transaction_id"
	anotherAdvice  = "retry with another client and the same transaction_id"
	checkAdvice    = "check the address, TLS or plaintext, the certificates, the token and what stands in front of the bridge"
)
