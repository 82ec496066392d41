package request_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// A direct exchange between authorities has no limit; request and answer go in copy to both points of contact. Where one
// is not known the exchange is refused, unless somebody says why it goes without copies.
func TestDirectExchange(t *testing.T) {
	police, spoc, lv := newStation(t, "LT", "police", "", 0), newStation(t, "LT", "spoc", "", 0), newStation(t, "LV", "spoc", "", 0)
	trust(t, police, lv)
	c := asked(lv)
	c.Route = codes.Authority
	if _, err := police.x.Requests.Submit(context.Background(), db.System(), c, nil, "x"); errs.KindOf(err) != errs.Invalid {
		t.Fatalf("sent without the copy: %v", err)
	}
	trust(t, spoc, lv)
	must(t, police.trustOne(spoc))
	must(t, spoc.trustOne(police))
	msg := police.ask(c)
	if r, ok := msg.Envelope.For(spoc.org()); !ok || r.Role != wire.Copy {
		t.Errorf("recipients %+v", msg.Envelope.Recipient)
	}
	id := string(msg.ID)
	v := lv.until(id, request.Open)
	if at := lv.clock(id); at.Status != request.StatusNone || !v.DueAt.IsZero() {
		t.Errorf("a direct exchange has a limit: %+v", at)
	}
	copied := spoc.until(id, request.Open)
	if !copied.Copied || copied.Own {
		t.Errorf("copy: %+v", copied)
	}
	if _, err := spoc.tryReply(id, said(wire.Answer, "not ours")); errs.KindOf(err) != errs.Conflict {
		t.Errorf("who has a copy answers: %v", err)
	}
	answer := lv.reply(id, said(wire.Answer, "It is known."))
	if r, ok := answer.Envelope.For(spoc.org()); !ok || r.Role != wire.Copy {
		t.Errorf("the answer's recipients %+v", answer.Envelope.Recipient)
	}
	police.until(id, request.Answered)
	spoc.eventually("the answer in copy", func() bool {
		show, err := spoc.x.Requests.Show(context.Background(), id, spoc.now(), false)
		return err == nil && len(show.Thread) == 2
	})
}

// What H2 protects is not passed on without consent, and that somebody tried is recorded. A withdrawal ends all lives.
func TestForwardAndWithdraw(t *testing.T) {
	lt, lv, ee := newStation(t, "LT", "spoc", "", 0), newStation(t, "LV", "spoc", "", 0), newStation(t, "EE", "spoc", "", 0)
	trust(t, lt, lv, ee)
	c := asked(lv, ee)
	c.Handling = []codes.Handling{codes.H2}
	id := string(lt.ask(c).ID)
	lv.until(id, request.Open)
	ee.until(id, request.Open)
	pass := func(s *station, what string, to *station) error {
		c, err := s.x.Requests.Forward(context.Background(), bob, what, request.Content{To: []request.Address{{Org: to.org()}}})
		if err == nil {
			_, err = s.x.Requests.Submit(context.Background(), db.System(), c, nil, "x")
		}
		return err
	}
	if err := pass(lv, id, ee); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("H2 was passed on: %v", err)
	}
	lv.read(func(q *db.Snapshot) error {
		rows, _, err := audit.List(q, audit.Filter{Action: "exchange.refused.forward"})
		if len(rows) != 1 || rows[0].ID != id || rows[0].Justification != "codes.refused.H2" || rows[0].Actor.ID != bob.ID {
			t.Errorf("the refusal is not recorded: %+v", rows)
		}
		return err
	})
	free := string(lt.ask(asked(lv)).ID)
	lv.until(free, request.Open)
	must(t, pass(lv, free, ee))
	ee.eventually("passed on", func() bool {
		var n int
		ee.read(func(q *db.Snapshot) error {
			all, _, err := request.List(q, request.Filter{Box: request.Inbox, Now: ee.now(), Limit: 10})
			n = len(all)
			for _, v := range all {
				if v.Kind != wire.Spontaneous {
					continue
				}
				heads, err := ee.x.Messages.Heads(q, v.Message)
				if err != nil || len(heads) != 2 || len(heads[1].Origin) != 1 || heads[1].Origin[0].Org != lt.org() {
					t.Errorf("provenance %+v %v", heads, err)
				}
			}
			return err
		})
		return n == 2
	})
	lt.reply(id, request.Content{Kind: wire.Withdrawal, Text: "found", Codes: request.Codes{Handling: []codes.Handling{codes.H0}}})
	for _, s := range []*station{lv, ee} {
		s.until(id, request.Withdrawn)
		if at := s.clock(id); at.Done != request.FactWithdrawn || at.Running() {
			t.Errorf("withdrawn: %+v", at)
		}
	}
	lt.read(func(q *db.Snapshot) error {
		all, err := request.Find(q, id)
		if len(all) != 2 || slices.ContainsFunc(all, func(v request.Request) bool { return v.Life.State != request.Withdrawn }) {
			t.Errorf("%d lives: %+v", len(all), all)
		}
		return err
	})
}

