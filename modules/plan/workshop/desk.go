package workshop

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/meetings"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/register"
)

// desk is what staff see: the workshops of a year, the chair's desk, the big screen, the summary.
type desk struct {
	w       *Workshop
	frame   func(r *web.Request, title string) look.Page
	list    *web.Page[listView]
	chair   *web.Page[chairView]
	screen  *web.Page[screenView]
	summary *web.Page[summaryView]
}

func newDesk(w *Workshop, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (d *desk, err error) {
	d = &desk{w: w, frame: frame}
	if d.list, err = web.Add[listView](pages, files, "desk", "page/desk/list.html"); err != nil {
		return nil, err
	}
	if d.chair, err = web.Add[chairView](pages, files, "desk", "page/desk/chair.html", "page/room/parts.html"); err != nil {
		return nil, err
	}
	if d.screen, err = web.Add[screenView](pages, files, "room", "page/room/screen.html", "page/room/parts.html"); err != nil {
		return nil, err
	}
	d.summary, err = web.Add[summaryView](pages, files, "desk", "page/desk/summary.html")
	return d, err
}

// listView is GET /desk/plans/{code}/workshop: the workshops of a year, and the form that opens one.
type listView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Years  []look.NavItem
	Alert  *look.Alert
	Errors look.Errors
	Now    *look.Alert // the room that is open
	Acts   []look.Act
	Join   string // address that takes the POST; empty = no room to join
	Form   bool
	Action string
	Year   string
	Fields []look.Field
	Spoken look.Choices
	Table  look.Table
	Empty  *look.Empty
}

// planYear reads a plan and a year for a page about its workshops.
func (d *desk) planYear(q db.Reader, r *web.Request) (o register.Open, a assess.Assessment, open bool, err error) {
	if o, err = d.w.Register.Find(q, r, r.PathValue("code"), 0); err != nil {
		return o, a, false, err
	}
	years, err := assess.Years(q, o.Plan.ID)
	if err != nil {
		return o, a, false, err
	}
	asked := r.FormValue("year")
	for _, one := range years {
		if asked == "" || asked == strconv.Itoa(one.Year) {
			a, open = one, true
		}
	}
	if !open && asked != "" {
		if a.Year, err = strconv.Atoi(asked); err != nil || a.Year < 1990 || a.Year > 2199 {
			return o, a, false, errs.New(errs.NotFound, "plan.assess.no_such_year", "code", o.Plan.Code, "year", asked)
		}
	}
	if a.Year == 0 {
		a.Year, _ = strconv.Atoi(d.w.Register.Today(r.Now)[:4])
	}
	return o, a, open, nil
}

func (d *desk) showList(r *web.Request) (web.Reply, error) { return d.listPage(r, nil) }

