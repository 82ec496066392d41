package meetings

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

const (
	actRead    = "meetings.meeting.read"
	actWrite   = "meetings.meeting.write"
	actApprove = "meetings.meeting.approve"
	actCadence = "meetings.cadence.write"
)

// office is the desk's pages: meetings, one whole, its forms, commitments, due meetings.
type office struct {
	m           *Meetings
	frame       func(r *web.Request, title string) look.Page
	list        *web.Page[listView]
	one         *web.Page[oneView]
	form        *web.Page[formView]
	commitments *web.Page[commitmentsView]
	commitment  *web.Page[commitmentView]
	due         *web.Page[dueView]
}

func newOffice(m *Meetings, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	o := &office{m: m, frame: frame}
	var err error
	if o.list, err = web.Add[listView](pages, files, "desk", "page/desk/list.html"); err != nil {
		return nil, err
	}
	if o.one, err = web.Add[oneView](pages, files, "desk", "page/desk/meeting.html"); err != nil {
		return nil, err
	}
	if o.form, err = web.Add[formView](pages, files, "desk", "page/desk/form.html"); err != nil {
		return nil, err
	}
	if o.commitments, err = web.Add[commitmentsView](pages, files, "desk", "page/desk/commitments.html"); err != nil {
		return nil, err
	}
	if o.commitment, err = web.Add[commitmentView](pages, files, "desk", "page/desk/commitment.html"); err != nil {
		return nil, err
	}
	o.due, err = web.Add[dueView](pages, files, "desk", "page/desk/due.html")
	return o, err
}

// read finds the meeting of an address; what may not be seen does not exist.
func (o *office) read(q db.Reader, r *web.Request) (v Meeting, i process.Instance, err error) {
	ref, ok := id.ParseRef(r.PathValue("ref"))
	if !ok {
		return v, i, errs.New(errs.NotFound, "meetings.no_such_meeting")
	}
	if v, err = ByRef(q, ref); err != nil {
		return v, i, err
	}
	if i, err = process.Load(q, v.ID); err != nil {
		return v, i, err
	}
	if r.Allowed(actRead, o.m.resource(Kind, v.ID, v, i)) != nil {
		err = errs.New(errs.NotFound, "meetings.no_such_meeting")
	}
	return v, i, err
}

// change is a write about a meeting: read, asked whether the actor may do the action, done. It gives the meeting's ref.
func (o *office) change(r *web.Request, action string, fn func(tx *db.Tx, v Meeting) error) (string, error) {
	return web.Write(r, func(tx *db.Tx) (string, error) {
		v, i, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		if err := r.Allowed(action, o.m.resource(Kind, v.ID, v, i)); err != nil {
			return "", err
		}
		return v.Ref, fn(tx, v)
	})
}

// consult records that somebody has opened names of persons.
func (o *office) consult(r *web.Request, kind, record string, v Meeting) error {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		return web.None{}, o.m.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: kind + ".names", Kind: kind, ID: record, Place: v.Place, Org: v.Org})
	})
	return err
}

// people are the names of the accounts that have taken steps.
func people(q db.Reader, taken []process.Taken) (map[string]string, error) {
	all := map[string]string{}
	for _, t := range taken {
		if t.ActorKind != "account" || all[t.Actor] != "" {
			continue
		}
		var name string
		if err := q.QueryRow("SELECT COALESCE(MAX(name), '') FROM account WHERE id = $1", t.Actor).Scan(&name); err != nil {
			return nil, err
		}
		all[t.Actor] = name
	}
	return all, nil
}

// formView is a form of the desk. Groups are its parts, one after the other.
type formView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Alert  *look.Alert
	Action string
	Hidden []hidden
	Errors look.Errors
	Groups []group
	Submit string
	Back   look.Act
	Draft  string
}

// group is a part of a form; without a title it is no part of its own.
type group struct {
	ID, Title string
	Fields    []look.Field
}

type hidden struct{ Name, Value string }

// typed is what was typed into a form and what is wrong with it.
type typed struct {
	values url.Values // nil = nothing was typed yet
	faults []errs.Field
	alert  *look.Alert
	status int
}

// fresh is a form that nobody has filled in yet.
func fresh(values url.Values) typed { return typed{status: http.StatusOK, values: values} }

// refused turns an error that a person can mend into what the form shows again.
func refused(r *web.Request, err error) (t typed, ok bool) {
	f, ok := r.Refusal(err)
	if !ok {
		return t, false
	}
	t.status, t.faults, t.alert, t.values = f.Status, f.Faults, f.Alert, r.PostForm
	return t, true
}

// finish puts the complaints at their fields and into the summary above, and answers with the form.
func (o *office) finish(r *web.Request, v formView, t typed) (web.Reply, error) {
	v.NoIndex, v.Alert = true, t.alert
	v.Errors.Title = r.Text.T("meetings.errors")
	for _, bad := range t.faults {
		text, at := r.Message(bad), "meetings-form"
		for g := range v.Groups {
			fields := v.Groups[g].Fields
			if n := slices.IndexFunc(fields, func(f look.Field) bool { return f.Name == bad.Field }); n >= 0 {
				fields[n].Error, at = text, fields[n].ControlID()
				break
			}
		}
		v.Errors.Items = append(v.Errors.Items, look.FieldError{ID: at, Text: text})
	}
	if v.Submit == "" {
		v.Submit = r.Text.T("meetings.save")
	}
	return o.form.Status(t.status, v), nil
}

// crumbs lead back from a page to a list, over what lies between.
func crumbs(r *web.Request, items ...look.NavItem) look.Crumbs {
	return look.Crumbs{Label: r.Text.T("meetings.crumbs"), Items: items}
}

func listCrumb(r *web.Request) look.NavItem {
	return look.NavItem{Word: r.Text.T("meetings.desk.title"), Href: "/desk/meetings"}
}

func back(r *web.Request, href string) look.Act {
	return look.Act{Word: r.Text.T("meetings.back"), Href: href, Variant: "secondary"}
}

// done is the message above a page that an act has led back to.
func done(r *web.Request) []look.Alert {
	if r.URL.Query().Get("done") == "" {
		return nil
	}
	return []look.Alert{{Kind: "success", Text: r.Text.T("meetings.done")}}
}

// address writes a query without what is empty.
func address(values map[string]string) string {
	to := url.Values{}
	for name, value := range values {
		if value != "" {
			to.Set(name, value)
		}
	}
	return to.Encode()
}

// posted is a field of a form as it was typed, without blanks around it.
func posted(r *web.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n"))
}
