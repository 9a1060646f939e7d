// Command reply answers one complaint: reply ADDRESS
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

func main() {
	client, err := complaint.Connect(os.Args[1], complaint.WithPlaintext())
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	response, err := client.Reply(context.Background(), &complaintv1.ReplyRequest{
		Isspid:          "39493002",
		SellerAccount:   "66660000000000001",
		ComplaintId:     "200201820200101080076610000",
		ResponseContent: "已与用户沟通解决",
	})
	if err != nil {
		log.Fatal(err) // what happened, whether anything was sent, what to do
	}
	fmt.Println(response.GetTransactionId(), response.GetResult().GetId(), response.GetResult().GetComment())
}
