package complaint

import (
	"crypto/rand"
	"encoding/hex"
)

// NewTransactionID makes the id of a new reply: 128 random bits as 32 hex digits, which is as long
// as an id may be.
func NewTransactionID() string {
	var bits [16]byte
	rand.Read(bits[:]) // never fails
	return hex.EncodeToString(bits[:])
}
