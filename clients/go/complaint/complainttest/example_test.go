package complainttest_test

import (
	"context"
	"testing"

	"complaint.imageco/go/complaint"
	"complaint.imageco/go/complaint/complainttest"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// The code under test: it answers a complaint of the shop's.
func answer(ctx context.Context, client *complaint.Client, complaintID string) error {
	_, err := client.ReplyUntilSettled(ctx, &complaintv1.ReplyRequest{
		Isspid:          "39493002",
		SellerAccount:   "66660000000000001",
		ComplaintId:     complaintID,
		ResponseContent: "已与用户沟通解决",
	})
	return err
}

func TestAnswerReachesTheConsumerOnce(t *testing.T) {
	bridge := complainttest.Start(t)
	bridge.Next(complainttest.LoseAfter()) // the reply is shown, and the connection breaks

	if err := answer(t.Context(), bridge.Client(), "200201820200101080076610000"); err != nil {
		t.Fatal(err)
	}
	if seen := bridge.Seen(); len(seen) != 1 || seen[0].GetResponseContent() != "已与用户沟通解决" {
		t.Fatal(seen)
	}
}
