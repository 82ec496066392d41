package threatmap

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/threatmap/guard"
)

// heldView is GET /desk/held: what is held before publication, by its reason, to be decided many at once.
type heldView struct {
	look.Page
	Crumbs look.Crumbs
	Why    []look.NavItem // the reasons, as filters
	Rows   []heldLine
	Marked bool // all are marked already
	All    look.Act
	Reason look.Field
	Errors look.Errors
	Acts   []heldAct
	Empty  *look.Empty
	Pages  look.Pagination
}

type heldLine struct {
	Ref, Title, Href, Meta, Why string
	State                       look.State
	Marked                      bool
}

// heldAct is a step that can be taken with all that are marked.
type heldAct struct{ Step, Word, Variant string }

// heldSteps are the steps that can be taken with many at once.
func heldSteps() []string { return []string{"mistake", "publish"} }

const heldRows = 100

// showHeld is GET /desk/held.
func (o *office) showHeld(r *web.Request) (web.Reply, error) {
	return o.heldPage(r, nil, "", nil)
}

func (o *office) heldPage(r *web.Request, marked []string, reason string, bad []errs.Field) (web.Reply, error) {
	q, l := r.URL.Query(), r.Text
	f := DeskFilter{Publication: Held, After: q.Get("after"), Limit: heldRows}
	if why := q.Get("why"); slices.Contains(heldReasons(), guard.Reason(why)) {
		f.Held = why
	}
	view := heldView{Page: o.frame(r, l.T("threatmap.office.held.title")), Marked: q.Get("all") == "1"}
	view.NoIndex, view.Flash = true, o.done(r)
	view.Crumbs = look.Crumbs{Label: l.T("threatmap.office.list.title"), Items: []look.NavItem{{Word: l.T("threatmap.moderation.title"), Href: moderationPath}, {Word: view.Title}}}
	view.Why = []look.NavItem{{Word: l.T("threatmap.office.list.any"), Href: "/desk/held", Current: f.Held == ""}}
	for _, why := range heldReasons() {
		view.Why = append(view.Why, look.NavItem{Word: l.T("threatmap.held." + string(why)), Href: "/desk/held?why=" + string(why), Current: f.Held == string(why)})
	}
	var next string
	err := r.Read(func(s *db.Snapshot) error {
		rows, cursor, err := o.m.Desk(s, r.Scope("threatmap.desk.moderation"), policy.Scope{}, f)
		if err != nil {
			return err
		}
		next, view.Rows = cursor, view.Rows[:0]
		for _, row := range rows {
			line, err := o.line(r, s, row)
			if err != nil {
				return err
			}
			view.Rows = append(view.Rows, heldLine{Ref: row.Ref, Title: line.Title, Href: line.Href, Meta: line.Meta, State: line.State,
				Why: l.T("threatmap.held." + row.HeldReason), Marked: view.Marked || slices.Contains(marked, row.Ref)})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	o.heldForm(r, &view, f, reason, bad)
	if next != "" {
		view.Pages.Next = &look.NavItem{Word: l.T("threatmap.office.list.more"), Href: "/desk/held?why=" + f.Held + "&after=" + next}
	}
	status := 200
	if len(bad) > 0 {
		status = 422
	}
	return o.held.Status(status, view), nil
}

func (o *office) heldForm(r *web.Request, view *heldView, f DeskFilter, reason string, bad []errs.Field) {
	l := r.Text
	view.All = look.Act{Word: l.T("threatmap.office.held.all"), Href: "/desk/held?all=1&why=" + f.Held}
	view.Reason = look.Field{Name: "reason", Type: "textarea", Rows: 2, Max: MaxText, Label: l.T("threatmap.office.held.reason"), Value: reason, Help: l.T("threatmap.office.held.reason_help")}
	for _, b := range bad {
		view.Errors.Items = append(view.Errors.Items, look.FieldError{ID: b.Field, Text: r.Message(b)})
		if b.Field == "reason" {
			view.Reason.Error = r.Message(b)
		}
	}
	view.Errors.Title = l.T("threatmap.office.step.errors")
	for _, step := range heldSteps() {
		if r.May(Kind + "." + step) {
			act := heldAct{Step: step, Word: l.T("threatmap.office.held." + step)}
			if step == "mistake" {
				act.Variant = "secondary"
			}
			view.Acts = append(view.Acts, act)
		}
	}
	if len(view.Rows) == 0 {
		view.Empty = &look.Empty{Icon: "list-checks", Title: l.T("threatmap.office.held.none"), Text: l.T("threatmap.office.held.none_text")}
	}
}

// decideHeld is POST /desk/held: one step with all that are marked, each a transaction of its own. What can no
// longer be done, because somebody else was quicker, is left as it is.
func (o *office) decideHeld(r *web.Request) (web.Reply, error) {
	marked, reason, step := r.PostForm["ref"], r.PostForm.Get("reason"), r.PostForm.Get("go")
	var bad errs.Fields
	switch {
	case !slices.Contains(heldSteps(), step):
		return nil, errs.Bad("step", "process.no_such_step", "step", step)
	case len(marked) == 0:
		bad.Add("held", "threatmap.held_none_marked")
	case step == "mistake" && reason == "":
		bad.Add("reason", "threatmap.reason_missing")
	}
	if len(bad) > 0 {
		return o.heldPage(r, marked, reason, bad)
	}
	for _, ref := range marked[:min(len(marked), heldRows)] {
		_, err := o.m.takeStep(r, ref, StepInput{ID: id.New(), Step: step, Reason: reason}, nil)
		if kind := errs.KindOf(err); err != nil && kind != errs.Conflict && kind != errs.NotFound {
			return nil, err
		}
	}
	return web.SeeOther("/desk/held?done=" + step), nil
}
