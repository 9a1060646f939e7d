// Complaint replies as a service by hand would send them, to compare with: grpc-go and net/http, the
// same checks of required fields, the same sign both ways; no ledger, so that a reply may be sent
// twice, no limits on admission and no log.
//
//	go run . -gateway http://127.0.0.1:PORT/json
//
// Says where it listens on stdout, and serves until it is ended.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

type service struct {
	complaintv1.UnimplementedComplaintServiceServer
	gateway *gateway
}

func (s *service) Reply(
	ctx context.Context, request *complaintv1.ReplyRequest,
) (*complaintv1.ReplyResponse, error) {
	required := []pair{
		{"isspid", request.GetIsspid()},
		{"transaction_id", request.GetTransactionId()},
		{"seller_account", request.GetSellerAccount()},
		{"complaint_id", request.GetComplaintId()},
		{"response_content", request.GetResponseContent()},
	}
	for _, field := range required {
		if field.value == "" {
			return nil, status.Errorf(codes.InvalidArgument, "%s is missing", field.name)
		}
	}
	read, err := s.gateway.send(ctx, s.gateway.messageOf(request))
	if err != nil {
		return nil, status.Error(codes.Unknown, err.Error())
	}
	if read.Result.ID != "0000" {
		return nil, status.Error(codes.FailedPrecondition, read.Result.Comment)
	}
	return &complaintv1.ReplyResponse{
		Isspid:        request.GetIsspid(),
		TransactionId: request.GetTransactionId(),
		SellerAccount: request.GetSellerAccount(),
		ComplaintId:   request.GetComplaintId(),
		Result:        &complaintv1.Result{Id: read.Result.ID, Comment: read.Result.Comment},
	}, nil
}

func main() {
	url := flag.String("gateway", "", "where messages are posted")
	key := flag.String("key", "", "of the sign")
	connections := flag.Int("connections", 1024, "to the gateway, kept open")
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	complaintv1.RegisterComplaintServiceServer(
		server, &service{gateway: newGateway(*url, *key, *connections)})
	fmt.Printf("{\"listening\":%q}\n", listener.Addr())
	log.Fatal(server.Serve(listener))
}
