package assess

import (
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/measure"
	"reeve/kernel/web"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// Figures are the figures of a year as programs read them, and as every report must show them.
func (st *State) Figures() PublicAssessment {
	t := st.Result.Total
	out := PublicAssessment{Code: st.Plan.Code, Year: st.Assessment.Year, State: st.Assessment.State, BaseVersion: st.Assessment.Base, RollUp: string(st.Result.RollUp),
		Credit: float64(st.Base.Plan.Scheme.Credit) / 1000, Planned: t.Tally.Planned(), ByStatus: byStatus(t.Tally), Objectives: []PublicObjective{}, Digest: st.Digest}
	out.Strict, out.Partial, out.ReportedOnly = three(t.Three)
	for _, l := range st.Result.Lines {
		if l.Level != tree.Objective {
			continue
		}
		n, _ := st.Base.Node(l.Number)
		o := PublicObjective{Number: l.Number, Text: n.Text, Planned: l.Tally.Planned(), ByStatus: byStatus(l.Tally)}
		o.Strict, o.Partial, o.ReportedOnly = three(l.Three)
		out.Objectives = append(out.Objectives, o)
	}
	if st.Second != nil {
		t := st.Second.Total
		out.Amended = &PublicAmended{Version: st.Amended.Version.Number, Planned: t.Tally.Planned(), ByStatus: byStatus(t.Tally)}
		out.Amended.Strict, out.Amended.Partial, out.Amended.ReportedOnly = three(t.Three)
	}
	return out
}

func byStatus(t rates.Tally) PublicByStatus {
	return PublicByStatus{Implemented: t.Implemented, Partly: t.Partly, NotImplemented: t.NotImplemented, OnSchedule: t.OnSchedule, Late: t.Late, NotDue: t.NotDue,
		Dropped: t.Dropped, NoReport: t.NoReport}
}

func three(t rates.Three) (strict, partial, reported *float64) {
	return fraction(t.Strict), fraction(t.Partial), fraction(t.Reported)
}

// fraction is a rate as a number of 1, divided and rounded once.
func fraction(rate measure.Rate) *float64 {
	const digits, unit = 6, 1e6
	n, ok := rate.Per(1, digits)
	if !ok {
		return nil
	}
	f := float64(n) / unit
	return &f
}

func yearOf(r *web.Request) (int, error) {
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || year < 1990 || year > 2199 {
		return 0, errs.New(errs.NotFound, "plan.assess.no_such_year", "code", r.PathValue("code"), "year", r.PathValue("year"))
	}
	return year, nil
}

// figuresAPI is GET /api/v1/plans/{code}/assessments/{year}: everybody sees a year that was published, staff every year.
func (s *Assess) figuresAPI(r *web.Request, _ web.None) (out PublicAssessment, err error) {
	year, err := yearOf(r)
	if err != nil {
		return out, err
	}
	err = r.Read(func(q *db.Snapshot) error {
		p, err := register.ByCode(q, r.PathValue("code"))
		if err != nil {
			return err
		}
		st, err := s.State(q, p, year)
		if err != nil {
			return err
		}
		if st.Assessment.State != Published && r.Allowed("plan.read", s.Register.ReadBy(p, st.Base)) != nil {
			return errs.New(errs.NotFound, "plan.assess.no_such_year", "code", p.Code, "year", strconv.Itoa(year))
		}
		out = st.Figures()
		return nil
	})
	return out, err
}

// ratingIn is one rating as programs send it.
type ratingIn struct {
	Number  string       `json:"number"`
	By      Side         `json:"by"`
	Status  rates.Status `json:"status"`
	Comment string       `json:"comment"`
}

// rateAPI is POST /api/v1/plans/{code}/assessments/{year}/ratings. The first one opens the year. All go in, or none.
func (s *Assess) rateAPI(r *web.Request, in []ratingIn) (PublicAssessment, error) {
	year, err := yearOf(r)
	if err != nil {
		return PublicAssessment{}, err
	}
	entries := make([]Entry, len(in))
	for i, e := range in {
		entries[i] = Entry{Number: tree.CleanNumber(e.Number), Side: e.By, Status: e.Status, Comment: e.Comment}
	}
	return web.Write(r, func(tx *db.Tx) (out PublicAssessment, err error) {
		p, err := register.ByCode(tx, r.PathValue("code"))
		if err != nil {
			return out, err
		}
		a, err := s.opened(tx, r, p, year)
		if err != nil {
			return out, err
		}
		may, err := s.MayFill(tx, r, p)
		if err != nil {
			return out, err
		}
		if a, _, err = s.Rate(tx, p, a, entries, may); err != nil {
			return out, err
		}
		st, err := s.Load(tx, p, a)
		if err != nil {
			return out, err
		}
		return st.Figures(), nil
	})
}

// opened is the year, which who coordinates the plan may open.
func (s *Assess) opened(tx *db.Tx, r *web.Request, p register.Plan, year int) (Assessment, error) {
	a, err := Of(tx, p, year)
	if errs.KindOf(err) != errs.NotFound || err == nil {
		return a, err
	}
	if err := r.Allowed("plan.assess", s.Register.Resource(p)); err != nil {
		return a, err
	}
	return s.Begin(tx, p, year)
}
