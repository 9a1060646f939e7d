// Command settled answers one complaint over mTLS, asks until there is an answer, and says what to
// do where there is none.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

var (
	server        = flag.String("server", "dns:///complaint-server:50051", "the bridge")
	ca            = flag.String("ca", "tls/ca.pem", "who signed the bridge's certificate")
	certificate   = flag.String("certificate", "tls/orders.pem", "our certificate chain")
	privateKey    = flag.String("private-key", "tls/orders.key", "its private key")
	transactionID = flag.String("transaction-id", "", "of a reply that was asked for before")
	text          = flag.String("text", "已与用户沟通解决", "what the consumer reads")
)

func main() {
	flag.Parse()
	client, err := complaint.Connect(*server,
		complaint.WithCAFile(*ca),
		complaint.WithCertificateFiles(*certificate, *privateKey))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	response, err := client.ReplyUntilSettled(ctx, &complaintv1.ReplyRequest{
		Isspid:          "39493002",
		TransactionId:   *transactionID, // empty: one is made
		SellerAccount:   "66660000000000001",
		ComplaintId:     "200201820200101080076610000",
		ResponseContent: *text,
	})
	if err != nil {
		os.Exit(explain(err))
	}
	fmt.Println("delivered:", response.GetTransactionId(), response.GetResult().GetComment())
}

// Gives the exit code.
func explain(err error) int {
	var failure *complaint.Error
	if !errors.As(err, &failure) {
		log.Print(err)
		return 1
	}
	switch {
	case failure.Reason == complaint.ReasonInvalidRequest:
		for _, violation := range failure.Violations {
			log.Printf("%s: %s", violation.Field, violation.Description)
		}
		return 1
	case failure.Sent == complaint.SentRefused:
		log.Printf("the gateway refused it: %s", failure.GatewayResult.GetComment())
		return 1
	case failure.Sent == complaint.SentNothing:
		log.Printf("nothing was sent: %v", failure)
		return 4
	default:
		log.Printf("perhaps the consumer sees %s; ask again with this id alone: %v",
			failure.TransactionID, failure)
		return 3
	}
}
