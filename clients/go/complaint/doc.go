// Package complaint answers consumers' WeChat complaints through a complaint bridge.
//
// A reply is named by its transaction_id. Asking again with the same id is always safe: the
// consumer sees the reply at most once. A new id is a new reply, which the consumer sees too. So the
// id is made before the first attempt, written into the request, and told by every error; calling
// again with the same request is the same reply.
//
//	client, err := complaint.Connect("complaint-server:50051", complaint.WithCAFile("ca.pem"))
//	...
//	response, err := client.Reply(ctx, request)
//
// What went wrong is an [*Error]: its Reason is the bridge's word, its Sent says whether the
// consumer may see the reply. [Client.ReplyUntilSettled] asks until there is an answer.
package complaint
