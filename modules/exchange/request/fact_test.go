package request

import (
	"slices"
	"testing"

	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// Only the answering node's word moves the clock: what the asker or a third node vouches for is put beside or left out, and
// a message that answers something else changes nothing.
func TestOnlyTheAnsweringNodeStamps(t *testing.T) {
	const asker, answering, third = wire.Org("asker"), wire.Org("answering"), wire.Org("third")
	request := Word{"request", wire.Envelope{Kind: wire.Request, Sender: asker}}
	thread := []Word{request,
		{"question", wire.Envelope{Kind: wire.Clarification, Sender: answering, AnswerTo: "request"}},
		{"explained", wire.Envelope{Kind: wire.Clarification, Sender: asker, AnswerTo: "question"}},
		{"elsewhere", wire.Envelope{Kind: wire.Clarification, Sender: third, AnswerTo: "question"}},
		{"withdrawn by another", wire.Envelope{Kind: wire.Withdrawal, Sender: third, AnswerTo: "request"}},
		{"late", wire.Envelope{Kind: wire.DelayNotice, Sender: answering, AnswerTo: "request", Written: "2027-05-03T10:00:05Z", Expected: "2027-06-01"}},
		{"not theirs", wire.Envelope{Kind: wire.DelayNotice, Sender: third, AnswerTo: "request", Written: "2027-05-03T10:00:05Z", Expected: "2029-06-01"}},
	}
	say := func(node wire.Org, message wire.ID, kind wire.ReceiptKind, at, detail, reason string) wire.Receipt {
		return wire.Receipt{Node: node, Message: message, Kind: kind, At: at, Detail: detail, Reason: reason}
	}
	receipts := []wire.Receipt{
		say(answering, "request", wire.Delivered, "2027-05-03T10:00:00Z", "", ""),
		say(third, "request", wire.Delivered, "2027-05-03T09:00:00Z", "", ""),
		say(asker, "request", wire.Classified, "2027-05-03T09:00:00Z", "indirect", "I say so"),
		say(answering, "request", wire.Classified, "2027-05-03T10:00:01Z", "direct", "own register"),
		say(asker, "question", wire.Delivered, "2027-05-03T07:00:02Z", "", ""),
		say(answering, "request", wire.Paused, "2027-05-03T10:00:03Z", "question", ""),
		say(answering, "elsewhere", wire.Delivered, "2027-05-03T10:00:03Z", "", ""),
		say(answering, "explained", wire.Delivered, "2027-05-03T10:00:04Z", "", ""),
		say(answering, "withdrawn by another", wire.Delivered, "2027-05-03T10:00:04Z", "", ""),
		say(answering, "request", wire.Opened, "2027-05-03T10:00:04Z", "", ""),
		say(answering, "request", wire.Answered, "2027-05-03T10:00:06Z", "part", "partial"),
		say(answering, "request", wire.Answered, "2027-05-03T10:00:07Z", "answer", "answer"),
	}
	facts := FactsOf(request, answering, thread, append(receipts, receipts...))
	var kinds []string
	for _, f := range facts {
		kinds = append(kinds, f.Kind)
		if f.Node != answering {
			t.Errorf("%s is the word of %s", f.Kind, f.Node)
		}
	}
	want := []string{FactDelivered, FactClassified, FactPaused, FactResumed, FactDelay, FactPartial, FactAnswered}
	if !slices.Equal(kinds, want) {
		t.Fatalf("facts %v, want %v", kinds, want)
	}
	if facts[1].Access != codes.Direct || facts[2].About != "question" || facts[2].Other.Hour() != 7 || facts[4].Until != "2027-06-01" {
		t.Errorf("%+v", facts)
	}
}

func TestCaseName(t *testing.T) {
	org := wire.Org("rnabcdefghijklmnopqrstuvwxyz234567")
	if got := CaseName("lt", org, "spoc", 2026, 731); got != "LT-2026-000731" {
		t.Error(got)
	}
	if got := CaseName("LT", org, "municipality", 2026, 731); got != "LT-ABCD-2026-000731" {
		t.Error(got)
	}
}

func TestMarks(t *testing.T) {
	one := Marks("Banko sąskaitų duomenys sukčiavimas", []string{"Hnatiuk Oleksandr"}, []string{"KN 7P-221", "12"}, nil)
	two := Marks("Duomenys", []string{"oleksandr HNATIUK"}, nil, nil)
	if !slices.Contains(one, "number:KN7P221") || slices.Contains(one, "number:12") || !slices.ContainsFunc(two, func(m string) bool { return slices.Contains(one, m) && m == "name:hnatiuk oleksandr" }) {
		t.Errorf("%v\n%v", one, two)
	}
	if len(Marks("Two words", nil, nil, nil)) != 0 {
		t.Error("a short subject is a mark")
	}
}
