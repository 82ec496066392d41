package threatmap

import (
	"context"
	"database/sql"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/kernel/process"
)

// A boundary change reroutes nothing by itself: open reports that would go elsewhere today become proposals, and
// the coordinator decides each.

const proposalKind = "threatmap.proposal"

// Proposal is an open report that another post would get today.
type Proposal struct {
	ID, Report, Post, Place string
	State                   string // open, accepted, dismissed
	Version                 int64
	Row                     DeskRow
}

// ProposeReroutes looks at the open reports around a place whose boundary has changed and proposes new posts.
// It may run again: what is proposed already is left alone.
func (m *Map) ProposeReroutes(ctx context.Context, place string) error {
	community := place
	for _, above := range m.Places.Snapshot().Path(place) {
		if above.Role == "community" {
			community = above.ID
		}
	}
	type open struct {
		rep  Report
		post string
	}
	var reports []open
	err := m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		reports, err = db.All(s, func(scan db.Scan) (o open, err error) {
			dest, finish := o.rep.dest()
			if err = scan(append(dest, &o.post)...); err == nil {
				finish()
			}
			return o, err
		}, "SELECT "+reportColumns+`, COALESCE(i.post, '') FROM report r JOIN process_instance i ON i.id = r.id
			WHERE r.place = $1 AND i.closed_at IS NULL AND NOT `+settled+` AND r.precision_kind = 'exact'`, community)
		return err
	})
	if err != nil {
		return err
	}
	for _, o := range reports {
		category, _ := m.Categories.Get(o.rep.Category)
		found, err := m.locate(o.rep.At)
		if err != nil {
			continue // it lies outside of everything now; it stays where it is
		}
		routed := RouteTo(m.facts(found, category))
		if routed.Target.Post == "" || routed.Target.Post == o.post {
			continue
		}
		if err := m.propose(ctx, o.rep, routed.Target.Post, found.deepest()); err != nil {
			return err
		}
	}
	return nil
}

func (m *Map) propose(ctx context.Context, rep Report, post, place string) error {
	return m.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		var n int
		if err := tx.QueryRow("SELECT count(*) FROM reroute_proposal WHERE report = $1 AND post = $2", rep.ID, post).Scan(&n); err != nil || n > 0 {
			return err
		}
		p := id.At(tx.Now())
		if _, err := tx.Exec("INSERT INTO reroute_proposal (id, report, post, place, state, made_at, version) VALUES ($1, $2, $3, $4, 'open', $5, 1)",
			p, rep.ID, post, place, db.Micros(tx.Now())); err != nil {
			return err
		}
		return m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "threatmap.proposal.made", Kind: proposalKind, ID: p, Version: 1, Place: rep.Place, Org: rep.Org})
	})
}

// Proposals lists the open proposals within a scope, oldest first.
func (m *Map) Proposals(q db.Reader, scope policy.Scope, after string, limit int) (all []Proposal, next string, err error) {
	b := db.NewQuery("SELECT p.id, p.post, p.place, p.version, p.made_at, " + reportColumns + `, i.state, COALESCE(i.post, '') FROM reroute_proposal p
		JOIN report r ON r.id = p.report JOIN process_instance i ON i.id = r.id WHERE p.state = 'open' AND i.closed_at IS NULL AND `)
	b.Add(scope.SQL(DeskColumns(), b.Arg))
	if after != "" {
		at, last, err := db.ParseCursor(after)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		t := b.Arg(at)
		b.Add(" AND (p.made_at > " + t + " OR (p.made_at = " + t + " AND p.id > " + b.Arg(last) + "))")
	}
	b.Add(" ORDER BY p.made_at, p.id LIMIT " + b.Arg(limit+1))
	var made []int64
	all, err = db.AllQ(q, func(scan db.Scan) (p Proposal, err error) {
		var at int64
		dest, finish := p.Row.dest()
		i := &p.Row.Instance
		if err = scan(append(append([]any{&p.ID, &p.Post, &p.Place, &p.Version, &at}, dest...), &i.State, &i.Post)...); err == nil {
			finish()
			made = append(made, at)
		}
		i.ID, i.Ref, p.State, p.Report = p.Row.ID, p.Row.Ref, "open", p.Row.ID
		return p, err
	}, b)
	if len(all) > limit {
		all = all[:limit]
		next = db.Cursor(made[limit-1], all[limit-1].ID)
	}
	return all, next, err
}

// Decide accepts or dismisses a proposal; accepting takes the step reroute. allowed asks the policy.
func (m *Map) Decide(tx *db.Tx, proposal string, accept bool, reason string, allowed func(policy.Resource) error) error {
	var p Proposal
	err := tx.QueryRow("SELECT report, post, place, state, version FROM reroute_proposal WHERE id = $1", proposal).Scan(&p.Report, &p.Post, &p.Place, &p.State, &p.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "threatmap.no_such_proposal")
	}
	if err != nil {
		return err
	}
	rep, err := byID(tx, p.Report)
	if err != nil {
		return err
	}
	i, err := process.Load(tx, p.Report)
	if err != nil {
		return err
	}
	if err := allowed(m.resource(rep, i)); err != nil {
		return err
	}
	if p.State != "open" {
		return errs.New(errs.Conflict, "threatmap.proposal_decided")
	}
	state := "dismissed"
	if accept {
		state = "accepted"
		post, ok := m.Places.Snapshot().Post(p.Post)
		if !ok {
			return errs.New(errs.Conflict, "threatmap.post_unknown", "post", p.Post)
		}
		if _, _, err := m.apply(tx, rep, StepInput{Step: "reroute", Post: post.Post.Code, Reason: reason}); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("UPDATE reroute_proposal SET state = $2, version = version + 1 WHERE id = $1", proposal, state); err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "threatmap.proposal." + state, Kind: proposalKind, ID: proposal, Version: p.Version + 1,
		Place: rep.Place, Org: rep.Org, Justification: reason})
}
