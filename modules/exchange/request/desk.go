package request

import (
	"context"
	"errors"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// What the desk's pages read beside the lists.

// May asks the policy whether the asker may do an action on a request.
func (s *Requests) May(r *web.Request, action string, v Request) error { return s.may(r, action, v) }

// MayBegin asks the policy whether the asker may begin a case where they work.
func (s *Requests) MayBegin(r *web.Request) error {
	return r.Allowed(actWrite, s.resource(processOf(r)))
}

// ByID finds a request by its inner id, as drafts name theirs.
func ByID(q db.Reader, id string) (Request, error) { return byID(q, id) }

// About is the request that a ref names, also by a draft, a question or an authorisation that belongs to it.
func About(q db.Reader, what string) (Request, error) {
	v, err := Load(q, what)
	if errs.KindOf(err) != errs.NotFound {
		return v, err
	}
	if d, lerr := LoadDraft(q, what); lerr == nil {
		return byID(q, d.Request)
	}
	all, lerr := db.Strings(q, "SELECT s.request FROM exchange_side s JOIN process_instance i ON i.id = s.id WHERE i.ref = $1", what)
	if lerr != nil || len(all) == 0 {
		return v, errors.Join(err, lerr)
	}
	return byID(q, all[0])
}

// Party is a node as staff see it, ours too.
func (s *Requests) Party(q db.Reader, org wire.Org) (Party, error) {
	return s.party(&parties{q: q}, org)
}

// Stopped records that codes stopped somebody, and gives the cause back.
func (s *Requests) Stopped(ctx context.Context, actor db.Actor, id wire.ID, use codes.Use, cause error) error {
	return s.refused(ctx, actor, id, use, cause)
}

// Zone is where a country keeps its clocks, for what the answering side stamps.
func (s *Requests) Zone(country string) *time.Location { return s.calendar(country).Zone }

// Line is the legal clock of a request as lists know it; ok is false where none began.
func (s *Requests) Line(q db.Reader, v Request, now time.Time) (c clock.Clock, at clock.State, ok bool, err error) {
	if v.DueAt.IsZero() || v.StartedAt.IsZero() {
		return c, at, false, nil
	}
	all, err := process.Clocks(q, v.ID)
	for _, one := range all {
		if one.Name == LimitClock {
			return one.Clock, s.Process.State(v.Life, one, now), true, err
		}
	}
	return c, at, false, err
}

// Tally is how many requests are in a state on one side.
type Tally struct {
	State string
	Own   bool
	Count int64
}

// Tallies count what the asker may see, by state and side.
func Tallies(q db.Reader, scope policy.Scope) ([]Tally, error) {
	b := db.NewQuery("SELECT i.state, r.own, COUNT(*)" + fromRequest + "WHERE ")
	b.Add(scope.SQL(columns(), b.Arg))
	b.Add(" GROUP BY i.state, r.own")
	return db.AllQ(q, func(scan db.Scan) (t Tally, err error) { return t, scan(&t.State, &t.Own, &t.Count) }, b)
}

// Pace is how fast we answered.
type Pace struct {
	Answered, InTime int64
	Median           time.Duration // from delivery to answer
}

// PaceSince tells how fast the requests to us were answered whose clock ended since an instant, as far as the asker may
// see them.
func PaceSince(q db.Reader, scope policy.Scope, since time.Time) (p Pace, err error) {
	b := db.NewQuery("SELECT r.started_at, r.due_at, r.done_at" + fromRequest + "WHERE r.own = FALSE AND r.started_at IS NOT NULL AND r.due_at IS NOT NULL AND r.done_at >= ")
	b.Add(b.Arg(db.Micros(since)) + " AND " + scope.SQL(columns(), b.Arg))
	all, err := db.AllQ(q, func(scan db.Scan) (took int64, err error) {
		var started, due, done int64
		if err = scan(&started, &due, &done); err == nil && done <= due {
			p.InTime++
		}
		return done - started, err
	}, b)
	if err != nil || len(all) == 0 {
		return Pace{}, err
	}
	slices.Sort(all)
	p.Answered = int64(len(all))
	p.Median = time.Duration(all[(len(all)-1)/2]) * time.Microsecond
	return p, nil
}

// PlainName is a file's name without a path, in one line.
func PlainName(name string) string { return plainName(name) }
