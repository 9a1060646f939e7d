package complaint

import (
	"context"
	"testing"
)

func TestTheCauseIsToldRatherThanThatTimeWasShort(t *testing.T) {
	var s settling
	s.hear(&Error{Reason: ReasonGatewayUnreachable})
	s.hear(&Error{Reason: ReasonDeadlineTooShort})
	if got := s.verdict(context.Background()).Reason; got != ReasonGatewayUnreachable {
		t.Errorf("reason %q, want %q", got, ReasonGatewayUnreachable)
	}
}

func TestShortTimeIsToldWhereThereIsNoOtherCause(t *testing.T) {
	var s settling
	s.hear(&Error{Reason: ReasonDeadlineTooShort})
	if got := s.verdict(context.Background()).Reason; got != ReasonDeadlineTooShort {
		t.Errorf("reason %q, want %q", got, ReasonDeadlineTooShort)
	}
}
