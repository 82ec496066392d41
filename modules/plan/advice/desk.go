package advice

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
	"reeve/modules/plan/register"
)

// desk is the desk's pages: the list, one recommendation, an organisation's answer, the table of uptake, what a plan takes
// over, and how it is continued.
type desk struct {
	s      *Service
	frame  func(r *web.Request, title string) look.Page
	list   *web.Page[listView]
	one    *web.Page[oneView]
	answer *web.Page[answerView]
	form   *web.Page[formView]
	uptake *web.Page[uptakeView]
}

func newDesk(s *Service, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (d *desk, err error) {
	d = &desk{s: s, frame: frame}
	if d.list, err = web.Add[listView](pages, files, "desk", "page/desk/list.html"); err != nil {
		return nil, err
	}
	if d.one, err = web.Add[oneView](pages, files, "desk", "page/desk/one.html", "page/desk/act.html"); err != nil {
		return nil, err
	}
	if d.answer, err = web.Add[answerView](pages, files, "desk", "page/desk/answer.html", "page/desk/act.html"); err != nil {
		return nil, err
	}
	if d.form, err = web.Add[formView](pages, files, "desk", "page/desk/form.html"); err != nil {
		return nil, err
	}
	d.uptake, err = web.Add[uptakeView](pages, files, "desk", "page/desk/uptake.html")
	return d, err
}

const listAddress = "/desk/recommendations"

func oneAddress(ref string) string    { return listAddress + "/" + ref }
func answerAddress(ref string) string { return "/desk/answers/" + ref }
func planAddress(code string) string  { return "/desk/plans/" + url.PathEscape(code) }
func nodeAddress(code, number string) string {
	return planAddress(code) + "/nodes/" + url.PathEscape(number)
}

// actForm is one act with a recommendation or an answer.
type actForm struct {
	Key, Title, Note, Action, Step, ID, Submit string
	Fields                                     []look.Field
	Primary, File                              bool
}

// formView is a page with one form.
type formView struct {
	look.Page
	Crumbs  look.Crumbs
	Lead    string
	Alert   *look.Alert
	Errors  look.Errors
	Action  string
	Hidden  []hidden
	Fields  []look.Field
	Choices []look.Choices
	More    []look.Field
	Submit  string
	Draft   string
	Back    look.Act
	Empty   *look.Empty
}

type hidden struct{ Name, Value string }

// crumbs lead from the list to a page.
func (d *desk) crumbs(r *web.Request, above *look.NavItem, here string) look.Crumbs {
	c := look.Crumbs{Label: r.Text.T("plan.register.crumbs"), Items: []look.NavItem{{Word: r.Text.T("plan.advice.title"), Href: listAddress}}}
	if above != nil {
		c.Items = append(c.Items, *above)
	}
	c.Items = append(c.Items, look.NavItem{Word: here})
	return c
}

// refused is what a form shows again, and the status; nothing for a page that was only opened.
func refused(f *web.Refusal) (status int, alert *look.Alert, faults []errs.Field) {
	if f == nil {
		return http.StatusOK, nil, nil
	}
	return f.Status, f.Alert, f.Faults
}

// mark puts complaints at their fields and into the summary above the form.
func mark(r *web.Request, fields []look.Field, faults []errs.Field, at string) look.Errors {
	all := look.Errors{Title: r.Text.T("plan.register.errors")}
	for _, bad := range faults {
		text, to := r.Message(bad), at
		if n := slices.IndexFunc(fields, func(f look.Field) bool { return f.Name == bad.Field }); n >= 0 {
			fields[n].Error, to = text, fields[n].ControlID()
		}
		all.Items = append(all.Items, look.FieldError{ID: to, Text: text})
	}
	return all
}

// listView is GET /desk/recommendations.
type listView struct {
	look.Page
	Lead   string
	Acts   []look.Act
	Filter look.Filter
	Table  look.Table
	Empty  *look.Empty
	Pages  look.Pagination
}

const listRows = 50

func (d *desk) showList(r *web.Request) (web.Reply, error) {
	q, l := r.URL.Query(), r.Text
	v := listView{Page: d.frame(r, l.T("plan.advice.title")), Lead: l.T("plan.advice.lead"), Acts: []look.Act{{Word: l.T("plan.advice.uptake"), Href: address(uptakeAddress, q, ""), Icon: "list-checks", Variant: "secondary"}},
		Table: look.Table{Caption: l.T("plan.advice.title"), Head: []look.Cell{{Text: l.T("plan.advice.what")}, {Text: l.T("plan.advice.source")}, {Text: l.T("plan.advice.due")}, {Text: l.T("plan.advice.priority")},
			{Text: l.T("plan.advice.state")}, {Text: l.T("plan.advice.uptake")}}}}
	v.NoIndex = true
	if r.May("plan.advice.write") {
		v.Acts = append(v.Acts, look.Act{Word: l.T("plan.advice.new"), Href: listAddress + "/new", Icon: "plus"})
	}
	var all []Advice
	var next string
	scope := r.Scope("plan.advice.read")
	err := r.Read(func(s *db.Snapshot) (err error) {
		plans, err := d.plans(s, r)
		if err != nil {
			return err
		}
		if v.Filter, err = d.filter(s, r, q, plans); err != nil {
			return err
		}
		all, next, err = List(s, d.filterOf(r, q, plans, listRows), &scope)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		text, lang := d.s.word(l, a.Body)
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: short(text), Lang: lang, Href: oneAddress(a.Ref)}, {Text: d.sourceWord(l, a.Source)}, {Text: dayWord(l, a.Due)}, {Text: l.T("plan.advice.priority." + a.Priority)},
			{Text: l.T("plan.advice.state." + a.State)}, {Text: countWord(l, a.Count())}})
	}
	if len(all) == 0 {
		v.Empty = &look.Empty{Icon: "lightbulb", Title: l.T("plan.advice.none"), Text: l.T("plan.advice.none_text")}
	}
	v.Pages = pagesOf(l, q, listAddress, next)
	return d.list.With(v), nil
}

