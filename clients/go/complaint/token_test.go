package complaint_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	"complaint.imageco/go/complaint"
	"complaint.imageco/go/complaint/complainttest"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// As long as a service account's, with every character that a token may hold.
var token = strings.Repeat("aZ09-._~+/", 120) + "=="

// Takes every call, and keeps what each shows.
type tokenKeeper struct {
	complaintv1.UnimplementedComplaintServiceServer
	complaintv1.UnimplementedReplyAdminServiceServer
	address string
	mu      sync.Mutex
	kept    []string
}

func serveTokens(t *testing.T, credentials credentials.TransportCredentials) *tokenKeeper {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	keeper := &tokenKeeper{address: listener.Addr().String()}
	server := grpc.NewServer(grpc.Creds(credentials), grpc.UnaryInterceptor(keeper.intercept))
	complaintv1.RegisterComplaintServiceServer(server, keeper)
	complaintv1.RegisterReplyAdminServiceServer(server, keeper)
	go server.Serve(listener)
	t.Cleanup(server.Stop)
	return keeper
}

func (k *tokenKeeper) intercept(
	ctx context.Context, _ any, call *grpc.UnaryServerInfo, _ grpc.UnaryHandler,
) (any, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept = append(k.kept, metadata.ValueFromIncomingContext(ctx, "authorization")...)
	return map[string]any{
		complaintv1.ComplaintService_Reply_FullMethodName:        &complaintv1.ReplyResponse{},
		complaintv1.ComplaintService_GetReply_FullMethodName:     &complaintv1.GetReplyResponse{},
		complaintv1.ReplyAdminService_ListReplies_FullMethodName: &complaintv1.ListRepliesResponse{},
		complaintv1.ReplyAdminService_SettleReply_FullMethodName: &complaintv1.SettleReplyResponse{},
	}[call.FullMethod], nil
}

// What was shown since the last look.
func (k *tokenKeeper) take() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	defer func() { k.kept = nil }()
	return k.kept
}

