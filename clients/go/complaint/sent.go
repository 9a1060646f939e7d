package complaint

// Sent says whether the consumer may see a reply that failed.
type Sent int

const (
	// SentPerhaps: nobody here knows. Ask again with the same transaction_id, never with a new one.
	SentPerhaps Sent = iota
	// SentNothing: the gateway provably got nothing.
	SentNothing
	// SentRefused: the gateway got the reply and refused it.
	SentRefused
)

// String gives PERHAPS, NOTHING or REFUSED.
func (s Sent) String() string {
	switch s {
	case SentNothing:
		return "NOTHING"
	case SentRefused:
		return "REFUSED"
	default:
		return "PERHAPS"
	}
}

func (s Sent) phrase() string {
	switch s {
	case SentNothing:
		return "Nothing was sent"
	case SentRefused:
		return "The gateway got the reply and refused it"
	default:
		return "Perhaps the consumer sees the reply"
	}
}
