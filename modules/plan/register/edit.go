package register

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/tree"
)

// maxText is how long a text may be, in characters.
const maxText = 4000

// editable is what the form of a node stands on: the draft, else the latest version.
func (d *desk) editable(q db.Reader, r *web.Request) (o Open, err error) {
	if o.Plan, err = ByCode(q, r.PathValue("code")); err != nil {
		return o, err
	}
	if err := r.Allowed("plan.write", d.g.Resource(o.Plan)); err != nil {
		return o, err
	}
	if o.Versions, err = Versions(q, o.Plan.ID); err != nil {
		return o, err
	}
	v, ok := DraftOf(o.Versions)
	if !ok {
		v, _ = Latest(o.Versions)
	}
	o.Edition, err = d.g.Edition(q, o.Plan, v)
	return o, err
}

func (d *desk) showEdit(r *web.Request) (web.Reply, error) {
	return d.editPage(r, r.URL.Query().Get("number"), r.URL.Query().Get("under"), fresh())
}

// editPage is the form of one node: number of one that is there, or under of a new one's parent ("" = at the top).
func (d *desk) editPage(r *web.Request, number, under string, t typed) (web.Reply, error) {
	var o Open
	if err := r.Read(func(q *db.Snapshot) (err error) { o, err = d.editable(q, r); return err }); err != nil {
		return nil, err
	}
	n, there := o.Edition.Node(number)
	if number != "" && !there {
		return nil, errs.New(errs.NotFound, "plan.register.no_such_node", "number", number)
	}
	if !there {
		n = tree.Node{Parent: under, Level: levelBelow(o.Edition, under)}
	}
	code, l := o.Plan.Code, r.Text
	title := l.T("plan.register.edit_node", "number", number)
	if !there {
		title = l.T("plan.register.new_node")
	}
	v := formView{Page: d.frame(r, title), Crumbs: d.crumbs(r, code, title), Lead: l.T("plan.register.edit_lead"), Alert: t.alert, Action: "/desk/plans/" + url.PathEscape(code) + "/edit",
		Submit: l.T("plan.register.save_draft"), Draft: "plan-" + code + "-" + number, Back: look.Act{Word: l.T("plan.register.back"), Href: "/desk/plans/" + url.PathEscape(code) + "/versions", Variant: "secondary"}}
	v.NoIndex = true
	v.Hidden = []hidden{{"number", number}, {"under", under}, {"digest", o.Edition.Version.Digest}}
	if t.get != nil {
		v.Hidden[2].Value = t.get("digest")
	}
	v.Fields = d.nodeFields(r, o.Edition, n, there)
	if t.get != nil {
		for i := range v.Fields {
			fill(&v.Fields[i], t.get(v.Fields[i].Name))
		}
	}
	v.Errors = mark(r, v.Fields, t.faults)
	return d.edit.Status(t.status, v), nil
}

// fill puts what was typed into a field.
func fill(f *look.Field, value string) {
	if f.Type == "checkbox" {
		f.Checked = value != ""
		return
	}
	f.Value = value
	for i := range f.Options {
		f.Options[i].Selected = f.Options[i].Value == value
	}
}

func levelBelow(e *Edition, under string) tree.Level {
	p, ok := e.Node(under)
	if !ok {
		return tree.Objective
	}
	all := tree.Levels()
	return all[min(slices.Index(all, p.Level)+1, len(all)-1)]
}

// nodeFields are the questions about a node.
func (d *desk) nodeFields(r *web.Request, e *Edition, n tree.Node, there bool) (out []look.Field) {
	l := r.Text
	optional := l.T("plan.register.optional")
	word := func(field string) string { return l.T("plan.tree.field." + field) }
	if !there {
		out = append(out, look.Field{Name: "new_number", Label: l.T("plan.register.number"), Help: l.T("plan.register.number_help"), Required: true, Key: true},
			look.Field{Name: "level", Type: "select", Label: word("level"), Options: options(l, tree.Levels(), n.Level)})
	}
	langs := Languages(e.Plan)
	if len(langs) == 0 {
		langs = []string{d.g.Settings.Get().Default}
	}
	for _, tag := range langs {
		out = append(out, look.Field{Name: "text." + tag, Type: "textarea", Rows: 3, Max: maxText, Label: word("text") + " (" + langName(tag) + ")", Value: n.Text[tag], Lang: tag})
	}
	a := tree.Activity{}
	if n.Activity != nil {
		a = *n.Activity
	}
	if n.Level == tree.ActivityNode || n.Level == tree.Task || !there {
		var units []look.Option
		for _, u := range d.g.Places.Snapshot().Units() {
			units = append(units, look.Option{Value: u.ID, Word: d.g.Say(r, u.Names), Selected: u.ID == a.LeadUnit})
		}
		i18n.SortBy(l.Collator(), units, func(o look.Option) string { return o.Word })
		units = append([]look.Option{{Word: l.T("i18n.no_value")}}, units...)
		kinds := append([]tree.DeadlineKind{""}, tree.OnDate, tree.MonthEnd, tree.QuarterEnd, tree.HalfEnd, tree.YearEnd, tree.Recurring, tree.Ongoing, tree.Relative, tree.Inherited, tree.Unread)
		out = append(out, look.Field{Name: "start", Type: "date", Label: word("start"), Value: a.Start, Optional: optional},
			look.Field{Name: "deadline_kind", Type: "select", Label: word("deadline"), Options: options(l, kinds, a.Deadline.Kind)},
			look.Field{Name: "deadline_day", Type: "date", Label: l.T("plan.register.deadline_day"), Help: l.T("plan.register.deadline_day_help"), Value: a.Deadline.Day, Optional: optional},
			look.Field{Name: "deadline_every", Type: "select", Label: l.T("plan.register.deadline_every"), Options: options(l, []tree.Every{"", tree.Monthly, tree.Quarterly, tree.HalfYearly, tree.Yearly}, a.Deadline.Every)},
			look.Field{Name: "deadline_written", Label: l.T("plan.register.deadline_written"), Value: a.Deadline.Written, Optional: optional},
			look.Field{Name: "lead", Label: word("lead"), Value: a.Lead, Optional: optional},
			look.Field{Name: "lead_unit", Type: "select", Label: word("lead_unit"), Options: units},
			look.Field{Name: "evidence", Label: word("evidence"), Value: a.Evidence, Optional: optional})
	}
	if e.Plan.RollUp == tree.Weights {
		out = append(out, look.Field{Name: "weight", Label: word("weight"), Help: l.T("plan.register.weight_help"), Value: tree.Millionths(n.Weight), InputMode: "decimal"})
	}
	if there && n.Activity != nil {
		out = append(out, look.Field{Name: "dropped", Type: "checkbox", Label: l.T("plan.register.drop"), Value: "yes", Checked: a.Dropped})
	}
	return append(out, look.Field{Name: "reason", Type: "textarea", Rows: 2, Max: maxText, Label: l.T("plan.register.reason"), Required: true},
		look.Field{Name: "decision", Label: l.T("plan.register.decision"), Help: l.T("plan.register.decision_help"), Optional: optional})
}

