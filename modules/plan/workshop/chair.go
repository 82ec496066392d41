package workshop

import (
	"html/template"
	"net/http"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// roomView is what every page of a room begins with: what its script reads.
type roomView struct {
	look.Page
	Kind   string // chair, screen, phone
	Ref    string
	Rev    int64
	Row    *rowView
	Number string // of the row on the screen
	State  string // of the row
	Place  string // "37 / 99"
	Since  int64
	Limit  int64
	Now    int64
	Words  map[string]string
	Icons  string
}

// chairView is GET /desk/rooms/{ref}: what the chair works with.
type chairView struct {
	roomView
	Crumbs   look.Crumbs
	Alert    *look.Alert
	Errors   look.Errors
	Over     bool
	Acts     []look.Act
	Choices  []barView
	Open     bool // the row can be closed
	Advice   look.Field
	Trouble  look.Field
	Next     string // number; empty = none is left
	NextWord string
	Undo     string // what would be undone; empty = nothing
	Parked   []lineView
	Ahead    []lineView
	Key      string
	Code     string
	Until    string
	Guests   []addressView
	People   []personView
	Present  string
	Summary  string
	Draft    string
}

type lineView struct {
	Number, Text, Lang, State string
}

type personView struct {
	ID, Name, When, State string
	Out                   string // words of the button; empty for who is not in
}

type addressView struct {
	Text string
	QR   template.HTML
}

// aheadAtMost is how many of the rows to come are listed.
const aheadAtMost = 12

// share fills what the pages of a room share.
func share(r *web.Request, v *roomView, kind string, in insider, row *rowView, numbers []string) {
	v.Kind, v.Ref, v.Rev, v.Row = kind, in.room.Ref, in.room.Rev, row
	v.Number, v.Since, v.Limit, v.Now = in.room.Current, in.room.Since.UnixMilli(), in.room.Limit, r.Now.UnixMilli()
	v.NoIndex = true
	if row != nil {
		v.State = row.State
		v.Place = itoa(placeOfRow(numbers, in.room.Current)) + " / " + itoa(len(numbers))
	}
	v.Words = roomWords(r)
}

// roomWords are what the script says.
func roomWords(r *web.Request) map[string]string {
	out := map[string]string{}
	for _, key := range []string{"in_room", "away", "sending", "kept", "sent", "not_sent", "left_comment"} {
		out[key] = r.Text.T("plan.workshop.live."+key, "number", "{number}")
	}
	return out
}

func (d *desk) showChair(r *web.Request) (web.Reply, error) { return d.chairPage(r, nil) }

func (d *desk) chairPage(r *web.Request, refused *web.Refusal) (web.Reply, error) {
	var v chairView
	var in insider
	err := r.Read(func(q *db.Snapshot) error {
		var rec Record
		var err error
		if in, rec, err = d.w.record(q, r); err != nil {
			return err
		}
		if err := r.Allowed("plan.room.lead", d.w.Register.Resource(in.plan)); err != nil {
			return err
		}
		row, err := d.w.rowOn(q, r, in.room, rec.State)
		if err != nil {
			return err
		}
		numbers, err := numbersOf(q, in.room.ID)
		if err != nil {
			return err
		}
		year := strconv.Itoa(rec.State.Assessment.Year)
		v.Page = d.frame(r, r.Text.T("plan.workshop.title_year", "year", year))
		share(r, &v.roomView, "chair", in, row, numbers)
		at := "/desk/plans/" + in.plan.Code
		v.Crumbs = look.Crumbs{Label: r.Text.T("plan.register.crumbs"), Items: []look.NavItem{{Word: r.Text.T("plan.register.title"), Href: "/desk/plans"},
			{Word: in.plan.Code, Href: at + "?year=" + year}, {Word: r.Text.T("plan.workshop.title"), Href: at + "/workshop?year=" + year}, {Word: r.Text.T("plan.workshop.chair")}}}
		d.rows(r, &v, in, rec, numbers)
		d.chairForm(r, &v, rec)
		if _, act, before, ok, err := lastAct(q, in.room.ID); err != nil {
			return err
		} else if ok && in.room.State == Open {
			v.Undo = r.Text.T("plan.workshop.undo."+act, "number", before.Number)
		}
		return d.people(q, r, &v, in, rec)
	})
	if err != nil {
		return nil, err
	}
	d.guests(r, &v, in)
	status := http.StatusOK
	if refused != nil {
		status, v.Alert, v.Errors.Title = refused.Status, refused.Alert, r.Text.T("plan.register.errors")
		for _, f := range refused.Faults {
			v.Errors.Items = append(v.Errors.Items, look.FieldError{ID: f.Field, Text: r.Message(f)})
		}
	}
	return d.chair.Status(status, v), nil
}

// rows are the next rows and those put aside.
func (d *desk) rows(r *web.Request, v *chairView, in insider, rec Record, numbers []string) {
	state := map[string]string{}
	for _, row := range rec.Rows {
		state[row.Number] = row.State
	}
	line := func(number string) lineView {
		s, _ := rec.State.Row(number)
		text, lang := d.w.Register.Word(r, s.Node.Text)
		one := lineView{Number: number, Text: short(text, 90), Lang: lang}
		if st := state[number]; st != "" {
			one.State = r.Text.T("plan.workshop.row." + st)
		}
		return one
	}
	v.Over = in.room.State != Open
	for _, row := range rec.Rows {
		if row.State == RowParked {
			v.Parked = append(v.Parked, line(row.Number))
		}
	}
	at := placeOfRow(numbers, in.room.Current)
	for i := range numbers { // round once, from the row after this one
		number := numbers[(at+i)%len(numbers)]
		if state[number] == RowClosed || state[number] == RowParked || number == in.room.Current {
			continue
		}
		if v.Next == "" {
			v.Next = number
			v.NextWord = r.Text.T("plan.workshop.next", "number", number)
			if in.room.Current == "" {
				v.NextWord = r.Text.T("plan.workshop.start", "number", number)
			}
		}
		if v.Ahead = append(v.Ahead, line(number)); len(v.Ahead) == aheadAtMost {
			break
		}
	}
	v.Acts = []look.Act{{Word: r.Text.T("plan.workshop.screen"), Href: "/desk/rooms/" + in.room.Ref + "/screen", Icon: "monitor", Variant: "secondary"},
		{Word: r.Text.T("plan.workshop.summary"), Href: "/desk/rooms/" + in.room.Ref + "/summary", Icon: "list", Variant: "secondary"}}
	v.Summary = r.Text.T("plan.workshop.progress", "closed", rec.closed(), "all", len(numbers), "parked", len(v.Parked))
	v.Key = newKey()
}

// chairForm is the form that closes the row.
func (d *desk) chairForm(r *web.Request, v *chairView, rec Record) {
	if v.Row == nil || v.Over {
		return
	}
	l := r.Text
	v.Open = v.Row.State != RowClosed
	s, _ := rec.State.Row(v.Row.Number)
	for _, status := range Given() {
		b := barOf(l, status, rec.Tallies[v.Row.Number][status])
		b.Chosen = s.Reviewer != nil && s.Reviewer.Status == status
		if asked := r.PostForm.Get("status"); asked != "" {
			b.Chosen = asked == string(status)
		}
		v.Choices = append(v.Choices, b)
	}
	v.Draft = "room-" + v.Ref + "-" + v.Row.Number
	v.Trouble = look.Field{Name: "challenge", Type: "textarea", Rows: 3, Label: l.T("plan.workshop.challenge"), Value: v.Row.Challenge, Max: maxTyped, Lang: v.Row.TextLang}
	v.Advice = look.Field{Name: "advice", Type: "textarea", Rows: 3, Label: l.T("plan.workshop.advice"), Value: v.Row.Advice, Max: maxTyped, Lang: v.Row.TextLang}
	if v.Trouble.Value == "" && s.Reviewer != nil {
		v.Trouble.Value = s.Reviewer.Comment
	}
	if r.Method == http.MethodPost {
		v.Trouble.Value, v.Advice.Value = r.PostForm.Get("challenge"), r.PostForm.Get("advice")
	}
}

// people is the presence list.
func (d *desk) people(q db.Reader, r *web.Request, v *chairView, in insider, rec Record) error {
	connected, accounts := d.w.hub.connected(in.room.ID), d.w.accountNames(r.Context(), rec.Persons)
	present := 0
	for _, p := range rec.Persons {
		name, err := d.w.nameOf(q, p, accounts)
		if err != nil {
			return err
		}
		if name == "" {
			name = r.Text.T("plan.workshop.guest", "n", p.Position)
		}
		one := personView{ID: p.ID, Name: name, When: r.Text.Time(p.JoinedAt, d.w.Register.Zone())}
		switch {
		case p.Barred:
			one.State = r.Text.T("plan.workshop.person.barred")
		case !p.Present():
			one.State = r.Text.T("plan.workshop.person.left", "time", r.Text.Time(p.LeftAt, d.w.Register.Zone()))
		case connected[p.ID]:
			one.State = r.Text.T("plan.workshop.person.here")
		default:
			one.State = r.Text.T("plan.workshop.person.away")
		}
		if p.Present() {
			present++
			one.Out = r.Text.T("plan.workshop.send_out", "name", name)
		}
		v.People = append(v.People, one)
	}
	v.Present = r.Text.T("plan.workshop.present", "n", present, "all", len(rec.Persons))
	return nil
}

// guests is how guests come in: the code, and a picture for each address that they may reach.
func (d *desk) guests(r *web.Request, v *chairView, in insider) {
	if in.room.Code == "" || in.room.State != Open {
		return
	}
	v.Code, v.Until = WriteCode(in.room.Code), r.Text.T("plan.workshop.code_until", "time", r.Text.DateTime(in.room.CodeUntil, d.w.Register.Zone()))
	v.Guests = d.w.doors(r, in.room)
}
