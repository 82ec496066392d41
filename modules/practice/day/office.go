package day

import (
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/words"
)

// office is the desk's pages of the day: the door, who came, the certificates, whether two are the same person.
type office struct {
	*Day
	words.Words
	frame  func(r *web.Request, title string) look.Page
	forms  *form.Forms
	day    *web.Page[dayView]
	people *web.Page[peopleView]
}

func newOffice(d *Day, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	o := &office{Day: d, Words: words.Words{Places: d.Needs.Places, Settings: d.Needs.Settings}, frame: frame}
	var err error
	if o.forms, err = form.New(pages, "desk"); err != nil {
		return nil, err
	}
	if o.day, err = web.Add[dayView](pages, files, "desk", "page/day.html"); err != nil {
		return nil, err
	}
	o.people, err = web.Add[peopleView](pages, files, "desk", "page/people.html")
	return o, err
}

// Acts lead from an event's page at the desk to its day.
func (d *Day) Acts(r *web.Request, e events.Event) []look.Act {
	if r.Allowed(actWrite, d.Events.Resource(e)) != nil {
		return nil
	}
	return []look.Act{{Word: r.Text.T("practice.day.title"), Href: address(e), Icon: "list-checks", Variant: "secondary"}}
}

func address(e events.Event) string { return "/desk/practice/events/" + e.Ref + "/day" }

// dayView is GET /desk/practice/events/{ref}/day.
type dayView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Alert  *look.Alert
	Tiles  []look.Tile
	Action string
	Phone  look.Act // the same list on a phone
	Door   bool     // marks are still taken
	People []personView
	WalkIn []look.Field
	Acts   []look.Act
	Issue  bool
	Slips  look.Field
	Survey evaluationView
}

// personView is a line of the list: In and Out are what may be marked.
type personView struct {
	Nomination, Attendance  string
	Name, Org, State, Hours string
	In, Out, Miss           bool
	Steps                   [3]string
	Paper                   string
	Revoked                 bool // the certificate is no longer valid
}

func (o *office) showDay(r *web.Request) (web.Reply, error) { return o.dayPage(r, form.Fresh(nil)) }

func (o *office) dayPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var v dayView
	var seen events.Event
	err := r.Read(func(q *db.Snapshot) error {
		e, _, err := o.event(q, r, r.PathValue("ref"))
		if err != nil {
			return err
		}
		seen = e
		v = dayView{Page: o.frame(r, r.Text.T("practice.day.title")), Lead: events.When(r.Text, e), Alert: t.Flash(r), Action: address(e), Phone: look.Act{Word: r.Text.T("practice.day.phone"), Href: "/field/door/" + e.Ref, Icon: "smartphone", Variant: "secondary"},
			Crumbs: o.crumbs(r, e, ""), WalkIn: o.walkIn(r, t)}
		v.NoIndex, v.Flash = true, form.Done(r)
		v.Slips = look.Field{Name: "slips", Label: r.Text.T("practice.survey.how_many"), Type: "number", Minimum: "1", Maximum: strconv.Itoa(mostSlips), Value: t.Values.Get("slips"), Required: true}
		if v.Survey, err = o.evaluation(r, q, e); err != nil {
			return err
		}
		return o.fill(r, q, &v, e)
	})
	if err != nil {
		return nil, err
	}
	if _, err := web.Write(r, func(tx *db.Tx) (web.None, error) { return web.None{}, o.looked(tx, seen) }); err != nil {
		return nil, err
	}
	return o.day.Status(t.Status, v), nil
}

// looked says in the log that somebody has opened the names of those who come.
func (d *Day) looked(tx *db.Tx, e events.Event) error {
	return d.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "practice.day.names", Kind: events.KindEvent, ID: e.ID, Place: e.Place, Org: e.Org})
}

func (o *office) crumbs(r *web.Request, e events.Event, here string) look.Crumbs {
	items := []look.NavItem{{Word: r.Text.T("practice.desk.title"), Href: "/desk/practice"}, {Word: o.Word(r, e.Titles), Href: "/desk/practice/events/" + e.Ref}, {Word: r.Text.T("practice.day.title")}}
	if here != "" {
		items[2].Href = address(e)
		items = append(items, look.NavItem{Word: here})
	}
	return form.Crumbs(r, items...)
}

