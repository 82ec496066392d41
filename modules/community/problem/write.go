package problem

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/places"
)

// Propose stores a new problem and begins its life. post is the post that answers for it; empty = the officer's post of
// the place, else the coordinators' queue.
func (p *Problems) Propose(tx *db.Tx, v Problem, post string) (Problem, error) {
	v.ID, v.Ref, v.Version, v.Score, v.Chooser = id.At(tx.Now()), id.Ref(), 1, nil, ""
	v = p.tidy(v)
	if err := p.checkIn(tx, v); err != nil {
		return v, err
	}
	o := process.Opening{ID: v.ID, Definition: Kind, Ref: v.Ref, Subject: "problem.problem", Place: v.Place, At: tx.Now()}
	if k := p.Places.Calendar(v.Place); k != nil {
		o.Calendar = k.Code
	}
	if post == "" {
		post = p.officerAt(v.Place)
	}
	if f, ok := p.Places.Snapshot().Post(post); ok {
		o.Post, o.Unit, o.Org = f.Post.ID, f.Post.Unit, f.Org
	}
	if err := p.insert(tx, v); err != nil {
		return v, err
	}
	_, err := p.Process.Open(tx, o)
	return v, err
}

// officerAt is the officer's post of a place, or of the nearest place above it that has one.
func (p *Problems) officerAt(place string) string {
	s := p.Places.Snapshot()
	for _, at := range s.Path(place) {
		for _, f := range s.PostsOf(at.ID) {
			if f.Post.Role == "officer" {
				return f.Post.ID
			}
		}
	}
	return ""
}

// Save stores what was changed of a proposed problem, read as v.Version.
func (p *Problems) Save(tx *db.Tx, v Problem) (Problem, error) {
	old, err := p.current(tx, v)
	if err != nil {
		return v, err
	}
	if old.Instance.State != Proposed {
		return v, errs.New(errs.Conflict, "process.step_not_now")
	}
	v.ID, v.Ref, v.Place, v.Score, v.Chooser, v.CarriedFrom, v.Own, v.Assessments = old.ID, old.Ref, old.Place, old.Score, old.Chooser, old.CarriedFrom, old.Own, old.Assessments
	v.Actions = old.Actions
	v = p.tidy(v)
	if err := p.checkIn(tx, v); err != nil {
		return v, err
	}
	return v, p.save(tx, &v, "problem.problem.save", "")
}

// current reads a problem again, and refuses who has seen another version of it.
func (p *Problems) current(tx *db.Tx, v Problem) (Row, error) {
	old, err := ByRef(tx, v.Ref)
	if err == nil && old.Version != v.Version {
		e := errs.New(errs.Conflict, "problem.changed_meanwhile")
		e.Current = map[string]any{"ref": old.Ref, "version": old.Version}
		err = e
	}
	return old, err
}

// AddAction adds what is to be done. After the approval actions are added and never taken away.
func (p *Problems) AddAction(tx *db.Tx, row Row, a Action) error {
	if !slices.Contains([]string{Proposed, Chosen, Approved, Published}, row.Instance.State) {
		return errs.New(errs.Conflict, "process.step_not_now")
	}
	v := row.Problem
	a.ID, a.DoneOn = id.At(tx.Now()), ""
	v.Actions = append(slices.Clone(v.Actions), a)
	if err := v.check(); err != nil {
		return err
	}
	return p.save(tx, &v, "problem.problem.action", "")
}

// DoneAction says on which day an action was done.
func (p *Problems) DoneAction(tx *db.Tx, row Row, action, day string) error {
	v := row.Problem
	v.Actions = slices.Clone(v.Actions)
	n := slices.IndexFunc(v.Actions, func(a Action) bool { return a.ID == action })
	if n < 0 {
		return errs.New(errs.NotFound, "problem.no_such_action")
	}
	if Window.Days(Window{"2000-01-01", day}) == 0 || day > p.dayAt(v.Place, tx.Now()) {
		return errs.Bad("done_on", "problem.done_date")
	}
	if !slices.Contains([]string{Approved, Published, Scored}, row.Instance.State) {
		return errs.New(errs.Conflict, "process.step_not_now")
	}
	v.Actions[n].DoneOn = day
	return p.save(tx, &v, "problem.problem.done", "")
}

// AddOwn enters a figure of the police's own, until the score is taken.
func (p *Problems) AddOwn(tx *db.Tx, row Row, own OwnCount) error {
	if row.Instance.State != Published && row.Instance.State != Approved {
		return errs.New(errs.Conflict, "process.step_not_now")
	}
	v := row.Problem
	v.Own = append(slices.Clone(v.Own), own)
	if err := v.check(); err != nil {
		return err
	}
	return p.save(tx, &v, "problem.problem.own", "")
}

// tidy brings what was entered to its plain form and adds what follows from it.
func (p *Problems) tidy(v Problem) Problem {
	v.SourceNote, v.Analysis = strings.TrimSpace(v.SourceNote), strings.TrimSpace(v.Analysis)
	for n, ref := range v.Reports {
		v.Reports[n] = strings.ToUpper(strings.TrimSpace(ref))
	}
	slices.Sort(v.Reports)
	v.Reports = slices.Compact(v.Reports)
	if v.Actions == nil {
		v.Actions = []Action{}
	}
	if v.Reports == nil {
		v.Reports = []string{}
	}
	if v.Own == nil {
		v.Own = []OwnCount{}
	}
	if v.Area.RingM == 0 {
		v.Area.RingM = RingM(v.Area.Shape)
	}
	began := ""
	if p.Map != nil {
		began = p.Map.FirstDayIn(v.Place)
	}
	return v.settled(p.cadenceAt(v.Place), began)
}

// checkIn is check with what only the database knows.
func (p *Problems) checkIn(tx *db.Tx, v Problem) error {
	if at, ok := p.Places.Snapshot().Place(v.Place); !ok || at.Role != places.Beat && at.Role != places.Community {
		return errs.Bad("place", "problem.place_wrong")
	}
	if err := v.check(); err != nil {
		return err
	}
	if p.Map == nil {
		return nil
	}
	if _, ok := p.Map.Categories.Get(v.Category); v.Category != "" && !ok {
		return errs.Bad("category", "problem.category_wrong")
	}
	for _, ref := range v.Reports {
		if _, ok := p.Map.Index.Report(ref); !ok {
			return errs.Bad("reports", "problem.no_such_report", "ref", ref)
		}
	}
	return nil
}
