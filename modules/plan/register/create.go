package register

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/plan/tree"
)

// Create stores a plan that is new, as a draft; the caller has asked whether the actor may. tick hears how far it is, and
// may be nil. Errors: errs.Invalid for a code that is taken or could not stand in an address, and for a period that is none.
func (g *Register) Create(tx *db.Tx, whole tree.Plan, reason, decision string, tick func(done, total int)) (Plan, Version, error) {
	if _, err := ByCode(tx, whole.Code); err == nil {
		return Plan{}, Version{}, errs.Bad("code", "plan.register.code_taken", "code", whole.Code)
	} else if errs.KindOf(err) != errs.NotFound {
		return Plan{}, Version{}, err
	}
	switch {
	case midnight(whole.From).IsZero() || midnight(whole.Until).IsZero():
		return Plan{}, Version{}, errs.Bad("from", "plan.tree.period_none")
	case whole.Until < whole.From:
		return Plan{}, Version{}, errs.Bad("until", "plan.tree.period_turned", "from", i18n.Day(whole.From), "until", i18n.Day(whole.Until))
	}
	p, err := g.add(tx, whole.Code, whole.Owner)
	if err != nil {
		return p, Version{}, err
	}
	head := Head{Titles: whole.Titles, Authoritative: whole.Authoritative, Kind: whole.Kind, From: whole.From, Until: whole.Until, RollUp: whole.RollUp, Scheme: whole.Scheme}
	if head.Authoritative == nil {
		head.Authoritative = []string{}
	}
	y := why{reason, decision}
	v, err := g.begin(tx, p, nil, head, y, "")
	if err != nil {
		return p, v, err
	}
	if _, _, err := g.put(tx, p, &v, whole.Nodes, func(string) why { return y }, tick); err != nil {
		return p, v, err
	}
	return p, v, g.saveVersion(tx, p, &v, "plan.version.create", reason)
}
