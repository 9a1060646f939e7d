package complaint_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

func ExampleConnect() {
	client, err := complaint.Connect("complaint-server:50051")
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

func ExampleConnect_plaintext() {
	client, err := complaint.Connect("127.0.0.1:50051", complaint.WithPlaintext())
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

func ExampleConnect_mutualTLS() {
	client, err := complaint.Connect("dns:///complaint-server:50051",
		complaint.WithCAFile("tls/ca.pem"),
		complaint.WithCertificateFiles("tls/orders.pem", "tls/orders.key"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

func ExampleConnect_token() {
	client, err := complaint.Connect("dns:///complaint-server:50051",
		complaint.WithCAFile("tls/ca.pem"),
		complaint.WithTokenFile("/var/run/secrets/complaint-bridge/token"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

func ExampleClient_Reply() {
	client, err := complaint.Connect("127.0.0.1:50051", complaint.WithPlaintext())
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 25*time.Second)
	defer cancel()
	response, err := client.Reply(ctx, &complaintv1.ReplyRequest{
		Isspid:          "39493002",
		SellerAccount:   "66660000000000001",
		ComplaintId:     "200201820200101080076610000",
		ResponseContent: "已与用户沟通解决",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.GetTransactionId(), response.GetResult().GetComment())
}

func ExampleError() {
	tell := func(err error) {
		var failure *complaint.Error
		if !errors.As(err, &failure) {
			return
		}
		switch {
		case failure.Reason == complaint.ReasonInvalidRequest:
			for _, violation := range failure.Violations {
				fmt.Println(violation.Field, violation.Description)
			}
		case failure.Sent == complaint.SentRefused:
			fmt.Println("refused:", failure.GatewayResult.GetComment())
		case failure.Sent == complaint.SentNothing:
			fmt.Println("may be tried again later, with the same request:", failure.TransactionID)
		default:
			fmt.Println("perhaps the consumer sees it: never a new id for", failure.TransactionID)
		}
	}
	tell(&complaint.Error{Reason: complaint.ReasonRateLimited, Sent: complaint.SentNothing, TransactionID: "resp1"})
	tell(&complaint.Error{Reason: complaint.ReasonOutcomeUnknown, TransactionID: "resp2"})
	// Output:
	// may be tried again later, with the same request: resp1
	// perhaps the consumer sees it: never a new id for resp2
}
