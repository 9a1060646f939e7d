package complaint

import (
	"math/rand/v2"
	"time"
)

const (
	waitMin = 200 * time.Millisecond
	waitMax = 5 * time.Second
)

// Waits between attempts. They double from twice waitMin to waitMax, and each is drawn from its upper
// half, so that callers that failed together do not come back together.
type waits struct{ last time.Duration }

func (w *waits) next() time.Duration {
	w.last = min(max(2*w.last, 2*waitMin), waitMax)
	return w.last/2 + rand.N(w.last/2)
}
