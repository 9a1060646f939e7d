package complainttest

import (
	"context"
	"slices"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// One page holds all, and times do not filter.
type adminService struct {
	complaintv1.UnimplementedReplyAdminServiceServer
	bridge *Bridge
}

func (s *adminService) ListReplies(
	_ context.Context, request *complaintv1.ListRepliesRequest,
) (*complaintv1.ListRepliesResponse, error) {
	l := &s.bridge.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	response := &complaintv1.ListRepliesResponse{}
	for _, e := range l.entries {
		if matches(request, e.record) {
			response.Replies = append(response.Replies, proto.CloneOf(e.record))
		}
	}
	return response, nil
}

func matches(request *complaintv1.ListRepliesRequest, record *complaintv1.ReplyRecord) bool {
	if request.GetIsspid() != "" && request.GetIsspid() != record.GetIsspid() {
		return false
	}
	return len(request.GetStates()) == 0 || slices.Contains(request.GetStates(), record.GetState())
}

func (s *adminService) SettleReply(
	_ context.Context, request *complaintv1.SettleReplyRequest,
) (*complaintv1.SettleReplyResponse, error) {
	if violations := validateFinding(request); len(violations) > 0 {
		return nil, invalid(violations)
	}
	l := &s.bridge.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	found := l.find(request.GetIsspid(), request.GetTransactionId())
	if found == nil {
		return nil, Failure{Reason: complaint.ReasonReplyNotFound}.status().Err()
	}
	if found.record.GetState() != complaintv1.ReplyState_REPLY_STATE_UNKNOWN {
		return nil, Failure{Reason: complaint.ReasonReplyNotUnknown}.status().Err()
	}
	found.settle(request)
	return &complaintv1.SettleReplyResponse{Reply: proto.CloneOf(found.record)}, nil
}

func (e *entry) settle(request *complaintv1.SettleReplyRequest) {
	e.failure = nil
	e.record.State = complaintv1.ReplyState_REPLY_STATE_NOT_DELIVERED
	if request.GetVerdict() == complaintv1.Verdict_VERDICT_DELIVERED {
		e.record.State = complaintv1.ReplyState_REPLY_STATE_DELIVERED
	}
	e.record.SettleTime = timestamppb.Now()
	e.record.Finding = &complaintv1.Finding{
		Verdict:    request.GetVerdict(),
		SettledBy:  request.GetSettledBy(),
		Reason:     request.GetReason(),
		SettleTime: proto.CloneOf(e.record.GetSettleTime()),
	}
}

func validateFinding(request *complaintv1.SettleReplyRequest) []complaint.Violation {
	var violations []complaint.Violation
	for field, missing := range map[string]bool{
		"transaction_id": request.GetTransactionId() == "",
		"verdict":        request.GetVerdict() == complaintv1.Verdict_VERDICT_UNSPECIFIED,
		"settled_by":     request.GetSettledBy() == "",
		"reason":         request.GetReason() == "",
	} {
		if missing {
			violations = append(violations, complaint.Violation{Field: field, Description: "required: is empty"})
		}
	}
	return violations
}
