package threatmap

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// intakeView is /desk/reports/new: first what and where, then what was told.
type intakeView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Where  intakeSearch
	Found  string // how many places the search found
	Form   *intakeForm
}

// intakeSearch asks for the category and looks for the place, by GET.
type intakeSearch struct {
	Fields []look.Field
	Errors look.Errors
}

// intakeForm is what is filed.
type intakeForm struct {
	Hidden   []hiddenField
	Errors   look.Errors
	Source   look.Choices
	Place    look.Choices
	Text     look.Field
	Ask      []look.Choices
	SeenFrom look.Field
	Parts    look.Choices
	Weekdays look.Choices
	More     []look.Field
	GoesTo   string
}

// typedIntake is what was typed and what is wrong with it.
type typedIntake struct {
	values url.Values
	faults []errs.Field
	status int
}

const intakePlaces = 8 // places offered for a name

// newIntake is GET /desk/reports/new; category and where come from its own first form.
func (o *office) newIntake(r *web.Request) (web.Reply, error) {
	return o.intakePage(r, typedIntake{values: r.URL.Query(), status: http.StatusOK}), nil
}

func (o *office) intakePage(r *web.Request, typed typedIntake) web.Reply {
	view := intakeView{Page: o.frame(r, r.Text.T("threatmap.office.intake.title")), Lead: r.Text.T("threatmap.office.intake.lead"),
		Crumbs: look.Crumbs{Label: r.Text.T("threatmap.office.crumbs"), Items: []look.NavItem{{Word: r.Text.T("threatmap.office.intake.title")}}}}
	view.NoIndex = true
	if r.May("threatmap.desk.list") {
		view.Crumbs.Items = append([]look.NavItem{{Word: r.Text.T("threatmap.office.list.title"), Href: "/desk/reports"}}, view.Crumbs.Items...)
	}
	code, where := typed.values.Get("category"), strings.TrimSpace(typed.values.Get("where"))
	category, known := o.m.Categories.Get(code)
	known = known && !category.Retired
	found := o.findPlaces(where)
	view.Where = o.intakeSearch(r, code, where)
	switch {
	case where == "" && code == "":
		return o.intake.Status(typed.status, view)
	case !known:
		view.Where.fault(0, r.Text.T("threatmap.category_missing"))
	case len(found) == 0:
		view.Where.fault(1, r.Text.T("threatmap.office.intake.nothing_found"))
	default:
		view.Found = r.Text.N("threatmap.office.intake.found", int64(len(found)))
		view.Form = o.intakeForm(r, category, found, where, typed)
	}
	return o.intake.Status(typed.status, view)
}

func (s *intakeSearch) fault(field int, text string) {
	s.Fields[field].Error = text
	s.Errors.Items = append(s.Errors.Items, look.FieldError{ID: s.Fields[field].ControlID(), Text: text})
}

// findPlaces are the communities, and what lies in one, whose name or code begins so.
func (o *office) findPlaces(where string) (found []places.Place) {
	if where == "" {
		return nil
	}
	s := o.m.Places.Snapshot()
	for _, p := range s.Search(where, 5*intakePlaces) {
		if _, ok := s.Above(p.ID, places.Community); ok && len(found) < intakePlaces {
			found = append(found, p)
		}
	}
	return found
}

func (o *office) intakeSearch(r *web.Request, code, where string) intakeSearch {
	options := []look.Option{{Word: r.Text.T("threatmap.office.field.choose"), Selected: code == ""}}
	for _, op := range o.categoryOptions(r) {
		if c, ok := o.m.Categories.Get(op.Value); ok && !c.Retired {
			op.Selected = op.Value == code
			options = append(options, op)
		}
	}
	return intakeSearch{Errors: look.Errors{Title: r.Text.T("threatmap.office.step.errors")}, Fields: []look.Field{
		{Name: "category", Type: "select", Label: r.Text.T("threatmap.category"), Options: options, Required: true},
		{Name: "where", Type: "search", Label: r.Text.T("threatmap.office.intake.where"), Help: r.Text.T("threatmap.office.intake.where_help"),
			Value: where, Required: true, Autocomplete: "off"}}}
}

// takeIntake is POST /desk/reports/new. The key is shown once, in the answer itself.
func (o *office) takeIntake(r *web.Request) (web.Reply, error) {
	f, source, err := readIntake(r)
	if err == nil {
		var reply web.Reply
		if reply, err = o.file(r, f, source); err == nil {
			return reply, nil
		}
	}
	e := errs.Of(err)
	if e == nil || e.Kind != errs.Invalid {
		return nil, err
	}
	faults := e.Fields
	if len(faults) == 0 {
		faults = []errs.Field{{Field: "place", Key: e.Key, Args: e.Args}}
	}
	return o.intakePage(r, typedIntake{values: r.PostForm, faults: faults, status: http.StatusUnprocessableEntity}), nil
}

// readIntake reads the form: a chosen place, or a point where both coordinates are given.
func readIntake(r *web.Request) (f Filing, source string, err error) {
	v := r.PostForm
	f = Filing{Category: v.Get("category"), Place: v.Get("place"), Text: v.Get("text"), Lang: v.Get("lang"), Contact: v.Get("contact"),
		SeenFrom: v.Get("seen_from"), Answers: map[string]string{}}
	if lat, lon := strings.TrimSpace(v.Get("lat")), strings.TrimSpace(v.Get("lon")); lat != "" || lon != "" {
		f.Place = ""
		if f.Lat, err = coordinate("lat", lat); err != nil {
			return f, "", err
		}
		if f.Lon, err = coordinate("lon", lon); err != nil {
			return f, "", err
		}
	}
	for _, p := range v["day_parts"] {
		f.Parts = append(f.Parts, DayPart(p))
	}
	for _, d := range v["weekdays"] {
		n, _ := strconv.Atoi(d) // 0 is refused with the other days that there are not
		f.Weekdays = append(f.Weekdays, n)
	}
	for name := range v {
		if code, ok := strings.CutPrefix(name, "answer_"); ok {
			f.Answers[code] = v.Get(name)
		}
	}
	source = "desk"
	if v.Get("source") == "phone" {
		source = "phone"
	}
	return f, source, nil
}

func coordinate(field, s string) (*float64, error) {
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	if err != nil {
		return nil, errs.Bad(field, "threatmap.coordinate_number")
	}
	return &v, nil
}

// once is the hidden key by which a form sent twice files one report and shows the same key.
func once(typed typedIntake) hiddenField {
	key := typed.values.Get("idempotency_key")
	if key == "" || len(typed.faults) > 0 {
		key = id.New()
	}
	return hiddenField{"idempotency_key", key}
}

// fault is the complaint about one field; a place that is missing is told of its coordinates too.
func (t typedIntake) fault(r *web.Request, names ...string) string {
	n := slices.IndexFunc(t.faults, func(f errs.Field) bool { return slices.Contains(names, f.Field) })
	if n < 0 {
		return ""
	}
	return r.Message(t.faults[n])
}
