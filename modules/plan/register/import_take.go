package register

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/plan/reader"
)

// take stores what was read in the caller's transaction; the caller has asked whether the actor may. Where nothing
// changes nothing is written.
func (g *Register) take(tx *db.Tx, d reader.Draft, o ImportOptions) (ImportResult, error) {
	p, err := g.prepare(tx, d, o)
	if err != nil {
		return p.res, err
	}
	if !p.new && len(p.res.Changes) == 0 {
		p.res.Version = p.base.Version.Number
		return p.res, nil
	}
	day, err := g.firstDay(p, o, tx)
	if err != nil {
		return p.res, err
	}
	y := why{o.Reason, o.Decision}
	if p.new {
		if p.plan, err = g.add(tx, o.Code, p.plan.Org); err != nil {
			return p.res, err
		}
	}
	v, drafted := DraftOf(p.all)
	if !drafted {
		state := InForce
		if o.Draft {
			state = ""
		}
		if v, err = g.begin(tx, p.plan, p.all, p.head, y, state); err != nil {
			return p.res, err
		}
	}
	v.Head, v.From = p.head, day
	tick := func(done, total int) {
		if o.Progress != nil {
			o.Progress("nodes", int64(done), int64(total))
		}
	}
	if _, _, err := g.put(tx, p.plan, &v, p.nodes, func(string) why { return y }, tick); err != nil {
		return p.res, err
	}
	if !o.Draft {
		if err := Publishable(v.Whole(p.plan, p.nodes)); err != nil {
			return p.res, err
		}
	}
	p.res.Version = v.Number
	if err := g.saveVersion(tx, p.plan, &v, "plan.version.import", o.Reason); err != nil {
		return p.res, err
	}
	return p.res, g.supersede(tx, p.plan, g.Today(tx.Now()))
}

// firstDay is the day from which what is imported is in force; empty for a draft.
func (g *Register) firstDay(p prepared, o ImportOptions, tx *db.Tx) (string, error) {
	if o.Draft {
		return "", nil
	}
	day := o.From
	if day == "" && p.new {
		day = p.head.From
	}
	if day == "" {
		day = g.Today(tx.Now())
		for _, v := range p.all {
			if v.State != Discarded {
				day = max(day, v.From)
			}
		}
	}
	err := laterThan(p.all, day)
	if e := errs.Of(err); e != nil {
		for i := range e.Fields {
			e.Fields[i].Field = "from"
		}
	}
	return day, err
}
