package counted

import (
	"strings"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/modules/exchange/figures"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newNode(t *testing.T) *node.Own {
	t.Helper()
	dir := t.TempDir()
	must(t, node.Init(t.Context(), dir, node.Options{Names: map[string]string{"en": "Lithuania"}, Country: "LT", Role: "spoc", Addresses: []string{"https://lt.example:8444"}, Now: time.Now()}))
	own, err := node.OpenOwn(dir)
	must(t, err)
	return own
}

func signed(t *testing.T, own *node.Own, c figures.Counts) []byte {
	t.Helper()
	body, err := wire.Encode(c)
	must(t, err)
	raw, err := own.Sign(figures.CountsType, body).MarshalBinary()
	must(t, err)
	return raw
}

// TestTake: a signed file is kept once, a newer one replaces it, and measures add up the months that lie wholly in a
// period; what is changed, strange, older or impossible is refused.
func TestTake(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		signer, err := audit.LoadOrCreateSigner(dir, "test")
		must(t, err)
		log, err := audit.New(d, Tables(), audit.Options{Origin: "test", Signer: signer, Clock: time.Now})
		must(t, err)
		own, other := newNode(t), newNode(t)
		at := func(s string) string {
			v, err := time.Parse(time.DateOnly, s)
			must(t, err)
			return wire.FormatInstant(v)
		}
		c := figures.Counts{Version: 1, Org: own.Org(), Country: "LT", Zone: "Europe/Vilnius", Year: 2026, Made: at("2026-03-01"), Months: []figures.Month{
			{Month: "2026-01", Received: 10, Sent: 4, Answered: 8, WithLimit: 8, InTime: 6, MedianMinutes: 90, P90Minutes: 500},
			{Month: "2026-02", Received: 5, Sent: 1, Answered: 4, WithLimit: 2, InTime: 2, MedianMinutes: 60, P90Minutes: 60}}}
		take := func(raw []byte, card wire.Card) (res Result, err error) {
			err = d.Write(t.Context(), db.System(), func(tx *db.Tx) (err error) { res, err = Take(tx, log, raw, card); return err })
			return res, err
		}
		set, err := measure.NewSet(Measures(func() []policy.Ref { return []policy.Ref{{Kind: policy.Place, ID: "country"}} })...)
		must(t, err)
		zone, err := time.LoadLocation("Europe/Vilnius")
		must(t, err)
		ask := func(name string, from, until time.Month, scope policy.Scope) (v measure.Value) {
			t.Helper()
			must(t, d.Read(t.Context(), func(q *db.Snapshot) (err error) {
				v, err = set[name].Query(q, measure.Question{From: time.Date(2026, from, 1, 0, 0, 0, 0, zone), Until: time.Date(2026, until, 1, 0, 0, 0, 0, zone), Scope: scope})
				return err
			}))
			return v
		}
		everything := policy.Scope{All: true}
		if v := ask("exchange.requests_received", 1, 4, everything); !v.Missing {
			t.Errorf("nothing was counted, and yet: %+v", v)
		}
		raw := signed(t, own, c)
		if res, err := take(raw, own.Card()); err != nil || res != (Result{Imported: 2}) {
			t.Fatalf("%+v %v", res, err)
		}
		if res, err := take(raw, own.Card()); err != nil || res != (Result{Unchanged: 2}) {
			t.Errorf("again: %+v %v", res, err)
		}
		c.Made, c.Months[1].InTime = at("2026-03-05"), 1
		if res, err := take(signed(t, own, c), own.Card()); err != nil || res != (Result{Imported: 1, Unchanged: 1}) {
			t.Errorf("a newer one: %+v %v", res, err)
		}
		for _, w := range []struct {
			name        string
			from, until time.Month
			scope       policy.Scope
			want        measure.Value
		}{
			{"exchange.answered_in_time", 1, 4, everything, measure.Value{Num: 7, Den: 10, Rows: 2}},
			{"exchange.requests_received", 1, 4, policy.Scope{Refs: []policy.Ref{{Kind: policy.Place, ID: "country"}}}, measure.Value{Num: 15, Plain: true, Rows: 2}},
			{"exchange.requests_received", 2, 4, everything, measure.Value{Num: 5, Plain: true, Rows: 1}},
			{"exchange.requests_sent", 1, 2, everything, measure.Value{Num: 4, Plain: true, Rows: 1}},
			{"exchange.requests_sent", 3, 4, everything, measure.Value{Plain: true, Missing: true}},
			{"exchange.requests_sent", 1, 4, policy.Scope{Refs: []policy.Ref{{Kind: policy.Place, ID: "a part"}}}, measure.Value{Plain: true, Missing: true}},
		} {
			if got := ask(w.name, w.from, w.until, w.scope); got != w.want {
				t.Errorf("%s %d-%d: %+v, want %+v", w.name, w.from, w.until, got, w.want)
			}
		}
		refused := func(what string, raw []byte, card wire.Card, kind errs.Kind) {
			t.Helper()
			if _, err := take(raw, card); errs.KindOf(err) != kind {
				t.Errorf("%s: %v", what, err)
			}
		}
		changed := func(f func(c *figures.Counts)) []byte {
			c := c
			c.Months = append([]figures.Month{}, c.Months...)
			f(&c)
			return signed(t, own, c)
		}
		refused("a changed byte", []byte(strings.Replace(string(raw), `"received":10`, `"received":11`, 1)), own.Card(), errs.Forbidden)
		refused("the card of another node", raw, other.Card(), errs.Forbidden)
		refused("counts of another node", signed(t, other, c), other.Card(), errs.Forbidden)
		refused("an older file", changed(func(c *figures.Counts) { c.Made, c.Months[0].Sent = at("2026-03-02"), 9 }), own.Card(), errs.Conflict)
		refused("more in time than answered", changed(func(c *figures.Counts) { c.Months[0].InTime = 9 }), own.Card(), errs.Invalid)
		refused("a month that was not over", changed(func(c *figures.Counts) { c.Months = append(c.Months, figures.Month{Month: "2026-03"}) }), own.Card(), errs.Invalid)
		refused("a month twice", changed(func(c *figures.Counts) { c.Months[1] = c.Months[0] }), own.Card(), errs.Invalid)
		refused("the future", changed(func(c *figures.Counts) { c.Made = wire.FormatInstant(time.Now().Add(48 * time.Hour)) }), own.Card(), errs.Invalid)
		unknown, err := own.Sign(figures.CountsType, []byte(`{"version":1,"partner":"LV"}`)).MarshalBinary()
		must(t, err)
		refused("a field that nobody knows", unknown, own.Card(), errs.Invalid)
	}, audit.Files(), Files())
}