// keyed is a word of the plan with a name in the catalogue.
type keyed interface {
	~string
	Key() string
}

func options[K keyed](l *i18n.Localizer, all []K, chosen K) (out []look.Option) {
	for _, k := range all {
		word := l.T("i18n.no_value")
		if k != "" {
			word = l.T(k.Key())
		}
		out = append(out, look.Option{Value: string(k), Word: word, Selected: k == chosen})
	}
	return out
}

// takeEdit is POST /desk/plans/{code}/edit.
func (d *desk) takeEdit(r *web.Request) (web.Reply, error) {
	get := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n"))
	}
	version, err := web.Write(r, func(tx *db.Tx) (int64, error) {
		o, err := d.editable(tx, r)
		if err != nil {
			return 0, err
		}
		if get("digest") != o.Edition.Version.Digest {
			return 0, errs.New(errs.Conflict, "plan.register.changed_meanwhile")
		}
		n, err := typedNode(get, r.PostForm, o.Edition)
		if err != nil {
			return 0, err
		}
		v, err := d.g.Edit(tx, o.Plan, []Change{{Node: n, Reason: get("reason"), Decision: get("decision")}})
		return v.Number, err
	})
	if t, ok := refused(r, err); ok {
		return d.editPage(r, get("number"), get("under"), t)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther("/desk/plans/" + url.PathEscape(r.PathValue("code")) + "/versions?version=" + itoa(version)), nil
}

// typedNode is the node as the form says it.
func typedNode(get func(string) string, form url.Values, e *Edition) (tree.Node, error) {
	var bad errs.Fields
	n, there := e.Node(get("number"))
	if !there {
		n = tree.Node{Number: tree.CleanNumber(get("new_number")), Parent: get("under"), Level: tree.Level(get("level"))}
		if n.Number == "" {
			bad.Add("new_number", "plan.register.number_missing")
		} else if _, taken := e.Node(n.Number); taken {
			bad.Add("new_number", "plan.register.number_taken", "number", n.Number)
		}
	}
	text := maps.Clone(n.Text)
	if text == nil {
		text = i18n.Text{}
	}
	for name := range form {
		if tag, ok := strings.CutPrefix(name, "text."); ok {
			if text[tag] = get(name); text[tag] == "" {
				delete(text, tag)
			}
		}
	}
	if n.Text = text; len(text) == 0 {
		bad.Add("text", "plan.register.text_missing")
	}
	if w := get("weight"); w != "" {
		v, err := strconv.ParseFloat(strings.ReplaceAll(w, ",", "."), 64)
		if err != nil || v < 0 || v > 1 {
			bad.Add("weight", "plan.register.weight_wrong")
		}
		n.Weight = int64(v*1e6 + 0.5)
	}
	if n.Level == tree.ActivityNode || n.Level == tree.Task {
		n.Activity = typedActivity(get, n.Activity)
	}
	return n, bad.Err()
}

func typedActivity(get func(string) string, had *tree.Activity) *tree.Activity {
	a := tree.Activity{}
	if had != nil {
		a = *had
	}
	a.Start, a.Lead, a.LeadUnit, a.Evidence = get("start"), get("lead"), get("lead_unit"), get("evidence")
	d := tree.Deadline{Kind: tree.DeadlineKind(get("deadline_kind")), Day: get("deadline_day"), Every: tree.Every(get("deadline_every")), Written: get("deadline_written"),
		Days: a.Deadline.Days, After: a.Deadline.After}
	switch d.Kind {
	case tree.OnDate, tree.MonthEnd, tree.QuarterEnd, tree.HalfEnd, tree.YearEnd:
		d.Every, d.Days, d.After = "", 0, ""
		d.Day = tree.EndOf(d.Kind, d.Day)
	case tree.Recurring:
		d.Day, d.Days, d.After = "", 0, ""
	case tree.Relative:
		d.Every, d.Day = "", ""
	default:
		d.Day, d.Every, d.Days, d.After = "", "", 0, ""
	}
	if had != nil && d.Kind == had.Deadline.Kind && d.Day != had.Deadline.Day && d.Written == had.Deadline.Written {
		d.Written = "" // what stood in the document said another day
	}
	a.Deadline = d
	if dropped := get("dropped") != ""; dropped != a.Dropped {
		if a.Dropped, a.Decision = dropped, ""; dropped {
			a.Decision = get("decision")
		}
	}
	return &a
}
