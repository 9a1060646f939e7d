package complaint_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// Answers with the name of the caller's certificate.
type nameTeller struct {
	complaintv1.UnimplementedComplaintServiceServer
}

func (nameTeller) GetReply(ctx context.Context, _ *complaintv1.GetReplyRequest) (*complaintv1.GetReplyResponse, error) {
	caller, _ := peer.FromContext(ctx)
	record := &complaintv1.ReplyRecord{}
	if chain := caller.AuthInfo.(credentials.TLSInfo).State.PeerCertificates; len(chain) > 0 {
		record.Isspid = chain[0].Subject.CommonName
	}
	return &complaintv1.GetReplyResponse{Reply: record}, nil
}

// A bridge at "127.0.0.1:PORT" whose certificate is for bridge.example.
func serveTLS(t *testing.T, ca *authority, wantsCertificate bool) string {
	t.Helper()
	config := serverConfig(t, ca)
	if wantsCertificate {
		config.ClientAuth = tls.RequireAndVerifyClientCert
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(ca.certificate)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(grpc.Creds(credentials.NewTLS(config)))
	complaintv1.RegisterComplaintServiceServer(server, nameTeller{})
	go server.Serve(listener)
	t.Cleanup(server.Stop)
	return listener.Addr().String()
}

// Shows a certificate for bridge.example.
func serverConfig(t *testing.T, ca *authority) *tls.Config {
	t.Helper()
	issued := ca.issue(t, "bridge.example")
	certificate, err := tls.X509KeyPair(issued.certificate, issued.key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{certificate}}
}

// Gives the name that the bridge reads in the caller's certificate.
func nameSeen(t *testing.T, address string, options ...complaint.Option) (string, error) {
	t.Helper()
	client, err := complaint.Connect(address, append(options, complaint.WithoutRetries())...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	record, err := client.GetReply(ctx, "", "")
	return record.GetIsspid(), err
}

func TestConnectTrustsTheCAGiven(t *testing.T) {
	ca, folder := newAuthority(t), t.TempDir()
	address := serveTLS(t, ca, false)
	name := complaint.WithServerName("bridge.example")
	for label, options := range map[string][]complaint.Option{
		"bytes": {name, complaint.WithCA(ca.certificate)},
		"file":  {name, complaint.WithCAFile(writeFile(t, folder, "ca.pem", ca.certificate))},
	} {
		if _, err := nameSeen(t, address, options...); err != nil {
			t.Errorf("%s: %v", label, err)
		}
	}
}

func TestConnectTrustsNobodyElse(t *testing.T) {
	ca := newAuthority(t)
	address := serveTLS(t, ca, false)
	name := complaint.WithServerName("bridge.example")
	for label, options := range map[string][]complaint.Option{
		"system's roots": {name},
		"another CA":     {name, complaint.WithCA(newAuthority(t).certificate)},
		"another name":   {complaint.WithServerName("other.example"), complaint.WithCA(ca.certificate)},
		"plaintext":      {complaint.WithPlaintext()},
	} {
		_, err := nameSeen(t, address, options...)
		if failure := complaint.FromError(err); failure == nil || failure.Code != codes.Unavailable {
			t.Errorf("%s: %v", label, err)
		}
	}
}

func TestConnectShowsTheCertificate(t *testing.T) {
	ca, folder := newAuthority(t), t.TempDir()
	address, orders := serveTLS(t, ca, true), ca.issue(t, "orders")
	trust := []complaint.Option{complaint.WithServerName("bridge.example"), complaint.WithCA(ca.certificate)}
	certificate, key := writeFile(t, folder, "c.pem", orders.certificate), writeFile(t, folder, "c.key", orders.key)
	for label, option := range map[string]complaint.Option{
		"bytes": complaint.WithCertificate(orders.certificate, orders.key),
		"files": complaint.WithCertificateFiles(certificate, key),
	} {
		if name, err := nameSeen(t, address, append(trust, option)...); err != nil || name != "orders" {
			t.Errorf("%s: %q, %v", label, name, err)
		}
	}
	if _, err := nameSeen(t, address, trust...); complaint.FromError(err) == nil {
		t.Error("came through without a certificate")
	}
}

func TestConnectReadsARenewedCertificate(t *testing.T) {
	ca, folder := newAuthority(t), t.TempDir()
	address, orders := serveTLS(t, ca, true), ca.issue(t, "orders")
	certificate, key := writeFile(t, folder, "c.pem", orders.certificate), writeFile(t, folder, "c.key", orders.key)
	client, err := complaint.Connect(address, complaint.WithServerName("bridge.example"),
		complaint.WithCA(ca.certificate), complaint.WithCertificateFiles(certificate, key))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	renewed := ca.issue(t, "renewed")
	writeFile(t, folder, "c.pem", renewed.certificate)
	writeFile(t, folder, "c.key", renewed.key)
	if record, err := client.GetReply(t.Context(), "", ""); err != nil || record.GetIsspid() != "renewed" {
		t.Fatal(record, err)
	}
}

func TestConnectReadsItsFilesForEveryConnection(t *testing.T) {
	ca, other, folder := newAuthority(t), newAuthority(t), t.TempDir()
	address, orders := serveTLS(t, ca, true), ca.issue(t, "orders")
	authority := writeFile(t, folder, "ca.pem", other.certificate)
	certificate, key := writeFile(t, folder, "c.pem", orders.certificate), writeFile(t, folder, "c.key", orders.key)
	client, err := complaint.Connect(address, complaint.WithServerName("bridge.example"),
		complaint.WithCAFile(authority), complaint.WithCertificateFiles(certificate, key))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	request := &complaintv1.ReplyRequest{}
	if _, err := client.Reply(t.Context(), request); complaint.FromError(err).Sent != complaint.SentNothing {
		t.Fatal(err)
	}
	writeFile(t, folder, "ca.pem", ca.certificate)
	if _, err := client.ReplyUntilSettled(t.Context(), request); complaint.FromError(err).Code != codes.Unimplemented {
		t.Fatal("it did not come through: ", err)
	}
}

func TestConnectKeepsWhatWasGoodWhereAFileIsNot(t *testing.T) {
	ca, folder := newAuthority(t), t.TempDir()
	address, orders := serveTLS(t, ca, true), ca.issue(t, "orders")
	authority := writeFile(t, folder, "ca.pem", ca.certificate)
	certificate, key := writeFile(t, folder, "c.pem", orders.certificate), writeFile(t, folder, "c.key", orders.key)
	client, err := complaint.Connect(address, complaint.WithServerName("bridge.example"),
		complaint.WithCAFile(authority), complaint.WithCertificateFiles(certificate, key))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	writeFile(t, folder, "ca.pem", []byte("half a file"))
	writeFile(t, folder, "c.pem", ca.certificate) // of another key
	if record, err := client.GetReply(t.Context(), "", ""); err != nil || record.GetIsspid() != "orders" {
		t.Fatal(record, err)
	}
}

func TestConnectRefusesWhatIsNoAddress(t *testing.T) {
	_, err := complaint.Connect("http://127.0.0.1:1", complaint.WithPlaintext())
	if err == nil || !strings.Contains(err.Error(), "is a URL: give HOST:PORT") {
		t.Error(err)
	}
}

func TestConnectRefusesOptionsThatCannotWork(t *testing.T) {
	ca, folder := newAuthority(t), t.TempDir()
	orders := ca.issue(t, "orders")
	empty := writeFile(t, folder, "empty.pem", nil)
	file := writeFile(t, folder, "ca.pem", ca.certificate)
	for _, c := range []struct {
		want    string
		options []complaint.Option
	}{
		{"exclude each other", []complaint.Option{complaint.WithPlaintext(), complaint.WithCAFile(file)}},
		{"exclude each other", []complaint.Option{complaint.WithPlaintext(), complaint.WithServerName("x")}},
		{"exclude each other", []complaint.Option{complaint.WithCA(ca.certificate), complaint.WithCAFile(file)}},
		{"exclude each other", []complaint.Option{
			complaint.WithCertificate(orders.certificate, orders.key), complaint.WithCertificateFiles(file, file)}},
		{"CA file", []complaint.Option{complaint.WithCAFile(folder + "/nowhere.pem")}},
		{"no CA certificate", []complaint.Option{complaint.WithCAFile(empty)}},
		{"no CA certificate", []complaint.Option{complaint.WithCA([]byte("x"))}},
		{"no CA certificate", []complaint.Option{complaint.WithCA([]byte{})}},
		{"private key", []complaint.Option{complaint.WithCertificateFiles(file, "")}},
		{"private key", []complaint.Option{complaint.WithCertificate(orders.certificate, ca.key)}},
		{"deadline", []complaint.Option{complaint.WithDefaultDeadline(0)}},
	} {
		client, err := complaint.Connect("127.0.0.1:1", c.options...)
		if client != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
	if _, err := complaint.Connect(""); err == nil {
		t.Error("took an empty target")
	}
}

func TestConnectRefusesAKeyThatIsNotTheCertificates(t *testing.T) {
	ca := newAuthority(t)
	one, other := ca.issue(t, "one"), ca.issue(t, "other")
	for wanted, option := range map[string]complaint.Option{
		"the private key does not fit the certificate":              complaint.WithCertificate(one.certificate, other.key),
		"a certificate and its private key come both or not at all": complaint.WithCertificateFiles("one.pem", ""),
	} {
		if _, err := complaint.Connect("localhost:1", option); err == nil || !strings.Contains(err.Error(), wanted) {
			t.Error(wanted, "is not said: ", err)
		}
	}
}

func TestCallsThatMayNotBegin(t *testing.T) {
	client, err := complaint.Connect("localhost:1", complaint.WithPlaintext())
	if err != nil {
		t.Fatal(err)
	}
	late, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	const noTime = "no time was left to begin. Nothing was sent: retry with a longer deadline"
	wants(t, client, late, codes.DeadlineExceeded, noTime)
	client.Close()
	const closed = "this client is closed. Nothing was sent: retry with another client"
	wants(t, client, t.Context(), codes.Canceled, closed)
}

func wants(t *testing.T, client *complaint.Client, ctx context.Context, code codes.Code, words string) {
	t.Helper()
	_, once := client.Reply(ctx, &complaintv1.ReplyRequest{TransactionId: "t1"})
	_, settled := client.ReplyUntilSettled(ctx, &complaintv1.ReplyRequest{TransactionId: "t1"})
	_, record := client.GetReply(ctx, "", "t1")
	for _, err := range []error{once, settled, record} {
		failure, ok := err.(*complaint.Error)
		if !ok || failure.Code != code || failure.Sent != complaint.SentNothing ||
			!strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), "(transaction_id t1)") {
			t.Error(err)
		}
	}
}

func TestConnectWhereNobodyListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	client, err := complaint.Connect(listener.Addr().String(), complaint.WithPlaintext())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	start := time.Now()
	_, err = client.Reply(ctx, newRequest(""))
	wantReason(t, err, "", complaint.SentNothing)
	_, err = client.ReplyUntilSettled(ctx, newRequest(""))
	wantReason(t, err, "", complaint.SentNothing)
	if took := time.Since(start); took > 3*time.Second {
		t.Fatal(took)
	}
}