// fill lists who is expected and who came.
func (o *office) fill(r *web.Request, q db.Reader, v *dayView, e events.Event) error {
	all, err := o.presents(q, e)
	if err != nil {
		return err
	}
	papers, err := certificates(q, e.ID)
	if err != nil {
		return err
	}
	came := int64(0)
	for _, p := range all {
		line := o.line(r, p, papers, e)
		if p.Came {
			came++
		}
		line.State = r.Text.T("practice.day.walked_in")
		if p.Nomination != "" {
			line.State = r.Text.T("practice.state." + p.State)
			line.Miss = p.State == events.Confirmed || p.State == events.Attended
		}
		v.People = append(v.People, line)
	}
	c := r.Text.Collator()
	slices.SortStableFunc(v.People, func(a, b personView) int { return c.Compare(a.Name, b.Name) })
	v.Tiles = []look.Tile{{Label: r.Text.T("practice.day.came"), Value: r.Text.Number(came)}, {Label: r.Text.T("practice.day.expected"), Value: r.Text.Number(int64(len(v.People)))}}
	ends := e.Instant(e.Ends)
	v.Door = ends.IsZero() || r.Now.Sub(ends) < oldest
	for i := range v.People {
		v.People[i].In, v.People[i].Out = v.People[i].In && v.Door, v.People[i].Out && v.Door
	}
	v.Issue = came > 0 && !ends.IsZero() && !r.Now.Before(ends)
	v.Acts = []look.Act{{Word: r.Text.T("practice.day.badges"), Href: v.Action + "/badges", Icon: "download", Variant: "secondary"},
		{Word: r.Text.T("practice.day.people"), Href: v.Action + "/people", Icon: "users", Variant: "secondary"}}
	return nil
}

func (o *office) line(r *web.Request, p present, papers map[string]Certificate, e events.Event) personView {
	if p.Name == "" {
		p.Name = r.Text.T("practice.person_erased")
	}
	v := personView{Nomination: p.Nomination, Name: p.Name, Org: o.Org(r, p.Org), In: true, Steps: [3]string{id.New(), id.New(), id.New()}}
	if !p.Came {
		return v
	}
	v.Attendance, v.Hours = p.Attendance.Ref, r.Text.Duration(minutes(p.Attendance.Minutes))
	if in, since := p.in(); !since.IsZero() {
		key := "practice.day.out_since"
		if v.In, v.Out = !in, in; in {
			key = "practice.day.in_since"
		}
		v.Hours = r.Text.T(key, "time", r.Text.Time(since, e.Location())) + " · " + v.Hours
	}
	if c, ok := papers[p.Attendance.ID]; ok {
		v.Paper, v.Revoked = address(e)+"/certificates/"+p.Attendance.Ref, c.Revoked
	}
	return v
}

func (o *office) walkIn(r *web.Request, t form.Typed) []look.Field {
	field := func(name, key, kind string) look.Field {
		return look.Field{Name: name, Label: r.Text.T(key), Type: kind, Value: t.Values.Get(name)}
	}
	all := []look.Field{field("name", "practice.day.name", "text"), field("email", "practice.day.email", "email"), field("organisation", "practice.organisation", "text"), field("unit", "practice.day.unit", "text")}
	all[0].Required = true
	return all
}

// change is a write about the event that leads back to its day.
func (o *office) change(r *web.Request, fn func(tx *db.Tx, e events.Event) error) (web.Reply, error) {
	at, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e, _, err := o.event(tx, r, r.PathValue("ref"))
		if err != nil {
			return "", err
		}
		return address(e), fn(tx, e)
	})
	if err == nil {
		return web.SeeOther(at + "?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return o.dayPage(r, t)
}

// takeMark is POST .../day/mark: somebody of the list came in, went out or did not come; or a code was typed.
func (o *office) takeMark(r *web.Request) (web.Reply, error) {
	return o.change(r, func(tx *db.Tx, e events.Event) error {
		way := form.Posted(r, "way")
		if way == "miss" {
			return o.Miss(tx, e, form.Posted(r, "nomination"))
		}
		step := form.Posted(r, "step")
		if step == "" {
			step = id.At(tx.Now())
		}
		all, err := o.CheckIn(tx, e, []Scan{{ID: step, Code: form.Posted(r, "code"), Nomination: form.Posted(r, "nomination"), Attendance: form.Posted(r, "attendance"), Out: way == "out"}}, r.Text)
		if err != nil {
			return err
		}
		if all[0].Refused != nil {
			return all[0].Refused
		}
		return nil
	})
}

// takeWalkIn is POST .../day/walk-in: somebody came without a nomination, and is in now.
func (o *office) takeWalkIn(r *web.Request) (web.Reply, error) {
	return o.change(r, func(tx *db.Tx, e events.Event) error {
		l := Listed{Name: form.Posted(r, "name"), Mail: form.Posted(r, "email"), Organisation: form.Posted(r, "organisation"), Unit: form.Posted(r, "unit")}
		_, err := o.WalkIn(tx, e, l, strings.TrimSpace(r.Text.Lang().HTML()))
		return err
	})
}

// takeIssue is POST .../day/certificates: everybody who was there for some time gets a certificate.
func (o *office) takeIssue(r *web.Request) (web.Reply, error) {
	return o.change(r, func(tx *db.Tx, e events.Event) error {
		all, err := Of(tx, e.ID)
		if err != nil {
			return err
		}
		papers, err := certificates(tx, e.ID)
		if err != nil {
			return err
		}
		issued := 0
		for _, a := range all {
			if a.Minutes < 1 || papers[a.ID].Revoked { // what was revoked is issued again one by one
				continue
			}
			if _, err := o.Issue(tx, e, a); err != nil {
				return err
			}
			issued++
		}
		if issued == 0 {
			return errs.New(errs.Conflict, "practice.day.no_time")
		}
		return o.looked(tx, e)
	})
}
