package meetings

import (
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// dueView is GET /desk/meetings/due: the meetings that the law wants, and by when.
type dueView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Table  look.Table
	Empty  *look.Empty
	Rules  []ruleView
}

// ruleView is a rule with the form of what the installation may say of it.
type ruleView struct {
	Title, Legal  string
	Facts         []look.Fact
	Fields        []look.Field // none for those who may not change it
	Country, Code string
}

func (o *office) showDue(r *web.Request) (web.Reply, error) {
	v := dueView{Page: o.frame(r, r.Text.T("meetings.due")), Lead: r.Text.T("meetings.due_lead"), Crumbs: crumbs(r, listCrumb(r), look.NavItem{Word: r.Text.T("meetings.due")})}
	v.NoIndex, v.Flash = true, done(r)
	var all []DueAt
	var rules []Cadence
	country := o.m.Settings.Get().Country
	if err := r.Read(func(s *db.Snapshot) (err error) {
		if all, err = o.m.Dues(s, r.Scope(actRead), o.m.Today(r.Now)); err == nil {
			rules, err = o.m.Cadences(s, country)
		}
		return err
	}); err != nil {
		return nil, err
	}
	if v.Table = o.dueTable(r, all); len(all) == 0 {
		v.Empty = &look.Empty{Icon: "calendar-days", Title: r.Text.T("meetings.due_none"), Text: r.Text.T("meetings.due_none_text")}
	}
	for _, c := range rules {
		one := ruleView{Title: r.Text.T("meetings.cadence." + c.Code), Legal: c.Legal, Country: country, Code: c.Code, Facts: []look.Fact{fact(r, "meetings.months", r.Text.Number(int64(c.Months)))}}
		if c.Off {
			one.Facts = append(one.Facts, fact(r, "meetings.state", r.Text.T("meetings.off")))
		}
		if r.Allowed(actCadence, policy.Resource{Kind: KindCadence}) == nil {
			one.Fields = []look.Field{{Name: "months", ID: c.Code + "-months", Type: "number", Label: r.Text.T("meetings.months"), Value: strconv.Itoa(c.Months), Minimum: "1", Maximum: "60", Required: true},
				{Name: "since", ID: c.Code + "-since", Type: "date", Label: r.Text.T("meetings.since"), Value: c.Since, Optional: r.Text.T("meetings.optional")},
				{Name: "off", ID: c.Code + "-off", Type: "checkbox", Label: r.Text.T("meetings.off"), Value: "yes", Checked: c.Off}}
		}
		v.Rules = append(v.Rules, one)
	}
	return o.due.With(v), nil
}

// dueTable are due meetings with the day by which, and the last one held.
func (o *office) dueTable(r *web.Request, all []DueAt) look.Table {
	t := look.Table{Caption: r.Text.T("meetings.due"), Head: head(r, "meetings.community", "meetings.what", "meetings.by", "meetings.last")}
	for _, d := range all {
		by, last := r.Text.Date(civil(d.By)), r.Text.T("i18n.no_value")
		if d.Late {
			by = r.Text.T("meetings.late_since", "date", by)
		}
		if d.Last != "" {
			last = r.Text.Date(civil(d.Last))
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: o.m.placeWord(r, d.Place.ID)}, {Text: r.Text.T("meetings.cadence." + d.Cadence.Code)}, {Text: by}, {Text: last}})
	}
	return t
}

// takeCadence is POST /desk/meetings/due: what the installation says of a rule.
func (o *office) takeCadence(r *web.Request) (web.Reply, error) {
	months, err := strconv.Atoi(posted(r, "months"))
	if err != nil {
		return nil, errs.Bad("months", "meetings.months_wrong")
	}
	_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
		if err := r.Allowed(actCadence, policy.Resource{Kind: KindCadence}); err != nil {
			return web.None{}, err
		}
		return web.None{}, o.m.SetCadence(tx, o.m.Settings.Get().Country, Cadence{Code: posted(r, "code"), Months: months, Since: posted(r, "since"), Off: posted(r, "off") != ""})
	})
	if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/meetings/due?done=yes"), nil
}