// pagesOf leads on through a list.
func pagesOf(l *i18n.Localizer, q url.Values, to, next string) (p look.Pagination) {
	if p.Label = l.T("plan.register.pages"); q.Get("after") != "" {
		p.Prev = &look.NavItem{Word: l.T("plan.assess.prev"), Href: address(to, q, "")}
	}
	if next != "" {
		p.Next = &look.NavItem{Word: l.T("plan.assess.next"), Href: address(to, q, next)}
	}
	return p
}

// address is a list with the filters of an address, from another place on.
func address(to string, q url.Values, after string) string {
	out := url.Values{}
	for _, name := range filters() {
		if q.Get(name) != "" {
			out.Set(name, q.Get(name))
		}
	}
	if after != "" {
		out.Set("after", after)
	}
	if len(out) == 0 {
		return to
	}
	return to + "?" + out.Encode()
}

func filters() []string { return []string{"state", "answer", "org", "source", "plan", "due"} }

// plans are those that the asker may read.
func (d *desk) plans(q db.Reader, r *web.Request) (out []register.Plan, err error) {
	all, err := register.Plans(q)
	for _, p := range all {
		if _, err := d.s.Register.Find(q, r, p.Code, 0); err == nil {
			out = append(out, p)
		} else if errs.KindOf(err) != errs.NotFound {
			return nil, err
		}
	}
	return out, err
}

// filterOf reads the filter of an address; what makes no sense there is left out.
func (d *desk) filterOf(r *web.Request, q url.Values, plans []register.Plan, limit int) Filter {
	f := Filter{After: q.Get("after"), Limit: limit, Today: d.s.today(r)}
	pick := func(name string, known []string) string {
		if slices.Contains(known, q.Get(name)) {
			return q.Get(name)
		}
		return ""
	}
	f.State, f.Answer, f.Source, f.Due = pick("state", States()), pick("answer", AnswerStates()), pick("source", Sources()), pick("due", []string{Late, Soon})
	for _, o := range d.s.places().Orgs() {
		if o.Code == q.Get("org") {
			f.Org = o.ID
		}
	}
	for _, p := range plans {
		if p.Code == q.Get("plan") {
			f.Plan = p.ID
		}
	}
	return f
}

