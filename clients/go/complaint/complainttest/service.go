package complainttest

import (
	"context"

	"google.golang.org/protobuf/proto"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

type complaintService struct {
	complaintv1.UnimplementedComplaintServiceServer
	bridge *Bridge
}

func (s *complaintService) Reply(
	_ context.Context, request *complaintv1.ReplyRequest,
) (*complaintv1.ReplyResponse, error) {
	if violations := validate(request); len(violations) > 0 {
		return nil, invalid(violations)
	}
	if request.GetValidateOnly() {
		return &complaintv1.ReplyResponse{
			Isspid:        request.GetIsspid(),
			TransactionId: request.GetTransactionId(),
			SellerAccount: request.GetSellerAccount(),
			ComplaintId:   request.GetComplaintId(),
		}, nil
	}
	return s.bridge.ledger.reply(request)
}

func (s *complaintService) GetReply(
	_ context.Context, request *complaintv1.GetReplyRequest,
) (*complaintv1.GetReplyResponse, error) {
	l := &s.bridge.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	found := l.find(request.GetIsspid(), request.GetTransactionId())
	if found == nil {
		return nil, Failure{Reason: complaint.ReasonReplyNotFound}.status().Err()
	}
	return &complaintv1.GetReplyResponse{Reply: proto.CloneOf(found.record)}, nil
}

func invalid(violations []complaint.Violation) error {
	return Failure{Reason: complaint.ReasonInvalidRequest, Violations: violations}.status().Err()
}
