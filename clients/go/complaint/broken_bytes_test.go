package complaint_test

import (
	"context"
	"net"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// Its status details are no google.rpc.Status.
type garbler struct {
	complaintv1.UnimplementedComplaintServiceServer
}

func (garbler) Reply(ctx context.Context, _ *complaintv1.ReplyRequest) (*complaintv1.ReplyResponse, error) {
	grpc.SetTrailer(ctx, metadata.Pairs("grpc-status-details-bin", "\xff\xff\xff\xff"))
	return nil, status.Error(codes.Aborted, "garbled")
}

func TestReplySurvivesDetailsThatAreNoStatus(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	complaintv1.RegisterComplaintServiceServer(server, garbler{})
	go server.Serve(listener)
	t.Cleanup(server.Stop)
	client, err := complaint.Connect(listener.Addr().String(), complaint.WithPlaintext())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, err = client.Reply(t.Context(), newRequest("resp1"))
	failure := wantReason(t, err, "", complaint.SentPerhaps)
	t.Log(failure)
}
