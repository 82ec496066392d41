package node

import (
	"context"
	"errors"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

func TestParseAllows(t *testing.T) {
	for text, want := range map[string]string{"all": "all", "drugs": "area:drugs", "unit:Kaunas, area:drugs ,fraud": "unit:Kaunas, area:drugs, area:fraud", "unit:*": "unit:*"} {
		a, err := ParseAllows(text)
		if err != nil || a.String() != want {
			t.Errorf("%q: %q %v", text, a, err)
		}
		if again, err := ParseAllows(a.String()); err != nil || again.String() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"", ",", "all,drugs", "unit:", "unit:all,all"} {
		if a, err := ParseAllows(text); key(err) != "node.allow_form" {
			t.Errorf("%q: %+v %v", text, a, err)
		}
	}
}

// message is an envelope with what a channel looks at.
func message(change func(e *wire.Envelope)) wire.Envelope {
	e := wire.Envelope{Kind: wire.Request, Classification: codes.Unclassified, CrimeArea: "drugs", Recipient: []wire.Recipient{{Org: "rn", Role: wire.To, N: 1}}}
	if change != nil {
		change(&e)
	}
	return e
}

func TestPermit(t *testing.T) {
	now := time.Date(2027, 5, 3, 9, 0, 0, 0, time.UTC)
	all := Channel{Allows: Allows{All: true}, Classification: codes.Restricted, MaxFile: 1 << 20, From: now.Add(-time.Hour), Until: now.Add(time.Hour)}
	some := all
	some.Allows = Allows{Units: []string{"Kaunas"}, Areas: []string{"Drugs", "fraud"}}
	units := all
	units.Allows = Allows{Units: []string{"*"}}
	closed := all
	closed.ClosedAt = now.Add(-time.Minute)
	early := all
	early.From = now.Add(time.Minute)
	to := func(unit string) func(e *wire.Envelope) {
		return func(e *wire.Envelope) { e.Recipient[0].Unit = unit }
	}
	answer := func(e *wire.Envelope) { e.Kind, e.AnswerTo = wire.Answer, "x" }
	item := func(size int64) func(e *wire.Envelope) {
		return func(e *wire.Envelope) { e.Items = []wire.ItemRef{{N: 1, Size: size}} }
	}
	for name, c := range map[string]struct {
		channel Channel
		change  func(e *wire.Envelope)
		at      time.Time
		want    string
	}{
		"all":                   {all, nil, now, ""},
		"first instant":         {all, nil, all.From, ""},
		"before":                {all, nil, all.From.Add(-1), "node.channel_not_yet"},
		"not yet, an answer":    {early, answer, now, "node.channel_not_yet"},
		"ended, new case":       {all, nil, all.Until, "node.channel_ended"},
		"ended, answer":         {all, answer, all.Until, ""},
		"closed, new case":      {closed, nil, now, "node.channel_ended"},
		"closed, answer":        {closed, answer, now, ""},
		"closed, own closing":   {closed, func(e *wire.Envelope) { e.Kind = wire.ChannelClosed }, now, ""},
		"closed, spontaneous":   {closed, func(e *wire.Envelope) { e.Kind = wire.Spontaneous }, now, "node.channel_ended"},
		"at the classification": {all, func(e *wire.Envelope) { e.Classification = codes.Restricted }, now, ""},
		"over it":               {all, func(e *wire.Envelope) { e.Classification = codes.Confidential }, now, "node.over_classification"},
		"unknown one":           {all, func(e *wire.Envelope) { e.Classification = "cosmic" }, now, "node.over_classification"},
		"area on the list":      {some, nil, now, ""},
		"area off the list":     {some, func(e *wire.Envelope) { e.CrimeArea = "terrorism" }, now, "node.area_not_allowed"},
		"no area, where listed": {some, func(e *wire.Envelope) { e.CrimeArea = "" }, now, "node.area_not_allowed"},
		"any area, none listed": {units, func(e *wire.Envelope) { e.CrimeArea = "terrorism" }, now, ""},
		"unit on the list":      {some, to("kaunas"), now, ""},
		"unit off the list":     {some, to("Alytus"), now, "node.unit_not_allowed"},
		"any unit":              {units, to("Alytus"), now, ""},
		"largest file":          {all, item(wire.SealedLimit(1<<20, 1)), now, ""},
		"larger file":           {all, item(wire.SealedLimit(1<<20, 1) + 1), now, "node.file_over_limit"},
	} {
		if err := c.channel.Permit(message(c.change), c.at); key(err) != c.want || err != nil && errs.KindOf(err) != errs.Forbidden {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if err := all.PermitItem(wire.ItemHead{N: 1, Size: 1<<20 + 1}); key(err) != "node.file_over_limit" {
		t.Error(err)
	}
	if err := all.PermitItem(wire.ItemHead{N: 1, Size: 1 << 20}); err != nil {
		t.Error(err)
	}
}

func TestChannels(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		b := newOwn(t, "Rīga", "LV")
		h := open(t, d, nil)
		now := time.Now()
		in := func(at time.Time) (Channel, error) {
			var c Channel
			err := d.Read(context.Background(), func(s *db.Snapshot) (err error) { c, err = Open(s, b.Org(), at); return err })
			return c, err
		}
		running := func(at time.Time) (Channel, error) {
			var c Channel
			err := d.Read(context.Background(), func(s *db.Snapshot) (err error) { c, err = Running(s, b.Org(), at); return err })
			return c, err
		}
		start := func(c Channel) Channel {
			t.Helper()
			c.Partner, c.Basis, c.Allows.All = b.Org(), "Directive (EU) 2023/977 art. 4", true
			h.must(func(tx *db.Tx) error {
				opened, err := h.OpenChannel(tx, c)
				c = opened
				return err
			})
			return c
		}
		if err := h.write(func(tx *db.Tx) error {
			_, err := h.OpenChannel(tx, Channel{Partner: b.Org(), Basis: "x", Allows: Allows{All: true}})
			return err
		}); errs.KindOf(err) != errs.NotFound {
			t.Errorf("to an unknown node: %v", err)
		}
		h.trust(b)
		if _, err := in(now); key(err) != "node.no_channel" {
			t.Errorf("the default must be no: %v", err)
		}
		for name, bad := range map[string]Channel{"node.basis": {Allows: Allows{All: true}}, "node.allow_nothing": {Basis: "x"}, "node.max_file": {Basis: "x", Allows: Allows{All: true}, MaxFile: wire.MaxFile + 1},
			"node.classification": {Basis: "x", Allows: Allows{All: true}, Classification: "cosmic"}, "node.until": {Basis: "x", Allows: Allows{All: true}, Until: now.Add(-time.Hour)},
			"node.day_bytes": {Basis: "x", Allows: Allows{All: true}, DayBytes: 5}} {
			bad.Partner = b.Org()
			if err := h.write(func(tx *db.Tx) error { _, err := h.OpenChannel(tx, bad); return err }); key(err) != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		first := start(Channel{Until: now.Add(time.Hour)})
		if c, err := in(time.Now()); err != nil || c.ID != first.ID || c.MaxFile != wire.MaxFile || c.DayBytes != DefaultDayBytes || c.Classification != codes.Unclassified {
			t.Errorf("%v %+v", err, c)
		}
		if _, err := in(now.Add(time.Hour)); key(err) != "node.channel_ended" {
			t.Errorf("after its term: %v", err)
		}
		if c, err := running(now.Add(time.Hour)); err != nil || c.ID != first.ID {
			t.Errorf("running cases: %v", err)
		}
		if _, err := in(now.Add(-time.Hour)); key(err) != "node.channel_not_yet" {
			t.Errorf("before it: %v", err)
		}
		later := start(Channel{From: now.Add(time.Hour), Agreement: "AG1"}) // follows the first one without touching it
		if c, err := in(now.Add(2 * time.Hour)); err != nil || c.ID != later.ID {
			t.Errorf("%v %+v", err, c)
		}
		if c, err := in(time.Now()); err != nil || c.ID != first.ID {
			t.Errorf("%v %+v", err, c)
		}
		second := start(Channel{Until: now.Add(30 * time.Minute)})
		if c, err := in(time.Now()); err != nil || c.ID != second.ID {
			t.Errorf("%v %+v", err, c)
		}
		h.must(func(tx *db.Tx) error { return h.CloseChannel(tx, second.Ref, "agreement.expired") })
		if _, err := in(time.Now()); key(err) != "node.channel_ended" {
			t.Errorf("closed: %v", err)
		}
		if c, err := running(time.Now()); err != nil || c.ID != second.ID || c.ClosedWhy != "agreement.expired" {
			t.Errorf("%v %+v", err, c)
		}
		h.must(func(tx *db.Tx) error { return h.CloseByAgreement(tx, "AG1", "agreement.expired") })
		if _, err := in(now.Add(2 * time.Hour)); key(err) != "node.channel_ended" {
			t.Errorf("closed with its agreement: %v", err)
		}
		if err := h.write(func(tx *db.Tx) error { return h.CloseChannel(tx, "nothing", "why") }); errs.KindOf(err) != errs.NotFound {
			t.Error(err)
		}
		h.must(func(tx *db.Tx) error { _, err := h.Revoke(tx, b.Org(), "why"); return err })
		if err := h.write(func(tx *db.Tx) error {
			_, err := h.OpenChannel(tx, Channel{Partner: b.Org(), Basis: "x", Allows: Allows{All: true}})
			return err
		}); key(err) != "node.revoked" {
			t.Errorf("to a revoked node: %v", err)
		}
		verify(t, d, h)
	}, audit.Files(), Files())
}

// verify numbers what PostgreSQL has not numbered and checks the log against the tables.
func verify(t *testing.T, d *db.DB, h here) {
	t.Helper()
	if d.Engine() == db.Postgres {
		return // numbered by a leader, which the whole program has
	}
	if err := d.Read(context.Background(), func(s *db.Snapshot) error {
		rep, err := audit.Verify(context.Background(), s, Tables(), h.public, audit.VerifyOptions{Now: time.Now(), Origin: "reeve/test"})
		if err == nil && !rep.OK() {
			err = errors.New("the log does not hold")
			for _, f := range rep.Faults {
				t.Errorf("%+v", f)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
