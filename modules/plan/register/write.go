package register

import (
	"regexp"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/modules/plan/tree"
)

var codeForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$`)

// checkCode refuses what could not stand in an address.
func checkCode(code string) error {
	if !codeForm.MatchString(code) || code == "import" || code == "imports" {
		return errs.Bad("code", "plan.register.code_wrong", "code", code)
	}
	return nil
}

// add stores a plan that is new.
func (g *Register) add(tx *db.Tx, code, org string) (Plan, error) {
	p := Plan{ID: id.At(tx.Now()), Code: code, Org: org, AddedAt: tx.Now(), Version: 1}
	if err := checkCode(code); err != nil {
		return p, err
	}
	return p, g.insertPlan(tx, p)
}

// begin opens the next version of a plan, with the head given and the nodes of the version before. state empty = a draft.
func (g *Register) begin(tx *db.Tx, p Plan, all []Version, head Head, y why, state string) (Version, error) {
	v := Version{ID: id.At(tx.Now()), Plan: p.ID, Number: 1, Head: head, Reason: y.Reason, Decision: y.Decision, Author: author(tx.Actor()), Row: 1, State: Draft}
	if n := len(all); n > 0 {
		v.Number = all[n-1].Number + 1
	}
	if state != "" {
		v.State = state
	}
	if before, ok := Latest(all); ok {
		v.Nodes, v.Objectives, v.SubObjectives, v.Active = before.Nodes, before.Objectives, before.SubObjectives, before.Active
	}
	rows, err := wordings(tx, p.ID, v.Number)
	if err != nil {
		return v, err
	}
	sum := newDigest(head)
	for _, w := range rows {
		sum.add(w)
	}
	v.Digest = sum.text()
	if err := g.insertVersion(tx, p, v); err != nil {
		return v, err
	}
	o := process.Opening{ID: v.ID, Definition: KindVersion, Ref: id.Ref(), Subject: "plan.version", Org: p.Org, At: tx.Now(), State: state, Calendar: g.CalendarCode()}
	_, err = g.Process.Open(tx, o)
	return v, err
}

// Draft gives the draft of a plan, and begins one where there is none.
func (g *Register) Draft(tx *db.Tx, p Plan, reason, decision string) (Version, error) {
	all, err := Versions(tx, p.ID)
	if err != nil {
		return Version{}, err
	}
	if v, ok := DraftOf(all); ok {
		return v, nil
	}
	last, ok := Latest(all)
	if !ok {
		return last, errs.New(errs.NotFound, "plan.register.no_such_version", "version", 1)
	}
	return g.begin(tx, p, all, last.Head, why{reason, decision}, "")
}

// Change is what a draft shall say of one node from now on.
type Change struct {
	Node             tree.Node
	After            string // number of the sibling behind which a new node stands; empty = at the end
	Reason, Decision string
}

// Edit changes, adds or drops nodes of the draft, which it begins where there is none. A node that is known by its
// number is changed, any other is added. The caller has asked whether the actor may.
func (g *Register) Edit(tx *db.Tx, p Plan, changes []Change) (Version, error) {
	var bad errs.Fields
	for _, c := range changes {
		if c.Reason == "" {
			bad.Add("reason", "plan.register.reason_missing")
			break
		}
	}
	if err := bad.Err(); err != nil {
		return Version{}, err
	}
	v, err := g.Draft(tx, p, changes[0].Reason, changes[0].Decision)
	if err != nil {
		return v, err
	}
	rows, err := wordings(tx, p.ID, v.Number)
	if err != nil {
		return v, err
	}
	e, err := assemble(p, v, rows)
	if err != nil {
		return v, err
	}
	nodes, reasons := slices.Clone(e.Plan.Nodes), map[string]why{}
	for _, c := range changes {
		reasons[c.Node.Number] = why{c.Reason, c.Decision}
		if n := slices.IndexFunc(nodes, func(n tree.Node) bool { return n.Number == c.Node.Number }); n >= 0 {
			nodes[n] = c.Node
			continue
		}
		nodes = slices.Insert(nodes, placeFor(nodes, c), c.Node)
	}
	if err := refuse(v.Whole(p, nodes), reasons); err != nil {
		return v, err
	}
	if _, _, err := g.put(tx, p, &v, nodes, func(number string) why { return reasons[number] }, nil); err != nil {
		return v, err
	}
	return v, g.saveVersion(tx, p, &v, "plan.version.edit", changes[0].Reason)
}

// placeFor is where a new node stands: behind the sibling named and what is below it, else behind all that is below its
// parent.
func placeFor(nodes []tree.Node, c Change) int {
	under := c.After
	if under == "" {
		under = c.Node.Parent
	}
	if under == "" {
		return len(nodes)
	}
	below, last := map[string]bool{under: true}, len(nodes)
	for i, n := range nodes {
		if below[n.Number] || below[n.Parent] {
			below[n.Number], last = true, i+1
		}
	}
	return last
}

// StepInput is a step of a version as somebody sends it.
type StepInput struct {
	ID               string // UUID made by the sender
	Step             string
	Reason, Decision string
	Day              string // from which the version is in force
}

// Take takes a step with a version; the caller has asked whether the actor may.
func (g *Register) Take(tx *db.Tx, p Plan, v Version, in StepInput) error {
	if mine, err := process.TakenBy(tx, in.ID, v.ID, in.Step); err != nil || mine {
		return err
	}
	all, err := Versions(tx, p.ID)
	if err != nil {
		return err
	}
	check := func(process.Instance) error { return g.allowed(tx, p, &v, all, in) }
	if _, _, err := g.Process.Apply(tx, process.Command{ID: in.ID, Instance: v.ID, Step: in.Step, Check: check}); err != nil {
		return err
	}
	switch in.Step {
	case "approve":
		v.Decision = in.Decision
	case "enter_force":
		v.From = in.Day
	case "discard":
		if err := discard(tx, p, v); err != nil {
			return err
		}
	}
	if err := g.saveVersion(tx, p, &v, "plan.version."+in.Step, in.Reason); err != nil {
		return err
	}
	return g.supersede(tx, p, g.Today(tx.Now()))
}

// allowed tells what keeps a step from being taken.
func (g *Register) allowed(tx *db.Tx, p Plan, v *Version, all []Version, in StepInput) error {
	switch in.Step {
	case "approve":
		if in.Decision == "" {
			return errs.Bad("decision", "plan.register.decision_missing")
		}
		wrote, err := db.Strings(tx, "SELECT DISTINCT author FROM plan_node WHERE plan = $1 AND first_version = $2", p.ID, v.Number)
		if err != nil {
			return err
		}
		if me := author(tx.Actor()); me != "" && (me == v.Author || slices.Contains(wrote, me)) {
			return errs.New(errs.Conflict, "plan.register.four_eyes")
		}
		e, err := g.Edition(tx, p, *v)
		if err != nil {
			return err
		}
		if err := tree.Faults(tree.Check(e.Plan)); err != nil {
			return err
		}
		return Publishable(e.Plan)
	case "discard":
		if in.Reason == "" {
			return errs.Bad("reason", "plan.register.reason_missing")
		}
		if v.Number == 1 {
			return errs.New(errs.Conflict, "plan.register.first_kept")
		}
	case "enter_force":
		return laterThan(all, in.Day)
	}
	return nil
}

// laterThan refuses a day that is none, or lies before that of another version.
func laterThan(all []Version, day string) error {
	if _, err := calendar.ParseDate(day); err != nil {
		return errs.Bad("day", "plan.register.day_wrong", "day", day)
	}
	for _, v := range all {
		if v.From > day && v.State != Discarded {
			return errs.Bad("day", "plan.register.day_back", "day", day, "version", v.Number, "from", v.From)
		}
	}
	return nil
}

// discard takes the wordings of a draft away; those that it replaced hold again.
func discard(tx *db.Tx, p Plan, v Version) error {
	if _, err := tx.Exec("DELETE FROM plan_node WHERE plan = $1 AND first_version = $2", p.ID, v.Number); err != nil {
		return err
	}
	_, err := tx.Exec("UPDATE plan_node SET last_version = $1 WHERE plan = $2 AND last_version = $3", forever, p.ID, v.Number-1)
	return err
}

// supersede moves the versions on which another has followed by a day.
func (g *Register) supersede(tx *db.Tx, p Plan, day string) error {
	all, err := Versions(tx, p.ID)
	if err != nil {
		return err
	}
	now, ok := ForceOn(all, day)
	for _, v := range all {
		if !ok || v.State != InForce || v.ID == now.ID || v.From > day {
			continue
		}
		if _, _, err := g.Process.Apply(tx, process.Command{Instance: v.ID, Step: "supersede", Program: true}); err != nil {
			return err
		}
	}
	return nil
}

// overtaken are the plans with a version that another has followed by a day.
func overtaken(q db.Reader, day string) (out []Plan, err error) {
	plans, err := Plans(q)
	if err != nil {
		return nil, err
	}
	by, err := allVersions(q)
	for _, p := range plans {
		now, ok := ForceOn(by[p.ID], day)
		if slices.ContainsFunc(by[p.ID], func(v Version) bool { return ok && v.State == InForce && v.ID != now.ID && v.From <= day }) {
			out = append(out, p)
		}
	}
	return out, err
}

func midnight(day string) time.Time { t, _ := time.Parse(time.DateOnly, day); return t }
