package request_test

import (
	"context"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// A request from draft to the end, with a question that stops the clock: both sides see the same states and compute the
// same limit, though their clocks are three hours apart.
func TestLifeOfARequest(t *testing.T) {
	both(t, func(t *testing.T, database func(t testing.TB) string) {
		lt, lv := pair(t, database)
		id := string(lt.ask(asked(lv)).ID)
		v := lv.until(id, request.Open)
		if v.Own || v.Partner != lt.org() || v.Case != lt.until(id, request.Open).Case {
			t.Errorf("%+v", v)
		}
		lv.read(func(q *db.Snapshot) error {
			l, err := lv.x.Requests.Label(q, v)
			if l.Subject != "Missing girl, likely by Lazdijai" || len(l.Handling) != 1 || l.Grades[0] != "B2" {
				t.Errorf("label %+v", l)
			}
			return err
		})
		same := func(when string) (at request.State) {
			t.Helper()
			lt.eventually(when, func() bool {
				one, two := lt.clock(id), lv.clock(id)
				at = two
				return (one.DueAt.Equal(two.DueAt) || one.Status == "paused") && len(one.Facts) == len(two.Facts) && one.Period == two.Period && one.Done == two.Done && len(one.Pauses) == len(two.Pauses)
			})
			return at
		}
		if at := same("delivered"); at.Period.String() != "8h" || !at.Presumed || at.Zone != "Europe/Riga" || !at.DueAt.Equal(at.StartedAt.Add(8*time.Hour)) {
			t.Errorf("delivered: %+v", at)
		}
		must(t, lv.write(bob, func(tx *db.Tx) error {
			_, err := lv.x.Requests.Classify(tx, id, codes.Indirect, "held by the transport agency")
			return err
		}))
		lt.eventually("classified", func() bool { return lt.clock(id).Access == codes.Indirect })
		if at := same("classified"); at.Period.String() != "3d" || at.Presumed {
			t.Errorf("classified: %+v", at)
		}
		lv.reply(id, said(wire.Clarification, "On which day was it seen last?"))
		lt.eventually("asked", func() bool { v, _ := lt.load(id); return v.Life.Attention == "exchange.request.attention.question" })
		lv.eventually("paused", func() bool { v, _ := lv.load(id); return v.Paused })
		lt.eventually("paused", func() bool { v, _ := lt.load(id); return v.Paused })
		before := same("paused")
		lt.reply(id, said(wire.Clarification, "On 19 November."))
		lv.eventually("resumed", func() bool { v, _ := lv.load(id); return !v.Paused })
		lt.eventually("resumed", func() bool { v, _ := lt.load(id); return !v.Paused })
		after := same("resumed")
		if len(after.Pauses) != 1 || after.Stood != after.Pauses[0].Until.Sub(after.Pauses[0].From) || after.DueAt.Before(before.StartedAt) {
			t.Errorf("pauses %+v stood %v", after.Pauses, after.Stood)
		}
		part := said(wire.Answer, "The car is known.")
		part.Partial = true
		lv.reply(id, part)
		lt.until(id, request.Partial)
		lv.reply(id, said(wire.Answer, "It crossed at 23:40."))
		lt.until(id, request.Answered)
		lv.until(id, request.Answered)
		lt.eventually("answered", func() bool { return lt.clock(id).Done == request.FactAnswered })
		if at := same("answered"); at.Overdue() || at.Status != "kept" {
			t.Errorf("answered: %v", at.Status)
		}
		if _, err := lv.tryReply(id, said(wire.Answer, "again")); errs.KindOf(err) != errs.Conflict {
			t.Errorf("answered twice: %v", err)
		}
		for _, s := range []*station{lt, lv} {
			must(t, s.write(bob, func(tx *db.Tx) error { _, err := s.x.Requests.Close(tx, id); return err }))
			if v, _ := s.load(id); v.Life.State != request.Closed || v.ReviewAt.Sub(s.now()) > 184*24*time.Hour {
				t.Errorf("closed: %s, review %v", v.Life.State, v.ReviewAt)
			}
			s.verify()
		}
	})
}

// Whoever wrote a message does not review it; one person may send what is urgent, and the look that follows is another's.
func TestTwoPersons(t *testing.T) {
	lt, lv := pair(t, nil)
	ctx, r := context.Background(), lt.x.Requests
	var d request.DraftRow
	c := asked(lv)
	c.Urgency, c.Ground = codes.Ordinary, ""
	must(t, lt.write(alice, func(tx *db.Tx) (err error) { d, err = r.Write(tx, c, nil); return err }))
	ready, err := r.Ready(ctx, d.Ref)
	must(t, err)
	send := func(actor db.Actor, alone string) error {
		return lt.write(actor, func(tx *db.Tx) error { _, err := r.Send(tx, ready, alone); return err })
	}
	if err := send(alice, ""); errs.KindOf(err) != errs.Conflict {
		t.Errorf("sent without a review: %v", err)
	}
	if err := send(alice, "nobody else is here"); errs.KindOf(err) != errs.Invalid {
		t.Errorf("what is not urgent was sent alone: %v", err)
	}
	approve := func(actor db.Actor) error {
		return lt.write(actor, func(tx *db.Tx) error { _, err := r.Approve(tx, d.Ref); return err })
	}
	if err := approve(alice); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("the author reviewed: %v", err)
	}
	must(t, approve(bob))
	ready, err = r.Ready(ctx, d.Ref)
	must(t, err)
	must(t, send(bob, ""))
	if v, _ := lt.load(d.Ref); v.Life.State == request.Draft || v.Message == "" || v.Alone != "" {
		t.Errorf("%+v", v)
	}
	// alone
	must(t, lt.write(alice, func(tx *db.Tx) (err error) { d, err = r.Write(tx, asked(lv), nil); return err }))
	ready, err = r.Ready(ctx, d.Ref)
	must(t, err)
	must(t, send(alice, "nobody else is here"))
	v, _ := lt.load(d.Ref)
	if v.Looked || v.Alone == "" {
		t.Errorf("alone: %+v", v)
	}
	look := func(actor db.Actor) error {
		return lt.write(actor, func(tx *db.Tx) error { _, err := r.Look(tx, d.Ref); return err })
	}
	if err := look(alice); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("the author looked: %v", err)
	}
	must(t, look(bob))
	if v, _ := lt.load(d.Ref); !v.Looked {
		t.Error("the look is not kept")
	}
}
