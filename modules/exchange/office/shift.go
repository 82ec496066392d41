package office

import (
	"reeve/kernel/db"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/request"
)

// shiftView is what one shift tells the next.
type shiftView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Errors look.Errors
	Field  look.Field
	Submit string
	Open   string // what is open now, in one line
	Title2 string
	Notes  []noteView
	Empty  *look.Empty
}

type noteView struct{ By, Text string }

const notesShown = 20

func (o *Office) showShift(r *web.Request) (web.Reply, error) { return o.shiftPage(r, form.Fresh(nil)) }

// mayShift: the note is the point of contact's own, and about no record.
func (o *Office) mayShift(r *web.Request) error {
	return r.Allowed(actReview, policy.Resource{Kind: request.NoteKind})
}

func (o *Office) shiftPage(r *web.Request, t form.Typed) (web.Reply, error) {
	l := r.Text
	v := shiftView{Page: o.frame(r, l.T("exchange.shift.title")), Lead: l.T("exchange.shift.lead"), Submit: l.T("exchange.shift.submit"), Title2: l.T("exchange.shift.before")}
	v.NoIndex, v.Flash = true, form.Done(r)
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("exchange.title"), Href: root}, look.NavItem{Word: v.Title})
	v.Field = look.Field{Name: "text", Type: "textarea", Label: l.T("exchange.shift.text"), Help: l.T("exchange.shift.help"), Required: true, Value: t.Values.Get("text"), Rows: 7}
	v.Errors.Title = l.T("form.errors")
	for _, bad := range t.Faults() {
		v.Field.Error = r.Message(bad)
		v.Errors.Items = append(v.Errors.Items, look.FieldError{ID: "text", Text: v.Field.Error})
	}
	if err := o.mayShift(r); err != nil {
		return nil, err
	}
	err := r.Read(func(q *db.Snapshot) error {
		v.Notes = nil
		all, err := o.Requests.Notes(q, notesShown)
		if err != nil {
			return err
		}
		for _, n := range all {
			who := person(q, n.Author)
			if who == "" {
				who = l.T("exchange.by_program")
			}
			v.Notes = append(v.Notes, noteView{By: l.T("exchange.by", "who", who, "when", l.DateTime(n.At, o.Zone())), Text: n.Text})
		}
		tallies, err := request.Tallies(q, r.Scope(actRead))
		if err != nil {
			return err
		}
		var open int64
		for _, one := range tallies {
			if !one.Own && (one.State == request.Open || one.State == request.Assigned || one.State == request.Partial) {
				open += one.Count
			}
		}
		late, _, err := request.List(q, request.Filter{Box: request.Inbox, Open: true, Overdue: true, Now: r.Now, Limit: 200})
		if err != nil {
			return err
		}
		waiting, err := o.waiting(r, q)
		v.Open = l.T("exchange.shift.open", "open", l.Number(open), "late", l.Number(int64(len(late))), "waiting", l.Number(int64(len(waiting))))
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(v.Notes) == 0 {
		v.Empty = &look.Empty{Icon: "notebook-pen", Title: l.T("exchange.shift.none")}
	}
	return o.shift.Status(t.Status, v), nil
}

// takeShift keeps the note.
func (o *Office) takeShift(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (string, error) {
		if err := o.mayShift(r); err != nil {
			return "", err
		}
		n, err := o.Requests.Hand(tx, form.Posted(r, "text"))
		return n.ID, err
	})
	if t, ok := form.Refused(r, err); ok {
		return o.shiftPage(r, t)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(root + "/shift?done=1"), nil
}