func (d *desk) listPage(r *web.Request, refused *web.Refusal) (web.Reply, error) {
	var o register.Open
	var a assess.Assessment
	var rooms []Room
	var recs []Record
	err := r.Read(func(q *db.Snapshot) error {
		var open bool
		var err error
		if o, a, open, err = d.planYear(q, r); err != nil || !open {
			return err
		}
		if rooms, err = Rooms(q, a.ID); err != nil {
			return err
		}
		for _, room := range rooms {
			rec := Record{Room: room}
			if rec.Rows, err = Rows(q, room.ID); err != nil {
				return err
			}
			if rec.Persons, err = Persons(q, room.ID); err != nil {
				return err
			}
			recs = append(recs, rec)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	l, year := r.Text, strconv.Itoa(a.Year)
	v := listView{Page: d.frame(r, l.T("plan.workshop.title_year", "year", year)), Lead: l.T("plan.workshop.lead"), Action: "/desk/plans/" + o.Plan.Code + "/workshop"}
	v.NoIndex = true
	v.Crumbs = look.Crumbs{Label: l.T("plan.register.crumbs"), Items: []look.NavItem{{Word: l.T("plan.register.title"), Href: "/desk/plans"},
		{Word: o.Plan.Code, Href: "/desk/plans/" + o.Plan.Code + "?year=" + year}, {Word: l.T("plan.workshop.title")}}}
	lead := r.Allowed("plan.room.lead", d.w.Register.Resource(o.Plan)) == nil
	if len(rooms) > 0 && rooms[0].State == Open {
		at := "/desk/rooms/" + rooms[0].Ref
		v.Now = &look.Alert{Kind: "info", Title: l.T("plan.workshop.open_now"), Text: l.T("plan.workshop.open_since", "time", l.DateTime(rooms[0].OpenedAt, d.w.Register.Zone()))}
		if lead {
			v.Acts = append(v.Acts, look.Act{Word: l.T("plan.workshop.chair"), Href: at, Icon: "gavel"})
		}
		v.Acts = append(v.Acts, look.Act{Word: l.T("plan.workshop.screen"), Href: at + "/screen", Icon: "monitor", Variant: "secondary"})
		v.Join = at + "/join"
	} else if a.ID != "" && !a.Open() {
		v.Now = &look.Alert{Kind: "info", Text: l.T("plan.assess.locked", "year", year)}
	} else if lead {
		v.Form = true
		d.openForm(r, o, year, &v, refused)
	}
	v.Table = look.Table{Caption: l.T("plan.workshop.held"), Head: []look.Cell{{Text: l.T("plan.workshop.when")}, {Text: l.T("plan.workshop.rows_closed"), Number: true}, {Text: l.T("plan.workshop.persons"), Number: true}, {Text: l.T("plan.workshop.state")}}}
	for _, rec := range recs {
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: l.DateTime(rec.Room.OpenedAt, d.w.Register.Zone()), Href: "/desk/rooms/" + rec.Room.Ref + "/summary"},
			{Text: l.Number(int64(rec.closed())), Number: true}, {Text: l.Number(int64(len(rec.Persons))), Number: true}, {Text: l.T("plan.workshop.state." + rec.Room.State)}})
	}
	if len(recs) == 0 {
		v.Empty = &look.Empty{Title: l.T("plan.workshop.none"), Text: l.T("plan.workshop.none_text"), Icon: "users"}
	}
	if refused != nil {
		return d.list.Status(refused.Status, v), nil
	}
	return d.list.With(v), nil
}

func (rec Record) closed() (n int) {
	for _, row := range rec.Rows {
		if row.State == RowClosed {
			n++
		}
	}
	return n
}

// openForm is the form that opens a room, with what was wrong in it.
func (d *desk) openForm(r *web.Request, o register.Open, year string, v *listView, refused *web.Refusal) {
	l := r.Text
	order := look.Field{Name: "order", Type: "select", Label: l.T("plan.workshop.order")}
	for _, one := range Orders() {
		order.Options = append(order.Options, look.Option{Value: string(one), Word: l.T("plan.workshop.order." + string(one)), Selected: r.PostForm.Get("order") == string(one)})
	}
	limit := look.Field{Name: "limit", Type: "number", Label: l.T("plan.workshop.limit"), Help: l.T("plan.workshop.limit_help"), Minimum: "0", Maximum: strconv.Itoa(maxLimit / 60), Value: "3"}
	if r.PostForm.Has("limit") {
		limit.Value = r.PostForm.Get("limit")
	}
	v.Spoken = look.Choices{Name: "languages", Legend: l.T("plan.workshop.languages"), Help: l.T("plan.workshop.languages_help", "most", maxLanguages), Multiple: true, Form: "chips", Groups: []look.ChoiceGroup{{}}}
	for i, tag := range register.Languages(o.Edition.Plan) {
		v.Spoken.Groups[0].Items = append(v.Spoken.Groups[0].Items, look.Choice{Value: tag, Word: langWord(tag), Checked: i < maxLanguages})
	}
	if refused != nil {
		v.Alert, v.Errors.Title = refused.Alert, l.T("plan.register.errors")
		for _, f := range refused.Faults {
			v.Errors.Items = append(v.Errors.Items, look.FieldError{ID: f.Field, Text: r.Message(f)})
			switch f.Field {
			case "limit":
				limit.Error = r.Message(f)
			case "languages":
				v.Spoken.Error = r.Message(f)
			}
		}
	}
	v.Fields, v.Year = []look.Field{order, limit}, year
}

