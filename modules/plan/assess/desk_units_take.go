package assess

import (
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// unitForms are the acts of who coordinates the plan.
func (d *desk) unitForms(r *web.Request, w *work, asked url.Values, refused *web.Refusal) []workForm {
	snap := d.s.Register.Places.Snapshot()
	l, year, action := r.Text, strconv.Itoa(w.a.Year), planAddress(w.plan.Code)+"/answers"
	typed := func(act, name, stored string) string {
		if refused != nil && asked.Get("act") == act {
			return asked.Get(name)
		}
		return stored
	}
	units := func(act string) look.Field {
		f := look.Field{Name: "unit", ID: act + "-unit", Type: "select", Label: l.T("plan.assess.unit"), Options: []look.Option{{Word: l.T("plan.assess.choose")}}}
		for _, o := range d.unitOptions(r, w, typed(act, "unit", "")) {
			if o.Value != "" && o.Value != noUnit && (act != "delegate" || d.mayDelegate(r, w, w.unitByCode(snap, o.Value)) == nil) {
				f.Options = append(f.Options, o)
			}
		}
		return f
	}
	until := func(act string) look.Field {
		return look.Field{Name: "until", ID: act + "-until", Type: "date", Label: l.T("plan.assess.until"), Required: true, Value: typed(act, "until", "")}
	}
	reason := func(act string) look.Field {
		return look.Field{Name: "reason", ID: act + "-reason", Label: l.T("plan.register.reason"), Required: true, Value: typed(act, "reason", "")}
	}
	delegate := workForm{Action: action, Act: "delegate", Year: year, Title: l.T("plan.assess.delegate"), Word: l.T("plan.assess.delegate_do"), Fields: []look.Field{units("delegate"), d.postField(r, typed("delegate", "post", "")), until("delegate"), reason("delegate")}}
	giveBack := workForm{Action: action, Act: "return", Year: year, Title: l.T("plan.assess.return_unit"), Word: l.T("plan.assess.return_many"), Fields: []look.Field{units("return"), reason("return")}}
	var forms []workForm
	if !w.leads {
		if len(delegate.Fields[0].Options) > 1 && r.May("plan.delegate") {
			forms = append(forms, delegate)
		}
		if w.reviewer && w.a.Open() {
			forms = append(forms, giveBack)
		}
		return forms
	}
	forms = []workForm{
		{Action: action, Act: "round", Year: year, Title: l.T("plan.assess.round"), Word: l.T("plan.assess.save"), Fields: []look.Field{
			{Name: "due", Type: "date", Label: l.T("plan.assess.due"), Help: l.T("plan.assess.due_help"), Value: typed("round", "due", w.round.Due)},
			{Name: "before", Label: l.T("plan.assess.before"), Help: l.T("plan.assess.days_help"), Value: typed("round", "before", written(w.round.Before)), InputMode: "numeric"},
			{Name: "after", Label: l.T("plan.assess.after"), Value: typed("round", "after", written(w.round.After)), InputMode: "numeric"}}},
		delegate,
	}
	if w.a.State == Locked {
		forms = append(forms, workForm{Action: action, Act: "late", Year: year, Title: l.T("plan.assess.late"), Word: l.T("plan.assess.late_do"), Fields: []look.Field{units("late"), until("late"), reason("late")}})
	}
	if w.a.Open() && w.reviewer {
		forms = append(forms, giveBack)
	}
	return forms
}

// postField asks for a post that may fill rows.
func (d *desk) postField(r *web.Request, chosen string) look.Field {
	f := look.Field{Name: "post", Type: "select", Label: r.Text.T("plan.assess.post")}
	for _, p := range d.s.Register.Places.Snapshot().Posts() {
		if fills(p.Post.Role) {
			f.Options = append(f.Options, look.Option{Value: p.Post.Code, Word: r.Text.T("plan.assess.post_line", "post", d.s.Register.Say(r, p.Post.Titles), "unit", d.s.Register.UnitName(r, p.Post.Unit)), Selected: p.Post.Code == chosen})
		}
	}
	i18n.SortBy(r.Text.Collator(), f.Options, func(o look.Option) string { return o.Word })
	f.Options = append([]look.Option{{Word: r.Text.T("plan.assess.choose")}}, f.Options...)
	return f
}

// unitByCode finds a unit that leads something in the year.
func (w *work) unitByCode(s *places.Snapshot, code string) string {
	for _, g := range w.st.groups {
		if u, ok := s.Unit(g.unit); ok && u.Code == code {
			return u.ID
		}
	}
	return ""
}

// takeUnits is POST /desk/plans/{code}/answers: the day, delegations, exceptions, and returning all rows of a unit.
func (d *desk) takeUnits(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		w, err := d.work(tx, r, get("year"))
		if err != nil {
			return web.None{}, err
		}
		return web.None{}, d.takeUnit(tx, r, &w)
	})
	if f, ok := r.Refusal(err); ok {
		return d.unitsPage(r, r.PostForm, &f)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(planAddress(r.PathValue("code")) + "/answers?" + url.Values{"year": {get("year")}}.Encode()), nil
}

func (d *desk) takeUnit(tx *db.Tx, r *web.Request, w *work) error {
	get := r.PostForm.Get
	snap := d.s.Register.Places.Snapshot()
	unit := w.unitByCode(snap, get("unit"))
	act := get("act")
	var err error
	switch act {
	case "delegate":
		err = d.mayDelegate(r, w, unit)
	case "return":
		err = r.Allowed("plan.rate.reviewer", d.s.Register.Resource(w.plan))
	case "undelegate":
		all, rerr := Delegations(tx, w.plan.ID)
		if rerr != nil {
			return rerr
		}
		i := slices.IndexFunc(all, func(g Delegation) bool { return g.Ref == get("ref") })
		if i < 0 {
			return errs.New(errs.NotFound, "plan.assess.no_such_entry")
		}
		err = d.mayDelegate(r, w, all[i].Unit)
	default:
		err = r.Allowed("plan.assess", d.s.Register.Resource(w.plan))
	}
	if err != nil {
		return err
	}
	switch act {
	case "round":
		return d.s.SaveRound(tx, w.plan, w.a, get("due"), get("before"), get("after"))
	case "delegate":
		post := ""
		for _, f := range snap.Posts() {
			if f.Post.Code == get("post") {
				post = f.Post.ID
			}
		}
		return d.s.Delegate(tx, w.plan, unit, post, get("until"), get("reason"))
	case "undelegate":
		return d.s.Undelegate(tx, w.plan, get("ref"))
	case "late":
		return d.s.OpenLate(tx, w.plan, w.a, unit, get("until"), get("reason"))
	case "unlate":
		return d.s.CloseLate(tx, w.plan, w.a, get("ref"))
	case "return":
		if unit == "" {
			return errs.Bad("unit", "plan.assess.unit_missing")
		}
		var numbers []string
		for _, one := range w.st.Standings {
			if leadUnit(one.Node) == unit {
				numbers = append(numbers, one.Node.Number)
			}
		}
		_, err := d.s.Return(tx, w.plan, w.a, numbers, get("reason"))
		return err
	}
	return errs.Bad("act", "plan.assess.no_such_entry")
}
