package conformance

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// What came of a call.
type outcome struct {
	response      proto.Message
	err           error
	transactionID string // of the request, after the call
	answeredID    string // of the response or the error
	took          time.Duration
	most          time.Duration
}

func call(client *complaint.Client, s *step) outcome {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	most := defaultDeadline(s.Call)
	if s.Deadline > 0 {
		most = seconds(s.Deadline)
		ctx, cancel = context.WithTimeout(ctx, most)
		defer cancel()
	}
	if s.CancelAfter > 0 {
		most = seconds(s.CancelAfter)
		defer time.AfterFunc(most, cancel).Stop()
	}
	start := time.Now()
	o := dispatch(ctx, client, s)
	o.took, o.most = time.Since(start), most
	return o
}

func defaultDeadline(call string) time.Duration {
	if call == "ReplyUntilSettled" {
		return 2 * time.Minute
	}
	return 30 * time.Second
}

func dispatch(ctx context.Context, client *complaint.Client, s *step) outcome {
	switch s.Call {
	case "Reply":
		return reply(s, func(request *complaintv1.ReplyRequest) (*complaintv1.ReplyResponse, error) {
			return client.Reply(ctx, request)
		})
	case "ReplyUntilSettled":
		return reply(s, func(request *complaintv1.ReplyRequest) (*complaintv1.ReplyResponse, error) {
			return client.ReplyUntilSettled(ctx, request)
		})
	case "GetReply":
		return getReply(ctx, client, s)
	case "SettleReply":
		return settleReply(ctx, client, s)
	default:
		return outcome{err: fmt.Errorf("no such call: %q", s.Call)}
	}
}

func reply(s *step, ask func(*complaintv1.ReplyRequest) (*complaintv1.ReplyResponse, error)) outcome {
	request := &complaintv1.ReplyRequest{}
	if err := protojson.Unmarshal(s.Request, request); err != nil {
		return outcome{err: err}
	}
	response, err := ask(request)
	return outcome{
		response: response, err: err,
		transactionID: request.GetTransactionId(), answeredID: answeredID(response.GetTransactionId(), err),
	}
}

func getReply(ctx context.Context, client *complaint.Client, s *step) outcome {
	request := &complaintv1.GetReplyRequest{}
	if err := protojson.Unmarshal(s.Request, request); err != nil {
		return outcome{err: err}
	}
	record, err := client.GetReply(ctx, request.GetIsspid(), request.GetTransactionId())
	return outcome{
		response: &complaintv1.GetReplyResponse{Reply: record}, err: err,
		transactionID: request.GetTransactionId(), answeredID: answeredID(record.GetTransactionId(), err),
	}
}

// By the raw stub, whose errors do not know the request.
func settleReply(ctx context.Context, client *complaint.Client, s *step) outcome {
	request := &complaintv1.SettleReplyRequest{}
	if err := protojson.Unmarshal(s.Request, request); err != nil {
		return outcome{err: err}
	}
	response, err := complaintv1.NewReplyAdminServiceClient(client.Conn()).SettleReply(ctx, request)
	answered := response.GetReply().GetTransactionId()
	if err != nil {
		answered = request.GetTransactionId()
	}
	return outcome{response: response, err: err, transactionID: request.GetTransactionId(), answeredID: answered}
}

func answeredID(ofResponse string, err error) string {
	if err != nil {
		return complaint.FromError(err).TransactionID
	}
	return ofResponse
}