// begin is POST /desk/plans/{code}/workshop.
func (d *desk) begin(r *web.Request) (web.Reply, error) {
	minutes, err := strconv.ParseInt(r.PostForm.Get("limit"), 10, 32)
	if err != nil && r.PostForm.Get("limit") != "" {
		minutes = -1
	}
	in := Opening{Languages: r.PostForm["languages"], Order: Order(r.PostForm.Get("order")), Limit: minutes * 60}
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		o, a, open, err := d.planYear(tx, r)
		if err != nil {
			return "", err
		}
		if err := r.Allowed("plan.room.lead", d.w.Register.Resource(o.Plan)); err != nil {
			return "", err
		}
		if !open {
			if err := r.Allowed("plan.assess", d.w.Register.Resource(o.Plan)); err != nil {
				return "", err
			}
			if a, err = d.w.Assess.Begin(tx, o.Plan, a.Year); err != nil {
				return "", err
			}
		}
		room, err := d.w.Begin(tx, o.Plan, a, r.Who.Account.ID, in)
		return room.Ref, err
	})
	if f, ok := r.Refusal(err); ok {
		return d.listPage(r, &f)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/rooms/" + ref), nil
}

// join is POST /desk/rooms/{ref}/join: staff come in with their account.
func (d *desk) join(r *web.Request) (web.Reply, error) {
	if r.Who.Account.ID == "" {
		return nil, errs.New(errs.Forbidden, "web.forbidden")
	}
	token := newToken()
	var room string
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		in, err := d.w.inside(tx, r)
		if err != nil {
			return web.None{}, err
		}
		if in.room.State != Open {
			return web.None{}, errs.New(errs.Conflict, "plan.workshop.over")
		}
		if err := tx.Lock(Kind, in.room.ID); err != nil {
			return web.None{}, err
		}
		room = in.room.ID
		_, err = d.w.join(tx, &in.room, in.plan.Org, r.Who.Account.Name, r.Who.Account.ID, token)
		return web.None{}, err
	})
	if err != nil {
		return nil, err
	}
	d.w.hub.wake(room)
	return d.w.entered(token, fmt.Sprintf("/%s/room/%s", r.Text.Lang().HTML(), r.PathValue("ref"))), nil
}

// entered lets the browser keep the token and leads to a page.
func (w *Workshop) entered(token, to string) web.Reply {
	return func(rw http.ResponseWriter, r *web.Request) error {
		w.setCookie(rw, token, codeLife+12*time.Hour)
		http.Redirect(rw, r.Request, to, http.StatusSeeOther)
		return nil
	}
}

// record reads a room with everything about it, for who may read its plan.
func (w *Workshop) record(q db.Reader, r *web.Request) (in insider, rec Record, err error) {
	if in, err = w.inside(q, r); err != nil {
		return in, rec, err
	}
	a, err := assessmentOf(q, in.plan, in.room.Assessment)
	if err != nil {
		return in, rec, err
	}
	st, err := w.Assess.Load(q, in.plan, a)
	if err != nil {
		return in, rec, err
	}
	rec, err = w.RecordOf(q, in.room, st)
	return in, rec, err
}

// meetingRef is the address of the meeting with the minutes; ok is false where there is none.
func meetingRef(q db.Reader, key string) (ref string, ok bool, err error) {
	if key == "" {
		return "", false, nil
	}
	m, err := meetings.Get(q, key)
	if errs.KindOf(err) == errs.NotFound {
		return "", false, nil
	}
	return m.Ref, err == nil, err
}

// newKey is a key by which a form that is sent twice is taken once.
func newKey() string { return id.New() }
