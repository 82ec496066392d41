package advice

import (
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/indicator"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// mostLanded is how many recommendations become nodes at once.
const mostLanded = 500

// Ready are the recommendations about a plan that some organisation has accepted, at least in part, and that no node of
// the plan given carries out yet.
func (s *Service) Ready(q db.Reader, about, plan string) (out []Advice, err error) {
	all, _, err := List(q, Filter{Plan: about, Limit: mostLanded}, nil)
	if err != nil {
		return nil, err
	}
	landed, err := db.Strings(q, "SELECT DISTINCT advice FROM plan_advice_link WHERE plan = $1", plan)
	for _, a := range all {
		if slices.ContainsFunc(a.Answers, Answer.Agreed) && a.State != Withdrawn && !slices.Contains(landed, a.ID) {
			out = append(out, a)
		}
	}
	return out, err
}

// proposal is a recommendation as an activity: led by the first organisation that agreed.
func (s *Service) proposal(a Advice) Proposal {
	p := Proposal{ID: a.ID, Text: a.Body, About: a.Number, Due: a.Due}
	for _, x := range a.Answers {
		if !x.Agreed() {
			continue
		}
		if o, ok := s.places().Org(x.Org); ok {
			p.Org = x.Org
			p.Lead, _ = o.Names.Best(s.usual().Lang(), s.Register.Settings.Get().Fallback)
		}
		break
	}
	return p
}

// Land makes nodes of the plan's draft out of recommendations, below the node named; the caller has asked whether the
// actor may write the plan. It tells the version of the draft.
func (s *Service) Land(tx *db.Tx, p register.Plan, refs []string, parent string) (int64, error) {
	if len(refs) == 0 || len(refs) > mostLanded {
		return 0, errs.Bad("advice", "plan.advice.none_chosen")
	}
	e, err := s.shown(tx, p)
	if err != nil {
		return 0, err
	}
	if at, ok := e.Node(tree.CleanNumber(parent)); !ok || at.Activity != nil {
		return 0, errs.Bad("parent", "plan.advice.no_such_parent", "number", parent)
	}
	ready, err := s.Ready(tx, p.ID, p.ID)
	if err != nil {
		return 0, err
	}
	nodes, changes := slices.Clone(e.Plan.Nodes), []register.Change(nil)
	made := map[string]string{} // id of the recommendation to number
	for _, ref := range refs {
		n := slices.IndexFunc(ready, func(a Advice) bool { return a.Ref == ref })
		if n < 0 {
			return 0, errs.Bad("advice", "plan.advice.not_ready", "ref", ref)
		}
		a := ready[n]
		node := Activity(s.proposal(a), e.Plan, free(nodes, tree.CleanNumber(parent)), tree.CleanNumber(parent))
		nodes = append(nodes, node)
		made[a.ID] = node.Number
		changes = append(changes, register.Change{Node: node, Reason: s.usual().T("plan.advice.landed_reason", "ref", a.Ref), Decision: a.Decision})
	}
	v, err := s.Register.Edit(tx, p, changes)
	if err != nil {
		return 0, err
	}
	if e, err = s.Register.Edition(tx, p, v); err != nil {
		return 0, err
	}
	for _, a := range ready {
		if number := made[a.ID]; number != "" {
			if err := s.link(tx, Link{Advice: a.ID, Plan: p.ID, Node: e.ID(number), Number: number, Made: true}); err != nil {
				return 0, err
			}
		}
	}
	return v.Number, nil
}

// Continue stores a new plan made of an old one, as a draft; the caller has asked whether the actor may write both.
func (s *Service) Continue(tx *db.Tx, old register.Plan, r Rules, withAdvice bool) (register.Plan, error) {
	e, err := s.shown(tx, old)
	if err != nil {
		return old, err
	}
	k, err := s.known(tx, old, e)
	if err != nil {
		return old, err
	}
	var proposals []Proposal
	if withAdvice {
		ready, err := s.Ready(tx, old.ID, old.ID)
		if err != nil {
			return old, err
		}
		for _, a := range ready {
			proposals = append(proposals, s.proposal(a))
		}
	}
	if r.Rest = s.rest(e.Plan); len(r.Titles) == 0 {
		r.Titles = e.Plan.Titles
	}
	whole, pairs := Continue(e.Plan, r, k, proposals)
	if len(whole.Nodes) == 0 {
		return old, errs.Bad("activities", "plan.advice.nothing_left")
	}
	reason := s.usual().T("plan.advice.continue_reason", "code", old.Code)
	p, v, err := s.Register.Create(tx, whole, reason, "", nil)
	if err != nil {
		return p, err
	}
	made, err := s.Register.Edition(tx, p, v)
	if err != nil {
		return p, err
	}
	for _, pair := range pairs {
		if pair.Proposal != "" {
			err = s.link(tx, Link{Advice: pair.Proposal, Plan: p.ID, Node: made.ID(pair.To), Number: pair.To, Made: true})
		} else {
			err = insertOrigin(tx, Origin{Plan: p.ID, Node: made.ID(pair.To), FromPlan: old.ID, FromNode: e.ID(pair.From), FromNumber: pair.From})
		}
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

// usual writes in the language of the installation.
func (s *Service) usual() *i18n.Localizer {
	l, ok := i18n.ParseLang(s.Register.Settings.Get().Default)
	if !ok {
		l = i18n.English
	}
	return s.Catalogue.For(l)
}

// rest is the title of the objective for recommendations, in the languages of the plan.
func (s *Service) rest(p tree.Plan) i18n.Text {
	out := i18n.Text{}
	for _, tag := range register.Languages(p) {
		if l, ok := i18n.ParseLang(tag); ok {
			out[tag] = s.Catalogue.For(l).T("plan.advice.objective")
		}
	}
	if len(out) == 0 {
		l := s.usual()
		out[l.Lang().HTML()] = l.T("plan.advice.objective")
	}
	return out
}

// known is what became of a plan: its latest assessment, and the latest approved value of each indicator.
func (s *Service) known(q db.Reader, p register.Plan, e *register.Edition) (k Known, err error) {
	years, err := assess.Years(q, p.ID)
	if err != nil {
		return k, err
	}
	if len(years) > 0 {
		st, err := s.Assess.Load(q, p, years[len(years)-1])
		if err != nil {
			return k, err
		}
		k.Implemented = func(number string) bool {
			row, ok := st.Row(number)
			return ok && row.Status == rates.Implemented
		}
	}
	values, err := indicator.ApprovedOf(q, p.ID)
	if err != nil {
		return k, err
	}
	last := map[string]indicator.Value{}
	for _, v := range values {
		_, until, ok := tree.PeriodDays(v.Period)
		if _, before, _ := tree.PeriodDays(last[v.Indicator].Period); ok && v.Quantity.Known() && until > before {
			last[v.Indicator] = v
		}
	}
	k.Last = func(number string) (tree.Baseline, bool) {
		v, ok := last[number]
		if !ok {
			return tree.Baseline{}, false
		}
		year, _ := strconv.Atoi(v.Period[:4])
		return tree.Baseline{Quantity: v.Quantity, Year: year, Source: p.Code + " " + number + ", " + v.Period}, true
	}
	return k, nil
}
