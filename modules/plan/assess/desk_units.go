package assess

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// unitsView is GET /desk/plans/{code}/answers: who has opened the rows, who has answered, and what may be done about it.
type unitsView struct {
	look.Page
	Crumbs      look.Crumbs
	Lead        string
	State       look.Tag
	Alert       *look.Alert
	Years       []look.NavItem
	Tiles       []look.Tile
	Table       look.Table
	Round       []look.Fact
	Delegations []entryLine
	Lates       []entryLine
	Reminders   []look.Fact
	Forms       []workForm
}

// entryLine is one delegation or exception with its end.
type entryLine struct {
	Name, Words, Reason string
	End                 *workForm
}

// unitTally is how far a unit is.
type unitTally struct {
	unit, lead                              string
	all, left, submitted, returned, decided int64
}

func (d *desk) showUnits(r *web.Request) (web.Reply, error) {
	return d.unitsPage(r, r.URL.Query(), nil)
}

func (d *desk) unitsPage(r *web.Request, asked url.Values, refused *web.Refusal) (web.Reply, error) {
	var w work
	var openings []Opening
	var delegations []Delegation
	var lates []Late
	var reminders []Reminder
	err := r.Read(func(q *db.Snapshot) (err error) {
		if w, err = d.work(q, r, asked.Get("year")); err != nil {
			return err
		}
		if !w.follows && !r.May("plan.delegate") {
			return r.Allowed("plan.rows.follow", d.s.Register.Resource(w.plan))
		}
		if openings, err = Openings(q, w.a.ID); err != nil {
			return err
		}
		if delegations, err = Delegations(q, w.plan.ID); err != nil {
			return err
		}
		if lates, err = Lates(q, w.a.ID); err != nil {
			return err
		}
		reminders, err = Reminders(q, w.a.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	l, year := r.Text, strconv.Itoa(w.a.Year)
	p := unitsView{Page: d.frame(r, l.T("plan.assess.units_of", "year", year)), Crumbs: d.workCrumbs(r, &w, "", l.T("plan.assess.units")), State: stateTag(l, w.a.State)}
	p.NoIndex = true
	p.Lead, _ = d.s.Register.Word(r, w.st.Base.Plan.Titles)
	for _, a := range w.years {
		p.Years = append(p.Years, look.NavItem{Word: strconv.Itoa(a.Year), Href: planAddress(w.plan.Code) + "/answers?year=" + strconv.Itoa(a.Year), Current: a.Year == w.a.Year})
	}
	seen := map[string]bool{}
	tallies := w.tallies()
	for _, t := range tallies {
		seen[t.unit] = true
	}
	d.unitTable(r, &w, tallies, openings, &p)
	if !w.leads { // who coordinates the plan has them in a form
		p.Round = []look.Fact{{Term: l.T("plan.assess.due"), Text: dayWord(r, w.round.Due)}}
	}
	today := d.s.Register.Today(r.Now)
	action := planAddress(w.plan.Code) + "/answers"
	for _, g := range delegations {
		if g.Until < today || !seen[g.Unit] {
			continue
		}
		line := entryLine{Name: d.s.Register.UnitName(r, g.Unit), Words: l.T("plan.assess.filled_by", "post", d.postWord(r, g.Post), "day", dayWord(r, g.Until)), Reason: g.Reason}
		if d.mayDelegate(r, &w, g.Unit) == nil {
			line.End = &workForm{Action: action, Act: "undelegate", Year: year, Ref: g.Ref, Word: l.T("plan.assess.end")}
		}
		p.Delegations = append(p.Delegations, line)
	}
	for _, g := range lates {
		if g.Until < today || !seen[g.Unit] {
			continue
		}
		line := entryLine{Name: d.s.Register.UnitName(r, g.Unit), Words: l.T("plan.assess.until_day", "day", dayWord(r, g.Until)), Reason: g.Reason}
		if w.leads {
			line.End = &workForm{Action: action, Act: "unlate", Year: year, Ref: g.Ref, Word: l.T("plan.assess.end")}
		}
		p.Lates = append(p.Lates, line)
	}
	for _, m := range reminders {
		if !seen[m.Unit] || len(p.Reminders) == shownReminders {
			continue
		}
		words := l.T("plan.assess.reminded", "post", d.postWord(r, m.Post), "when", l.DateTimeShort(m.At, d.s.Register.Zone()))
		if !m.Mailed {
			words = l.T("plan.assess.reminded_list", "post", d.postWord(r, m.Post), "when", l.DateTimeShort(m.At, d.s.Register.Zone()))
		}
		p.Reminders = append(p.Reminders, look.Fact{Term: d.s.Register.UnitName(r, m.Unit), Text: words})
	}
	p.Forms = d.unitForms(r, &w, asked, refused)
	status := http.StatusOK
	if refused != nil {
		status, p.Alert = refused.Status, refusalAlert(r, refused)
	}
	return d.units.Status(status, p), nil
}

// shownReminders is how many reminders stand on the page.
const shownReminders = 20

// mayDelegate tells whether the asker may say who fills for a unit.
func (d *desk) mayDelegate(r *web.Request, w *work, unit string) error {
	if w.leads {
		return nil
	}
	return r.Allowed("plan.delegate", policy.Resource{Kind: KindRow, In: d.s.Register.Places.Snapshot().InUnit(unit)})
}

// tallies count the rows of each unit, those with most left first.
func (w *work) tallies() (out []unitTally) {
	at := map[string]int{}
	for _, g := range w.groups() {
		i, ok := at[g.unit+" "+g.lead]
		if !ok {
			i = len(out)
			at[g.unit+" "+g.lead] = i
			out = append(out, unitTally{unit: g.unit, lead: g.lead})
		}
		t := &out[i]
		for _, k := range g.rows {
			one := w.st.Standings[k]
			t.all++
			if w.missing(one) {
				t.left++
			}
			switch w.row(one).State {
			case Submitted:
				t.submitted++
			case Returned:
				t.returned++
			case Reviewed:
				t.decided++
			}
		}
	}
	slices.SortStableFunc(out, func(a, b unitTally) int { return int(b.left - a.left) })
	return out
}

func (d *desk) unitTable(r *web.Request, w *work, tallies []unitTally, openings []Opening, p *unitsView) {
	l := r.Text
	first := map[string]Opening{}
	for _, o := range openings {
		if _, ok := first[o.Unit]; !ok {
			first[o.Unit] = o
		}
	}
	p.Table = look.Table{Caption: l.T("plan.assess.units"), Head: []look.Cell{{Text: l.T("plan.assess.unit")}, {Text: l.T("plan.assess.opened")}, {Text: l.T("plan.assess.rows_all"), Number: true}, {Text: l.T("plan.assess.rows_left"), Number: true},
		{Text: l.T("plan.assess.row.submitted"), Number: true}, {Text: l.T("plan.assess.row.returned"), Number: true}, {Text: l.T("plan.assess.row.reviewed"), Number: true}}}
	snap := d.s.Register.Places.Snapshot()
	var units, opened, left int64
	for _, t := range tallies {
		name, code := t.lead, noUnit
		if u, ok := snap.Unit(t.unit); ok {
			name, code = d.s.Register.UnitName(r, t.unit), u.Code
			units++
		}
		if name == "" {
			name = l.T("plan.assess.no_lead")
		}
		left += t.left
		when := l.T("plan.assess.not_opened")
		if o, ok := first[t.unit]; ok && t.unit != "" {
			opened++
			when = l.T("plan.assess.opened_by", "when", l.DateTimeShort(o.At, d.s.Register.Zone()), "post", d.postWord(r, o.Post))
		} else if t.unit == "" {
			when = l.T("i18n.no_value")
		}
		href := ""
		if r.May("plan.rate") {
			href = rowsAddress(w.plan.Code, w.a.Year, code)
		}
		p.Table.Rows = append(p.Table.Rows, []look.Cell{{Text: name, Href: href}, {Text: when}, {Text: l.Number(t.all), Number: true}, {Text: l.Number(t.left), Number: true},
			{Text: l.Number(t.submitted), Number: true}, {Text: l.Number(t.returned), Number: true}, {Text: l.Number(t.decided), Number: true}})
	}
	p.Tiles = []look.Tile{{Label: l.T("plan.assess.not_opened_units"), Value: l.Number(units - opened), Note: l.T("plan.assess.of_units", "all", units)}, {Label: l.T("plan.assess.rows_left"), Value: l.Number(left), Note: l.T("plan.assess.rows_note", "all", len(w.st.Standings))}}
}

// postWord is a post in the reader's language.
func (d *desk) postWord(r *web.Request, post string) string {
	f, ok := d.s.Register.Places.Snapshot().Post(post)
	if !ok {
		return r.Text.T("i18n.no_value")
	}
	return d.s.Register.Say(r, f.Post.Titles)
}