func connect(t *testing.T, address string, options ...complaint.Option) *complaint.Client {
	t.Helper()
	client, err := complaint.Connect(address, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func TestEveryCallShowsTheToken(t *testing.T) {
	keeper := serveTokens(t, insecure.NewCredentials())
	file := writeFile(t, t.TempDir(), "token", []byte(" \t\r\n"+token+" \n\n"))
	for label, option := range map[string]complaint.Option{
		"text": complaint.WithToken(token + "\n"),
		"file": complaint.WithTokenFile(file),
	} {
		client := connect(t, keeper.address, complaint.WithPlaintext(), option)
		admin := complaintv1.NewReplyAdminServiceClient(client.Conn())
		for method, call := range map[string]func() error{
			"Reply":             func() error { _, err := client.Reply(t.Context(), newRequest("")); return err },
			"ReplyUntilSettled": func() error { _, err := client.ReplyUntilSettled(t.Context(), newRequest("")); return err },
			"GetReply":          func() error { _, err := client.GetReply(t.Context(), "", "resp1"); return err },
			"ListReplies": func() error {
				_, err := admin.ListReplies(t.Context(), &complaintv1.ListRepliesRequest{})
				return err
			},
			"SettleReply": func() error {
				_, err := admin.SettleReply(t.Context(), &complaintv1.SettleReplyRequest{})
				return err
			},
		} {
			if err := call(); err != nil {
				t.Errorf("%s, %s: %v", label, method, err)
			}
			if shown := keeper.take(); !slices.Equal(shown, []string{"Bearer " + token}) {
				t.Errorf("%s, %s: %q", label, method, shown)
			}
		}
	}
}

func TestCallsWithoutATokenShowNone(t *testing.T) {
	keeper := serveTokens(t, insecure.NewCredentials())
	client := connect(t, keeper.address, complaint.WithPlaintext())
	if _, err := client.Reply(t.Context(), newRequest("")); err != nil {
		t.Fatal(err)
	}
	if shown := keeper.take(); len(shown) != 0 {
		t.Fatal(shown)
	}
}

// As the kubelet does: the file is a link through a link, and the inner one changes.
func TestTheNextTokenInTheFileCounts(t *testing.T) {
	keeper, folder := serveTokens(t, insecure.NewCredentials()), t.TempDir()
	swap := func(token string) {
		if err := os.Mkdir(folder+"/"+token, 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, folder+"/"+token, "token", []byte(token))
		os.Symlink(token, folder+"/..new")
		if err := os.Rename(folder+"/..new", folder+"/..data"); err != nil {
			t.Fatal(err)
		}
	}
	swap("first")
	os.Symlink("..data/token", folder+"/token")
	client := connect(t, keeper.address, complaint.WithPlaintext(), complaint.WithTokenFile(folder+"/token"))
	for _, want := range []string{"first", "second"} {
		if want == "second" {
			swap(want)
		}
		if _, err := client.Reply(t.Context(), newRequest("")); err != nil {
			t.Fatal(err)
		}
		if shown := keeper.take(); !slices.Equal(shown, []string{"Bearer " + want}) {
			t.Fatal(shown, want)
		}
	}
}

var noTokens = map[string]string{
	"empty": "", "blanks": " \n", "two": "planted def", "two lines": "planted\ndef", "scheme": "Bearer planted",
	"quotes": `"planted"`, "a byte of no text": "planted\xff", "JSON": "{}", "not ASCII": "plantedé", "NUL": "planted\x00d",
}

func TestConnectRefusesWhatIsNoToken(t *testing.T) {
	folder := t.TempDir()
	for label, text := range noTokens {
		file := writeFile(t, folder, "token", []byte(text))
		for option, given := range map[string]complaint.Option{
			"WithToken:":             complaint.WithToken(text),
			"WithTokenFile: " + file: complaint.WithTokenFile(file),
		} {
			client, err := complaint.Connect("127.0.0.1:1", complaint.WithPlaintext(), given)
			if want := "complaint: " + option + " holds no token"; client != nil || err == nil || err.Error() != want {
				t.Errorf("%s: got %v, want %s", label, err, want)
			}
		}
	}
	for _, path := range []string{folder + "/nowhere", folder, ""} {
		client, err := complaint.Connect("bridge:1", complaint.WithTokenFile(path))
		if client != nil || err == nil || !strings.Contains(err.Error(), "WithTokenFile: ") {
			t.Errorf("%q: %v", path, err)
		}
	}
	client, err := complaint.Connect("bridge:1", complaint.WithToken("planted"), complaint.WithTokenFile("planted"))
	if client != nil || err == nil || !strings.Contains(err.Error(), "exclude each other") {
		t.Error(err)
	}
}

func TestACallForWhichThereIsNoTokenSendsNothing(t *testing.T) {
	keeper, folder := serveTokens(t, insecure.NewCredentials()), t.TempDir()
	file := writeFile(t, folder, "token", []byte(token))
	client := connect(t, keeper.address, complaint.WithPlaintext(), complaint.WithTokenFile(file))
	admin := complaintv1.NewReplyAdminServiceClient(client.Conn())
	spoil := map[string]func(){"absent": func() { os.Remove(file) }}
	for label, text := range noTokens {
		spoil[label] = func() { writeFile(t, folder, "token", []byte(text)) }
	}
	for label, spoiled := range spoil {
		spoiled()
		_, reply := client.Reply(t.Context(), newRequest("resp1"))
		_, settled := client.ReplyUntilSettled(t.Context(), newRequest("resp1"))
		_, got := client.GetReply(t.Context(), "", "resp1")
		_, listed := admin.ListReplies(t.Context(), &complaintv1.ListRepliesRequest{})
		for _, err := range []error{reply, settled, got, listed} {
			failure := complaint.FromError(err)
			if failure == nil || failure.Code != codes.Unauthenticated || failure.Sent != complaint.SentNothing ||
				!strings.Contains(failure.Error(), "WithTokenFile: ") || strings.Contains(failure.Error(), "planted") {
				t.Errorf("%s: %v", label, err)
			}
		}
	}
	if shown := keeper.take(); len(shown) != 0 {
		t.Error(shown)
	}
	writeFile(t, folder, "token", []byte(token))
	if _, err := client.Reply(t.Context(), newRequest("resp1")); err != nil {
		t.Error(err)
	}
}

func TestATokenIsSentInPlaintextToThisMachineAlone(t *testing.T) {
	for _, target := range []string{"bridge.example:50051", "dns:///10.0.0.7:50051", "0.0.0.0:50051"} {
		for _, option := range []complaint.Option{complaint.WithToken(token), complaint.WithTokenFile("nowhere")} {
			client, err := complaint.Connect(target, complaint.WithPlaintext(), option)
			want := "complaint: a token is sent over TLS, or to this machine, alone"
			if client != nil || err == nil || err.Error() != want {
				t.Errorf("%s: %v", target, err)
			}
		}
		connect(t, target, complaint.WithToken(token)) // TLS
	}
	bridge := complainttest.Start(t)
	client := bridge.Connect(t, complaint.WithToken(token))
	if _, err := client.Reply(t.Context(), newRequest("")); err != nil {
		t.Error(err)
	}
}

func TestATokenIsSentOverTLS(t *testing.T) {
	ca := newAuthority(t)
	keeper := serveTokens(t, credentials.NewTLS(serverConfig(t, ca)))
	client := connect(t, keeper.address, complaint.WithCA(ca.certificate),
		complaint.WithServerName("bridge.example"), complaint.WithToken(token))
	if _, err := client.Reply(t.Context(), newRequest("")); err != nil {
		t.Fatal(err)
	}
	if shown := keeper.take(); !slices.Equal(shown, []string{"Bearer " + token}) {
		t.Error(shown)
	}
}

func TestOptionsOfGRPCDoNotMakeATokenPlain(t *testing.T) {
	keeper := serveTokens(t, insecure.NewCredentials())
	client := connect(t, keeper.address, complaint.WithToken(token),
		complaint.WithDialOptions(grpc.WithTransportCredentials(insecure.NewCredentials())))
	_, err := client.Reply(t.Context(), newRequest(""))
	failure := wantReason(t, err, "", complaint.SentNothing)
	if shown := keeper.take(); failure.Code != codes.Unauthenticated || len(shown) != 0 {
		t.Error(err, shown)
	}
}

func TestNobodyElseHearsTheToken(t *testing.T) {
	var heard strings.Builder
	listen := func(
		ctx context.Context, method string, request, reply any, conn *grpc.ClientConn,
		invoke grpc.UnaryInvoker, options ...grpc.CallOption,
	) error {
		sent, _ := metadata.FromOutgoingContext(ctx)
		fmt.Fprintf(&heard, "%v %+v", sent, options)
		return invoke(ctx, method, request, reply, conn, options...)
	}
	keeper := serveTokens(t, insecure.NewCredentials())
	client := connect(t, keeper.address, complaint.WithPlaintext(), complaint.WithToken(token),
		complaint.WithDialOptions(grpc.WithChainUnaryInterceptor(listen)))
	if _, err := client.Reply(t.Context(), newRequest("")); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&heard, "%+v %#v", client, client)
	if heard.Len() == 0 || strings.Contains(heard.String(), token) {
		t.Error(heard.String())
	}
}
