package places

import (
	"context"
	"errors"
	"slices"

	"reeve/kernel/db"
)

// chunk is how many features go into one transaction, so that others can write in between.
const chunk = 200

// errDryRun rolls back what a dry run did.
var errDryRun = errors.New("dry run")

// Import reads a GeoJSON file of places of one level. A feature that is wrong is told in the result and the
// others go in. Known places are changed only where the file differs; a changed shape becomes a new version
// of the boundary. The same file again changes nothing. Errors: errs.Invalid for wrong options or a file that
// is no GeoJSON; then nothing was stored.
func (p *Places) Import(ctx context.Context, o Options) (Result, error) {
	var r Result
	if err := o.check(); err != nil {
		return r, err
	}
	items, err := readItems(o, &r)
	if err != nil {
		return r, err
	}
	g, err := p.ground(ctx, o.Country)
	if err != nil {
		return r, err
	}
	g.twins(items, o)
	g.lay(items, o)
	r.Orphans = g.orphans(items, o)
	steps := p.steps(o, g, items)
	if o.DryRun {
		if o.Role == Beat {
			steps = append(steps, step{0, func(tx *db.Tx, r *Result) error { return p.tryBeats(tx, items, r) }})
		}
		err = p.tryOut(ctx, o, steps, &r)
	} else {
		err = p.carryOut(ctx, o, steps, &r)
	}
	slices.SortStableFunc(r.Bad, func(a, b BadFeature) int { return a.Problem.Row - b.Problem.Row })
	if err != nil || o.DryRun {
		return r, err
	}
	if err := p.Reload(ctx); err != nil {
		return r, err
	}
	if o.Role == Beat {
		if r.Findings, err = p.checkBeatsOf(ctx, items); err != nil {
			return r, err
		}
		r.Crowded = p.crowded(items)
	}
	r.RejectedFile, r.RejectedError = writeRejected(o.File, r.Bad)
	return r, nil
}

func (p *Places) ground(ctx context.Context, country string) (g *ground, err error) {
	err = p.d.Read(ctx, func(s *db.Snapshot) (err error) {
		g, err = readGround(s, country)
		return err
	})
	return g, err
}

// step is one transaction's worth of an import, with the number of features in it. It may run more than once
// and then fills a new result.
type step struct {
	n  int
	do func(tx *db.Tx, r *Result) error
}

func (p *Places) steps(o Options, g *ground, items []item) []step {
	var steps []step
	for part := range slices.Chunk(items, chunk) {
		steps = append(steps, step{len(part), func(tx *db.Tx, r *Result) error {
			for _, it := range part {
				if err := p.take(tx, o, g, it, r); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	for part := range slices.Chunk(g.joints(o.Level), chunk) {
		steps = append(steps, step{0, func(tx *db.Tx, r *Result) error {
			for _, j := range part {
				if err := p.join(tx, j, r); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	return steps
}

func (p *Places) carryOut(ctx context.Context, o Options, steps []step, r *Result) error {
	total, done := 0, 0
	for _, s := range steps {
		total += s.n
	}
	for _, s := range steps {
		var part Result
		err := p.d.Write(ctx, o.Actor, func(tx *db.Tx) error {
			part = Result{}
			return s.do(tx, &part)
		})
		if err != nil {
			return err
		}
		r.add(part)
		if done += s.n; o.Progress != nil {
			o.Progress(done, total)
		}
	}
	return nil
}

// tryOut does all steps in one transaction, since later ones build on earlier ones, and takes it back.
func (p *Places) tryOut(ctx context.Context, o Options, steps []step, r *Result) error {
	var all Result
	err := p.d.Write(ctx, o.Actor, func(tx *db.Tx) error {
		all = Result{}
		for _, s := range steps {
			if err := s.do(tx, &all); err != nil {
				return err
			}
		}
		return errDryRun
	})
	if !errors.Is(err, errDryRun) {
		return err
	}
	r.add(all)
	return nil
}
