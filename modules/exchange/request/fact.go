package request

import (
	"cmp"
	"slices"
	"time"

	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// What a fact says about a request.
const (
	FactDelivered  = "delivered"  // the answering node has it: the clock begins
	FactClassified = "classified" // how the answering side reaches the information
	FactPaused     = "paused"     // a question has arrived at the asker: the clock stands
	FactResumed    = "resumed"    // the word that answers the question has arrived
	FactDelay      = "delay"      // the answering side gave notice that an authorisation takes longer
	FactPartial    = "partial"    // a part was answered: the clock goes on
	FactAnswered   = "answered"
	FactRefused    = "refused"
	FactWithdrawn  = "withdrawn"
)

// ends tells whether a fact ends the clock.
func ends(kind string) bool {
	return kind == FactAnswered || kind == FactRefused || kind == FactWithdrawn
}

// Fact is a signed word of the answering node that the clock knows of. What came by another channel has facts too,
// entered by hand: those have no source.
type Fact struct {
	Kind   string
	At     time.Time // as stamped by the answering node
	Node   wire.Org  // who stamped it
	Source wire.ID   // the message that it was signed about; empty = entered by hand
	About  wire.ID   // of pauses and their ends: the question; of answers: the message
	Access codes.Access
	Reason string
	Until  string // of a delay: civil date by which the answer is expected

	Other time.Time // what the asking node stamped for the same event, zero if nothing; moves nothing
}

// Word is a message of a thread as the facts need it.
type Word struct {
	ID       wire.ID
	Envelope wire.Envelope
}

// FactsOf reads the facts about a request to one answering node out of the thread's messages and their receipts. It takes
// the answering node's word only: whatever else is there is put beside or left out.
func FactsOf(request Word, answering wire.Org, thread []Word, receipts []wire.Receipt) []Fact {
	words := map[wire.ID]wire.Envelope{request.ID: request.Envelope}
	for _, w := range thread {
		words[w.ID] = w.Envelope
	}
	asker := request.Envelope.Sender
	var all []Fact
	for _, r := range receipts {
		at, err := wire.ParseInstant(r.At)
		if err != nil || r.Node != answering {
			continue
		}
		f := Fact{At: at, Node: r.Node, Source: r.Message, Reason: r.Reason}
		if r.Message == request.ID {
			f.Kind, f.About, f.Access = receiptFact(r)
		} else if m, ok := words[r.Message]; ok && m.Sender == asker && r.Kind == wire.Delivered {
			f.Kind, f.About = arrivalFact(m, words, request.ID, answering)
		}
		if f.Kind != "" {
			f.Other = otherStamp(f, receipts, asker)
			all = append(all, f)
		}
	}
	for id, m := range words {
		if m.Kind == wire.DelayNotice && m.Sender == answering && m.AnswerTo == request.ID {
			if at, err := wire.ParseInstant(m.Written); err == nil {
				all = append(all, Fact{Kind: FactDelay, At: at, Node: answering, Source: id, About: id, Until: m.Expected, Other: arrival(receipts, asker, id)})
			}
		}
	}
	return ordered(all)
}

// receiptFact is what a receipt of the request itself says.
func receiptFact(r wire.Receipt) (kind string, about wire.ID, access codes.Access) {
	switch r.Kind {
	case wire.Delivered:
		return FactDelivered, "", ""
	case wire.Classified:
		return FactClassified, "", codes.Access(r.Detail)
	case wire.Paused:
		return FactPaused, wire.ID(r.Detail), ""
	case wire.Answered:
		switch r.Reason {
		case saidPartial:
			return FactPartial, wire.ID(r.Detail), ""
		case saidRefusal:
			return FactRefused, wire.ID(r.Detail), ""
		case saidAnswer:
			return FactAnswered, wire.ID(r.Detail), ""
		}
	}
	return "", "", ""
}

// The reasons of an "answered" receipt.
const (
	saidAnswer  = "answer"
	saidPartial = "partial"
	saidRefusal = "refusal"
)

// arrivalFact is what it means that a message of the asker has arrived.
func arrivalFact(m wire.Envelope, words map[wire.ID]wire.Envelope, request wire.ID, answering wire.Org) (kind string, about wire.ID) {
	switch m.Kind {
	case wire.Clarification:
		if q, ok := words[m.AnswerTo]; ok && q.Kind == wire.Clarification && q.Sender == answering && q.AnswerTo == request {
			return FactResumed, m.AnswerTo
		}
	case wire.Withdrawal:
		if m.AnswerTo == request {
			return FactWithdrawn, ""
		}
	}
	return "", ""
}

// otherStamp is what the asker stamped for the event of a fact.
func otherStamp(f Fact, receipts []wire.Receipt, asker wire.Org) time.Time {
	switch f.Kind {
	case FactPaused, FactAnswered, FactPartial, FactRefused:
		return arrival(receipts, asker, f.About)
	}
	return time.Time{}
}

// arrival is when a node says that a message has arrived there.
func arrival(receipts []wire.Receipt, node wire.Org, message wire.ID) time.Time {
	for _, r := range receipts {
		if r.Node == node && r.Message == message && r.Kind == wire.Delivered {
			at, _ := wire.ParseInstant(r.At)
			return at
		}
	}
	return time.Time{}
}

// ordered brings facts into the one order that both sides see, each once.
func ordered(all []Fact) []Fact {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Fact) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.About, b.About), cmp.Compare(a.Access, b.Access), cmp.Compare(a.Source, b.Source))
	})
	return slices.CompactFunc(all, func(a, b Fact) bool {
		return a.At.Equal(b.At) && a.Kind == b.Kind && a.About == b.About && a.Access == b.Access && a.Source == b.Source
	})
}