// A refusal for want of an authorisation, after a notice of delay: late stays late on both sides and says why.
func TestDelayAndRefusal(t *testing.T) {
	lt, lv := pair(t, nil)
	id := string(lt.ask(asked(lv)).ID)
	lv.until(id, request.Open)
	notice := said(wire.DelayNotice, "The court sits on Monday.")
	notice.Expected = "2030-01-15"
	lv.reply(id, notice)
	lt.eventually("the notice", func() bool { v, _ := lt.load(id); return v.Expected == "2030-01-15" })
	lv.reply(id, request.Content{Kind: wire.Refusal, Text: "not authorised", Refusal: []wire.Refused{{Ground: "c", Reference: "§ 12"}}, Codes: request.Codes{Handling: []codes.Handling{codes.H0}}})
	lt.until(id, request.Refused)
	lt.eventually("the end", func() bool { return lt.clock(id).Done == request.FactRefused })
	if at := lt.clock(id); len(at.Delays) != 1 || at.Delays[0].Until != "2030-01-15" {
		t.Errorf("delays %+v", at.Delays)
	}
}

// What came by another channel runs by the instants that are entered; it is found by the words of its subject, and a second
// one about the same plate is noticed. After its review it is kept or erased, and what is erased is gone.
func TestOtherChannels(t *testing.T) {
	both(t, func(t *testing.T, database func(t testing.TB) string) {
		url := ""
		if database != nil {
			url = database(t)
		}
		s := newStation(t, "LT", "spoc", url, 0)
		s.ahead = time.Until(instant(t, "2027-10-31T00:00:00+03:00"))
		r := s.x.Requests
		register := func(channel, number, subject, plate string) (v request.Request) {
			must(t, s.write(bob, func(tx *db.Tx) (err error) {
				v, err = r.Register(tx, request.Entered{Channel: channel, ChannelID: number, Partner: "Stockholm", Country: "SE", At: instant(t, "2027-10-30T23:30:00+03:00"), Numbers: []string{plate},
					Content: request.Content{Subject: subject, Urgency: codes.Urgent, Ground: codes.GroundThreat}}, "")
				return err
			}))
			return v
		}
		v := register("siena", "S-77", "Gun of unknown make", "KN 7P221")
		w := register("paper", "B 12", "A weapon", "kn7-p221")
		must(t, s.write(bob, func(tx *db.Tx) error { _, err := r.Classify(tx, v.Ref, codes.Direct, "own register"); return err }))
		show, err := r.Show(context.Background(), v.Ref, s.now(), false)
		must(t, err)
		if show.Due == nil || *show.Due != "2027-10-31T06:30:00+02:00" || show.Subject != "Gun of unknown make" {
			t.Errorf("%v %q", show.Due, show.Subject)
		}
		if len(show.Same) != 1 || show.Same[0].Ref != w.Ref {
			t.Errorf("same: %+v", show.Same)
		}
		s.read(func(q *db.Snapshot) error {
			for _, words := range []string{"gun", "make gun", "S-77", v.Case} {
				if ids, err := r.Search(q, words, "en"); err != nil || !slices.Contains(ids, v.ID) {
					t.Errorf("%q finds %v %v", words, ids, err)
				}
			}
			if ids, _ := r.Search(q, "gun banana", "en"); len(ids) != 0 {
				t.Errorf("a word that does not stand there finds %v", ids)
			}
			terms, err := db.Strings(q, "SELECT doc FROM search_posting WHERE term = $1", []byte("gun"))
			if len(terms) != 0 {
				t.Error("a word of the subject stands in the index in clear")
			}
			return err
		})
		act := func(kind string, at string) {
			must(t, s.write(bob, func(tx *db.Tx) error { _, err := r.Enter(tx, v.Ref, kind, instant(t, at), "q1", ""); return err }))
		}
		s.ahead += 48 * time.Hour
		act(request.FactPaused, "2027-10-31T01:00:00+03:00")
		act(request.FactResumed, "2027-10-31T02:00:00+03:00")
		act(request.FactAnswered, "2027-10-31T07:00:00+02:00")
		if at := s.clock(v.Ref); at.Status != "kept" || at.DueAt.Format(time.RFC3339) != "2027-10-31T07:30:00+02:00" {
			t.Errorf("%v due %v", at.Status, at.DueAt)
		}
		s.read(func(q *db.Snapshot) error {
			late, _, err := request.List(q, request.Filter{Overdue: true, Now: s.now(), Limit: 10})
			if len(late) != 1 || late[0].ID != w.ID || !late[0].Overdue(s.now()) {
				t.Errorf("late: %+v", late)
			}
			all, next, lerr := request.List(q, request.Filter{Box: request.Inbox, Now: s.now(), Limit: 1})
			rest, _, rerr := request.List(q, request.Filter{Box: request.Inbox, Now: s.now(), Limit: 1, After: next})
			if len(all) != 1 || all[0].ID != w.ID || len(rest) != 1 || rest[0].ID != v.ID {
				t.Errorf("what is open comes before what is done: %+v %+v", all, rest)
			}
			return errors.Join(err, lerr, rerr)
		})
		must(t, s.write(bob, func(tx *db.Tx) error { _, err := r.Close(tx, v.Ref); return err }))
		if err := s.write(bob, func(tx *db.Tx) error { _, err := r.Keep(tx, v.Ref, "needed", time.Time{}); return err }); errs.KindOf(err) != errs.Conflict {
			t.Errorf("kept before its review: %v", err)
		}
		s.ahead += 184 * 24 * time.Hour
		for range 5 {
			_, err := s.jobs.Once(context.Background())
			must(t, err)
		}
		if got, _ := s.load(v.Ref); got.Life.State != request.Review {
			t.Fatalf("%s, not up for review", got.Life.State)
		}
		must(t, s.write(bob, func(tx *db.Tx) error { _, err := r.Keep(tx, v.Ref, "the case goes on", time.Time{}); return err }))
		must(t, s.write(bob, func(tx *db.Tx) error { _, err := r.Erase(tx, v.Ref, "no longer needed"); return err }))
		show, err = r.Show(context.Background(), v.Ref, s.now(), false)
		must(t, err)
		if show.State != request.Erased || show.Subject != "" {
			t.Errorf("erased: %s %q", show.State, show.Subject)
		}
		s.read(func(q *db.Snapshot) error {
			if ids, _ := r.Search(q, "gun", "en"); len(ids) != 0 {
				t.Error("what is erased is found")
			}
			return nil
		})
		s.verify()
	})
}

