package complaint_test

import (
	"errors"
	"testing"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

func newRequest(transactionID string) *complaintv1.ReplyRequest {
	return &complaintv1.ReplyRequest{
		Isspid:          "39493002",
		TransactionId:   transactionID,
		SellerAccount:   "66660000000000001",
		ComplaintId:     "200201820200101080076610000",
		ResponseContent: "已与用户沟通解决",
	}
}

func asError(t *testing.T, err error) *complaint.Error {
	t.Helper()
	var failure *complaint.Error
	if !errors.As(err, &failure) {
		t.Fatalf("got %v, want an *Error", err)
	}
	return failure
}

func wantReason(t *testing.T, err error, reason complaint.Reason, sent complaint.Sent) *complaint.Error {
	t.Helper()
	failure := asError(t, err)
	if failure.Reason != reason || failure.Sent != sent {
		t.Fatalf("got %q, sent %v; want %q, sent %v: %v", failure.Reason, failure.Sent, reason, sent, err)
	}
	return failure
}
