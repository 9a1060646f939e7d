package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

const answerBytesMax = 65536

// message is a reply as the gateway takes it.
type message struct {
	RequestType     string `json:"request_type"`
	Isspid          string `json:"isspid"`
	TransactionID   string `json:"transaction_id"`
	SystemID        string `json:"system_id"`
	SellerAccount   string `json:"seller_account"`
	ComplaintID     string `json:"complaint_id"`
	ResponseContent string `json:"response_content"`
	ResponseImages  string `json:"response_images,omitempty"`
	JumpURL         string `json:"jump_url,omitempty"`
	JumpURLText     string `json:"jump_url_text,omitempty"`
	Sign            string `json:"sign"`
}

// answer is what the gateway says of it.
type answer struct {
	Result struct {
		ID      string `json:"id"`
		Comment string `json:"comment"`
	} `json:"result"`
}

type gateway struct {
	client *http.Client
	url    string
	key    string
}

func newGateway(url, key string, connections int) *gateway {
	transport := &http.Transport{MaxIdleConns: connections, MaxIdleConnsPerHost: connections}
	return &gateway{&http.Client{Transport: transport}, url, key}
}

func (g *gateway) messageOf(request *complaintv1.ReplyRequest) *message {
	m := &message{
		RequestType:     "risk_complaints_resp_request",
		Isspid:          request.GetIsspid(),
		TransactionID:   request.GetTransactionId(),
		SystemID:        "8888",
		SellerAccount:   request.GetSellerAccount(),
		ComplaintID:     request.GetComplaintId(),
		ResponseContent: request.GetResponseContent(),
		ResponseImages:  strings.Join(request.GetResponseImages(), "|"),
		JumpURL:         request.GetJumpLink().GetUrl(),
		JumpURLText:     request.GetJumpLink().GetText(),
	}
	m.Sign = sign([]pair{
		{"request_type", m.RequestType}, {"isspid", m.Isspid}, {"transaction_id", m.TransactionID},
		{"system_id", m.SystemID}, {"seller_account", m.SellerAccount},
		{"complaint_id", m.ComplaintID}, {"response_content", m.ResponseContent},
		{"response_images", m.ResponseImages}, {"jump_url", m.JumpURL},
		{"jump_url_text", m.JumpURLText},
	}, g.key)
	return m
}

// send posts a reply, and gives the answer that verified.
func (g *gateway) send(ctx context.Context, m *message) (*answer, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	post.Header.Set("Content-Type", "application/json; charset=UTF-8")
	response, err := g.client.Do(post)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, answerBytesMax))
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("HTTP status %d", response.StatusCode)
	}
	return g.read(text, m.TransactionID)
}

func (g *gateway) read(text []byte, transactionID string) (*answer, error) {
	pairs, err := members(text)
	if err != nil {
		return nil, err
	}
	if valueOf(pairs, "sign") != sign(pairs, g.key) {
		return nil, errors.New("the answer's sign does not fit")
	}
	if valueOf(pairs, "transaction_id") != transactionID {
		return nil, errors.New("the answer is another reply's")
	}
	read := &answer{}
	return read, json.Unmarshal([]byte(valueOf(pairs, "result")), &read.Result)
}