// Erasing takes the thread's content away on this side; the other side keeps its own, and learns of it by the receipt.
func TestEraseThread(t *testing.T) {
	lt, lv := pair(t, nil)
	id := string(lt.ask(asked(lv)).ID)
	lv.until(id, request.Open)
	answer := lv.reply(id, said(wire.Answer, "It crossed at 23:40."))
	lt.until(id, request.Answered)
	must(t, lv.write(bob, func(tx *db.Tx) error { _, err := lv.x.Requests.Close(tx, id); return err }))
	must(t, lv.write(bob, func(tx *db.Tx) error { _, err := lv.x.Requests.Erase(tx, id, "no longer needed"); return err }))
	for _, m := range []wire.ID{wire.ID(id), answer.ID} {
		if _, _, err := lv.x.Messages.Content(context.Background(), m, 1); errs.KindOf(err) != errs.Gone {
			t.Errorf("content after erasing: %v", err)
		}
		if _, r, err := lt.x.Messages.Content(context.Background(), m, 1); err != nil {
			t.Errorf("the other side lost it: %v", err)
		} else {
			r.Close()
		}
	}
	lt.eventually("the receipt", func() bool {
		found := false
		lt.read(func(q *db.Snapshot) error {
			all, err := lt.x.Messages.Receipts(q, wire.ID(id))
			for _, r := range all {
				found = found || r.Kind == wire.Erased
			}
			return err
		})
		return found
	})
	lv.verify()
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	must(t, err)
	return v
}

// What came is found by its words once it was read out, and the same request over another channel is noticed by a plate
// written another way.
func TestFoundAndSame(t *testing.T) {
	lt, lv := pair(t, nil)
	c := asked(lv)
	c.Entities = []request.Entity{{Type: wire.Vehicle, Body: []byte(`{"v":1,"plate":"KN 7P221","country":"PL"}`)}}
	id := string(lt.ask(c).ID)
	v := lv.until(id, request.Open)
	must(t, lv.x.Requests.Read(context.Background()))
	lv.read(func(q *db.Snapshot) error {
		for _, words := range []string{"missing girl", "Lazdijai", v.Case, "Node LT"} {
			if ids, err := lv.x.Requests.Search(q, words, "en"); err != nil || !slices.Equal(ids, []string{v.ID}) {
				t.Errorf("%q finds %v %v", words, ids, err)
			}
		}
		return nil
	})
	must(t, lv.write(bob, func(tx *db.Tx) error {
		w, err := lv.x.Requests.Register(tx, request.Entered{Channel: "siena", ChannelID: "S-1", Partner: "Vilnius", Country: "LT", At: tx.Now().Add(-time.Hour), Numbers: []string{"kn-7p221"},
			Content: request.Content{Subject: "Car"}}, "")
		if err != nil {
			return err
		}
		same, err := request.Same(tx, w)
		if len(same) != 1 || same[0].ID != v.ID {
			t.Errorf("same %+v", same)
		}
		return err
	}))
}
