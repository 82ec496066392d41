package request

import (
	"database/sql"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/policy"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// Counted is what figures need to know of a request: codes, counts and times, nothing of what it says.
type Counted struct {
	ID, Ref     string
	Version     int64
	Own, Copied bool
	Partner     wire.Org // empty = no node
	PartnerName string   // of who has no node
	Country     string   // of who has no node: the partner's; empty = not entered
	Urgency     codes.Urgency

	CameAt, StartedAt, DueAt, DoneAt time.Time
	Paused                           bool
	Done                             string // FactAnswered, FactRefused, FactWithdrawn; empty = open, or closed without a word
	Delayed                          bool   // notice was given that a judge must authorise

	// Refused are the grounds on which we refused it, whole or in part, each once, in the interval asked for;
	// NoGround tells that a refusal by another channel was entered without one.
	Refused  []codes.Refusal
	NoGround bool

	message wire.ID
}

// CountFilter chooses what is counted: requests that came, were sent, became due, ended or were still open in [From,
// Until).
type CountFilter struct {
	From, Until time.Time
	Scope       *policy.Scope
}

// where is the filter as a condition over r and i. Drafts, other kinds of messages and exercises are no requests.
func (f CountFilter) where(b *db.Query) *db.Query {
	from, until := b.Arg(db.Micros(f.From)), b.Arg(db.Micros(f.Until))
	b.Add(" AND r.kind = 'request' AND r.training = FALSE AND (r.message <> '' OR r.channel <> 'reeve')")
	b.Add(" AND r.came_at < " + until + " AND (r.done_at IS NULL OR r.done_at >= " + from + " OR r.came_at >= " + from + " OR r.due_at >= " + from + ")")
	if f.Scope != nil {
		b.Add(" AND " + f.Scope.SQL(columns(), b.Arg))
	}
	return b
}

// Count reads what figures need, in the order of coming.
func Count(q db.Reader, f CountFilter) ([]Counted, error) {
	b := f.where(db.NewQuery("SELECT r.id, r.ref, r.version, r.own, r.copied, r.partner, r.partner_name, r.country, r.urgency, r.came_at, r.started_at, r.due_at, r.done_at, r.paused, r.message" + fromRequest + "WHERE 1 = 1"))
	b.Add(" ORDER BY r.came_at, r.id")
	all, err := db.AllQ(q, func(scan db.Scan) (c Counted, err error) {
		var came int64
		var started, due, done sql.NullInt64
		err = scan(&c.ID, &c.Ref, &c.Version, &c.Own, &c.Copied, &c.Partner, &c.PartnerName, &c.Country, &c.Urgency, &came, &started, &due, &done, &c.Paused, &c.message)
		c.CameAt, c.StartedAt, c.DueAt, c.DoneAt = db.Time(came), db.NullTime(started), db.NullTime(due), db.NullTime(done)
		if !c.Own {
			c.Country = "" // the column holds the answering side's, which is ours
		}
		return c, err
	}, b)
	if err != nil || len(all) == 0 {
		return all, err
	}
	at := make(map[string]*Counted, len(all))
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	for _, read := range []func(db.Reader, CountFilter, map[string]*Counted) error{countSteps, countEntered, countCopies, countRefusals} {
		if err := read(q, f, at); err != nil {
			return nil, err
		}
	}
	return all, nil
}

type named struct {
	id, what, detail string
	at               int64
}

// countSteps tells how requests ended, and whether a delay was announced.
func countSteps(q db.Reader, f CountFilter, at map[string]*Counted) error {
	b := f.where(db.NewQuery("SELECT r.id, p.step" + fromRequest + "JOIN process_step p ON p.instance = r.id WHERE p.step IN ('answer', 'refuse', 'withdraw', 'delay')"))
	all, err := db.AllQ(q, func(scan db.Scan) (n named, err error) { return n, scan(&n.id, &n.what) }, b)
	for _, n := range all {
		c := at[n.id]
		if n.what == "delay" {
			c.Delayed = true
			continue
		}
		c.Done = map[string]string{"answer": FactAnswered, "refuse": FactRefused, "withdraw": FactWithdrawn}[n.what]
	}
	return err
}

// countEntered takes what was entered by hand of other channels: who asked, and on which ground it was refused.
func countEntered(q db.Reader, f CountFilter, at map[string]*Counted) error {
	b := f.where(db.NewQuery("SELECT r.id, x.kind, x.detail, x.at" + fromRequest + "JOIN exchange_entered x ON x.request = r.id WHERE x.kind IN ('asker', 'refused')"))
	all, err := db.AllQ(q, func(scan db.Scan) (n named, err error) { return n, scan(&n.id, &n.what, &n.detail, &n.at) }, b)
	for _, n := range all {
		c, when := at[n.id], db.Time(n.at)
		switch {
		case n.what == factAsker:
			c.Country = n.detail
		case c.Own || when.Before(f.From) || !when.Before(f.Until):
		case codes.Refusal(n.detail).Valid():
			c.refuse(codes.Refusal(n.detail))
		default:
			c.NoGround = true
		}
	}
	return err
}

// countCopies tells of direct exchange between authorities when the answer passed in copy: nobody stamps a clock there.
func countCopies(q db.Reader, f CountFilter, at map[string]*Counted) error {
	type passed struct {
		id  string
		raw []byte
		at  int64
	}
	b := f.where(db.NewQuery("SELECT r.id, m.envelope, m.stored_at" + fromRequest + "JOIN exchange_message m ON m.casename = r.casename AND m.kind IN ('answer', 'refusal') WHERE r.copied = TRUE"))
	b.Add(" ORDER BY m.stored_at, m.id")
	all, err := db.AllQ(q, func(scan db.Scan) (p passed, err error) { return p, scan(&p.id, &p.raw, &p.at) }, b)
	if err != nil {
		return err
	}
	for _, p := range all {
		s, err := wire.ParseSigned(p.raw)
		if err != nil {
			return err
		}
		e, err := wire.ParseEnvelope(s.Body)
		if err != nil {
			return err
		}
		if c := at[p.id]; e.AnswerTo == c.message && !e.Partial && c.Done == "" {
			if c.Done = FactAnswered; e.Kind == wire.Refusal {
				c.Done = FactRefused
			}
			c.DoneAt = db.Time(p.at)
		}
	}
	return nil
}

// countRefusals reads the grounds of our refusals out of their envelopes.
func countRefusals(q db.Reader, f CountFilter, at map[string]*Counted) error {
	all, err := message.Refusals(q, f.From, f.Until)
	if err != nil {
		return err
	}
	about := map[wire.ID]*Counted{}
	for _, c := range at {
		if !c.Own && !c.Copied && c.message != "" {
			about[c.message] = c
		}
	}
	for _, r := range all {
		if c := about[r.About]; c != nil {
			for _, g := range r.Grounds {
				c.refuse(g)
			}
			c.NoGround = c.NoGround || len(r.Grounds) == 0
		}
	}
	return nil
}

func (c *Counted) refuse(g codes.Refusal) {
	if !slices.Contains(c.Refused, g) {
		c.Refused = append(c.Refused, g)
	}
}

// First is when the oldest request came or was sent; zero if there is none.
func First(q db.Reader) (time.Time, error) {
	var at sql.NullInt64
	err := q.QueryRow("SELECT MIN(came_at) FROM exchange_request WHERE kind = 'request' AND (message <> '' OR channel <> 'reeve')").Scan(&at)
	return db.NullTime(at), err
}
