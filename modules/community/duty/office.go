package duty

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// office is the desk's pages: my week, one entry, the team, a post, the roster.
type office struct {
	d      *Duty
	frame  func(r *web.Request, title string) look.Page
	week   *web.Page[weekView]
	entry  *web.Page[entryView]
	team   *web.Page[teamView]
	post   *web.Page[postView]
	roster *web.Page[rosterView]
}

func newOffice(d *Duty, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (o *office, err error) {
	o = &office{d: d, frame: frame}
	if o.week, err = web.Add[weekView](pages, files, "desk", "page/week.html"); err != nil {
		return nil, err
	}
	if o.entry, err = web.Add[entryView](pages, files, "desk", "page/entry.html"); err != nil {
		return nil, err
	}
	if o.team, err = web.Add[teamView](pages, files, "desk", "page/team.html"); err != nil {
		return nil, err
	}
	if o.post, err = web.Add[postView](pages, files, "desk", "page/post.html"); err != nil {
		return nil, err
	}
	o.roster, err = web.Add[rosterView](pages, files, "desk", "page/roster.html")
	return o, err
}

type hidden struct{ Name, Value string }

// typed is what was typed into a form and what is wrong with it.
type typed struct {
	values url.Values
	faults []errs.Field
	alert  *look.Alert
	status int
}

func fresh(values url.Values) typed { return typed{status: http.StatusOK, values: values} }

// refused is what a page shows again after a refusal; ok is false for errors that are no page's business.
func refused(r *web.Request, err error) (t typed, ok bool) {
	f, ok := r.Refusal(err)
	if !ok {
		return t, false
	}
	t.status, t.faults, t.alert, t.values = f.Status, f.Faults, f.Alert, r.PostForm
	return t, true
}

// summary lists what is wrong, with the names of the controls; fault is the complaint about one of them.
func (t typed) summary(r *web.Request) look.Errors {
	if len(t.faults) == 0 {
		return look.Errors{}
	}
	e := look.Errors{Title: r.Text.T("duty.errors")}
	for _, f := range t.faults {
		e.Items = append(e.Items, look.FieldError{ID: f.Field, Text: r.Message(f)})
	}
	return e
}

func (t typed) fault(r *web.Request, field string) string {
	n := slices.IndexFunc(t.faults, func(f errs.Field) bool { return f.Field == field })
	if n < 0 {
		return ""
	}
	return r.Message(t.faults[n])
}

// options are the choices of a select from codes whose words are key.code.
func options(r *web.Request, key string, codes []string, chosen string) (all []look.Option) {
	for _, c := range codes {
		all = append(all, look.Option{Value: c, Word: r.Text.T(key + "." + c), Selected: c == chosen})
	}
	return all
}

// sent are who ordered an abstraction, and why: buttons, since nobody is to type.
func (o *office) sent(r *web.Request, t typed) (all []look.Choices) {
	for _, q := range []struct {
		name, key string
		codes     []string
	}{{"ordered_by", "duty.orderer.", Orderers()}, {"ordered_why", "duty.ground.", Grounds()}} {
		c := look.Choices{Name: q.name, Legend: r.Text.T("duty.field." + q.name), Form: "chips", Help: r.Text.T("duty.field.ordered_help"), Error: t.fault(r, q.name)}
		var items []look.Choice
		for _, code := range q.codes {
			items = append(items, look.Choice{Value: code, Word: r.Text.T(q.key + code), Checked: t.values.Get(q.name) == code})
		}
		c.Groups = []look.ChoiceGroup{{Items: items}}
		all = append(all, c)
	}
	return all
}

// more are the questions that an entry can do without.
func (o *office) more(r *web.Request, t typed) []look.Field {
	v, optional := t.values.Get, r.Text.T("duty.optional")
	field := func(name, kind string) look.Field {
		return look.Field{Name: name, Type: kind, Label: r.Text.T("duty.field." + name), Value: v(name), Error: t.fault(r, name), Optional: optional}
	}
	pick := func(name, key string, codes []string) look.Field {
		f := field(name, "select")
		f.Optional = ""
		f.Options = append([]look.Option{{Word: r.Text.T("duty.none")}}, options(r, key, codes, v(name))...)
		return f
	}
	people := field("people", "number")
	people.Minimum, people.InputMode = "0", "numeric"
	ref := field("ref", "")
	ref.Key = true
	note := field("note", "textarea")
	note.Max, note.Rows, note.Help = maxNote, 3, r.Text.T("duty.field.note_help")
	late := field("late_reason", "")
	late.Help = r.Text.T("duty.field.late_help")
	return []look.Field{people, field("partners", ""), field("language", ""), pick("ref_kind", "duty.ref", RefKinds()), ref, field("detail", ""), note, late}
}

// read puts what was typed together. Times are of a day in the post's zone; an end before the beginning is on the next
// day.
func (o *office) read(r *web.Request, zone *time.Location) (in Input, err error) {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	var f errs.Fields
	in = Input{ID: get("id"), Post: get("post"), Type: get("type"), Where: get("where"), Partners: get("partners"), Language: get("language"), OrderedBy: get("ordered_by"),
		OrderedWhy: get("ordered_why"), Detail: get("detail"), LateReason: get("late_reason"), Note: strings.ReplaceAll(get("note"), "\r\n", "\n")}
	in.Ref = chosenRef(get("about"), get("ref_kind"), get("ref"))
	if in.Where == "other" {
		in.Where, in.Place = Community, get("place")
	}
	if people := get("people"); people != "" {
		if in.People, err = strconv.ParseInt(people, 10, 64); err != nil {
			f.Add("people", "duty.people_wrong", "most", maxPeople)
		}
	}
	day := get("day")
	if midnight(day, zone).IsZero() {
		f.Add("day", "duty.day_wrong", "day", day)
		return in, f.Err()
	}
	from, ok1 := clockOf(get("from"), get("from_other"))
	if !ok1 {
		f.Add("from", "duty.time_wrong")
	}
	in.From = at(day, from, zone)
	switch to := get("to"); {
	case strings.HasPrefix(to, "+"):
		n, err := strconv.ParseInt(to[1:], 10, 64)
		if err != nil || n <= 0 || n > dayMinutes {
			f.Add("to", "duty.time_wrong")
		}
		in.To = in.From.Add(time.Duration(n) * time.Minute)
	default:
		until, ok := clockOf(to, get("to_other"))
		if !ok {
			f.Add("to", "duty.time_wrong")
			break
		}
		if until < from {
			until += dayMinutes
		}
		in.To = at(day, until, zone)
	}
	return in, f.Err()
}

// at is a time of a day's clock. Hours that the clock leaves out or has twice are those that Go chooses.
func at(day string, minutes int64, zone *time.Location) time.Time {
	t := midnight(day, zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, int(minutes), 0, 0, zone)
}

// clockOf reads a chosen time, or the one typed where another was chosen.
func clockOf(chosen, other string) (int64, bool) {
	if chosen == "other" {
		chosen = other
	}
	if chosen == "" {
		return 0, false
	}
	return ParseClock(chosen)
}

// takeEntry is POST /desk/duty.
func (o *office) takeEntry(r *web.Request) (web.Reply, error) {
	post, ok := o.acting(r, r.PostForm.Get("post"))
	if !ok {
		return nil, errs.New(errs.Forbidden, "duty.no_post")
	}
	in, err := o.read(r, o.d.zoneOf(post.Post.ID))
	if err == nil {
		in.Post = post.Post.ID
		_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
			e, _, err := o.d.Record(tx, in)
			if err != nil {
				return web.None{}, err
			}
			return web.None{}, r.Allowed("community.duty.own", own(e.Post))
		})
	}
	if err == nil {
		return web.SeeOther("/desk/duty?" + url.Values{"week": {Monday(r.PostForm.Get("day"))}, "post": {post.Post.Code}, "done": {"entry"}}.Encode()), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	if !id.IsUUID(t.values.Get("id")) {
		t.values.Set("id", id.New())
	}
	return o.weekPage(r, post, t)
}

// acting is the post named, if the asker fills it, else the one that the asker acts as.
func (o *office) acting(r *web.Request, name string) (places.Filled, bool) {
	s := o.d.Places.Snapshot()
	if f, ok := postBy(s, name); ok && name != "" {
		for _, h := range r.Who.Posts {
			if h.Post == f.Post.ID {
				return f, true
			}
		}
	}
	h, ok := r.Who.Post()
	if !ok && len(r.Who.Posts) > 0 {
		h, ok = r.Who.Posts[0], true
	}
	if !ok {
		return places.Filled{}, false
	}
	f, ok := s.Post(h.Post)
	return f, ok
}

// done is the message above a page that an act has led back to.
func done(r *web.Request) []look.Alert {
	what := r.URL.Query().Get("done")
	if !slices.Contains([]string{"entry", "correct", "withdraw", "roster"}, what) {
		return nil
	}
	return []look.Alert{{Kind: "success", Text: r.Text.T("duty.done." + what)}}
}
