package complaint

import (
	"testing"

	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

func TestEveryReasonOfTheContractHasAMeaning(t *testing.T) {
	for number, name := range complaintv1.ErrorReason_name {
		known, ok := meanings[Reason(name)]
		if unspecified := number == 0; ok == unspecified {
			t.Errorf("%s: meaning %v, found %v", name, known, ok)
		}
	}
	if len(meanings) != len(complaintv1.ErrorReason_name)-1 {
		t.Errorf("%d meanings for %d reasons", len(meanings), len(complaintv1.ErrorReason_name)-1)
	}
}

func TestReasonsMeanWhatTheContractSays(t *testing.T) {
	perhaps := map[Reason]bool{ReasonOutcomeUnknown: true, ReasonReplyInProgress: true}
	mends := map[Reason]bool{
		ReasonReplyInProgress: true, ReasonGatewayUnreachable: true, ReasonCircuitOpen: true,
		ReasonLedgerUnavailable: true, ReasonDraining: true, ReasonRateLimited: true, ReasonOverloaded: true,
	}
	for reason, meaning := range meanings {
		want := SentNothing
		if perhaps[reason] {
			want = SentPerhaps
		} else if reason == ReasonGatewayRejected {
			want = SentRefused
		}
		if meaning.sent != want || meaning.mends != mends[reason] {
			t.Errorf("%s: sent %v, mends %v", reason, meaning.sent, meaning.mends)
		}
	}
}
