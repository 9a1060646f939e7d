package complainttest

import (
	"sync"

	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

var success = &complaintv1.Result{Id: "0000", Comment: "回复成功"}

// What the bridge remembers, by isspid and transaction_id.
type ledger struct {
	mu      sync.Mutex
	entries []*entry // the oldest first
	seen    []*complaintv1.ReplyRequest
}

type entry struct {
	request *complaintv1.ReplyRequest
	record  *complaintv1.ReplyRecord
	failure *status.Status // with UNKNOWN and REJECTED
}

func (l *ledger) seenReplies() []*complaintv1.ReplyRequest {
	l.mu.Lock()
	defer l.mu.Unlock()
	return cloned(l.seen)
}

// Nil where there is none. The caller holds mu.
func (l *ledger) find(isspid, transactionID string) *entry {
	for _, e := range l.entries {
		if e.record.GetIsspid() == isspid && e.record.GetTransactionId() == transactionID {
			return e
		}
	}
	return nil
}

// Delivers a reply, or says what became of it before.
func (l *ledger) reply(request *complaintv1.ReplyRequest) (*complaintv1.ReplyResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	known := l.find(request.GetIsspid(), request.GetTransactionId())
	if known != nil && !proto.Equal(known.request, request) {
		return nil, Failure{Reason: complaint.ReasonTransactionIDReused}.status().Err()
	}
	if known != nil && known.failure != nil {
		return nil, known.failure.Err()
	}
	if known != nil && known.record.GetState() == complaintv1.ReplyState_REPLY_STATE_DELIVERED {
		return toResponse(known, true), nil
	}
	delivered := l.put(request, complaintv1.ReplyState_REPLY_STATE_DELIVERED)
	delivered.record.Result = proto.CloneOf(success)
	l.seen = append(l.seen, delivered.request)
	return toResponse(delivered, false), nil
}

// A new entry, or the one that was settled as not delivered. The caller holds mu.
func (l *ledger) put(request *complaintv1.ReplyRequest, state complaintv1.ReplyState) *entry {
	e := l.find(request.GetIsspid(), request.GetTransactionId())
	if e == nil {
		e = &entry{
			request: proto.CloneOf(request),
			record: &complaintv1.ReplyRecord{
				Isspid:        request.GetIsspid(),
				TransactionId: request.GetTransactionId(),
				ClaimTime:     timestamppb.Now(),
			},
		}
		l.entries = append(l.entries, e)
	}
	e.record.State = state
	e.record.SettleTime = timestamppb.Now()
	return e
}

// Keeps those failures of a Reply that the bridge keeps.
func (l *ledger) record(request any, fault Fault) {
	reply, ok := request.(*complaintv1.ReplyRequest)
	if !ok || reply.GetValidateOnly() {
		return
	}
	state, ok := map[complaint.Reason]complaintv1.ReplyState{
		complaint.ReasonOutcomeUnknown:  complaintv1.ReplyState_REPLY_STATE_UNKNOWN,
		complaint.ReasonGatewayRejected: complaintv1.ReplyState_REPLY_STATE_REJECTED,
	}[fault.reason]
	if !ok {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := l.find(reply.GetIsspid(), reply.GetTransactionId()); e == nil || e.isFree() {
		e = l.put(reply, state)
		e.failure = fault.failure
		e.record.Result = complaint.FromError(fault.failure.Err()).GatewayResult
	}
}

// Whether the reply may be sent once more.
func (e *entry) isFree() bool {
	return e.record.GetState() == complaintv1.ReplyState_REPLY_STATE_NOT_DELIVERED
}

func toResponse(e *entry, replayed bool) *complaintv1.ReplyResponse {
	return &complaintv1.ReplyResponse{
		Isspid:        e.request.GetIsspid(),
		TransactionId: e.request.GetTransactionId(),
		SellerAccount: e.request.GetSellerAccount(),
		ComplaintId:   e.request.GetComplaintId(),
		Result:        proto.CloneOf(e.record.GetResult()),
		Replayed:      replayed,
		SettleTime:    proto.CloneOf(e.record.GetSettleTime()),
	}
}