func (d *desk) filter(s db.Reader, r *web.Request, q url.Values, plans []register.Plan) (look.Filter, error) {
	l := r.Text
	asked, err := db.Strings(s, "SELECT DISTINCT org FROM plan_answer")
	if err != nil {
		return look.Filter{}, err
	}
	choose := func(name, label string, options []look.Option) look.Field {
		options = append([]look.Option{{Word: l.T("plan.advice.any")}}, options...)
		for i := range options {
			options[i].Selected = options[i].Value == q.Get(name)
		}
		return look.Field{Name: name, ID: "filter-" + name, Type: "select", Label: l.T(label), Options: options}
	}
	words := func(prefix string, all []string) (out []look.Option) {
		for _, one := range all {
			out = append(out, look.Option{Value: one, Word: l.T(prefix + one)})
		}
		return out
	}
	var codes, orgs []look.Option
	for _, p := range plans {
		codes = append(codes, look.Option{Value: p.Code, Word: p.Code})
	}
	for _, o := range d.orgs(l) {
		if slices.Contains(asked, o.id) {
			orgs = append(orgs, look.Option{Value: o.code, Word: o.name})
		}
	}
	f := look.Filter{Action: r.URL.Path, Label: l.T("plan.advice.filter"), Title: l.T("plan.advice.filter"), Submit: l.T("plan.advice.show"), Fields: []look.Field{
		choose("state", "plan.advice.state", words("plan.advice.state.", States())), choose("answer", "plan.advice.answer_word", words("plan.advice.answer.", AnswerStates())),
		choose("org", "plan.advice.org", orgs), choose("source", "plan.advice.source", words("plan.advice.source.", Sources())), choose("plan", "plan.advice.plan", codes),
		choose("due", "plan.advice.due", words("plan.advice.due.", []string{Late, Soon}))}}
	if address("", q, "") != "" {
		f.Open, f.Reset = true, &look.Act{Word: l.T("plan.advice.reset"), Href: r.URL.Path, Variant: "tertiary"}
	}
	return f, nil
}

// named is an organisation with its name in the reader's language.
type named struct {
	id, code, name string
	town           bool // a municipality
}

// orgs are all organisations by name.
func (d *desk) orgs(l *i18n.Localizer) (out []named) {
	for _, o := range d.s.places().Orgs() {
		name, _ := d.s.word(l, o.Names)
		out = append(out, named{o.ID, o.Code, name, o.Kind == places.Municipality})
	}
	i18n.SortBy(l.Collator(), out, func(n named) string { return n.name })
	return out
}

// sourceWord names a source.
func (d *desk) sourceWord(l *i18n.Localizer, s Source) string {
	word := l.T("plan.advice.source." + s.Kind)
	switch {
	case s.Label != "":
		return l.T("plan.advice.source_of", "kind", word, "what", s.Label)
	case s.ID != "":
		return l.T("plan.advice.source_of", "kind", word, "what", s.ID)
	}
	return word
}

func dayWord(l *i18n.Localizer, day string) string {
	if day == "" {
		return l.T("i18n.no_value")
	}
	return l.Date(civil(day))
}

// countWord says in one line how far the answers have come.
func countWord(l *i18n.Localizer, c Counts) string {
	if c.Asked == 0 {
		return l.T("i18n.no_value")
	}
	return l.T("plan.advice.counts", "agreed", c.Accepted+c.Partly, "asked", c.Asked, "done", c.Done)
}

// shortText is how much of a text stands in a list, in characters.
const shortText = 160

func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > shortText {
		return strings.TrimSpace(string(runes[:shortText])) + "…"
	}
	return text
}

func itoa(n int) string { return strconv.Itoa(n) }
