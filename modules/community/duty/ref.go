package duty

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// Kinds of records that work can be about.
const (
	RefReport  = "report"
	RefProblem = "problem"
	RefMeeting = "meeting"
	RefPlan    = "plan"
)

// RefKinds lists them in the order of forms.
func RefKinds() []string { return []string{RefReport, RefProblem, RefMeeting, RefPlan} }

// refOf are the kinds of lives that are among [RefKinds].
func refOf(definition string) string {
	switch definition {
	case "threatmap.report":
		return RefReport
	case "problem.problem":
		return RefProblem
	case "meetings.meeting":
		return RefMeeting
	}
	return ""
}

// Subject is a record that work may have been about, with its name in the reader's language.
type Subject struct {
	Ref
	Word string
}

// href is where a record is worked on; empty for nodes of a plan, which have no page by their number alone.
func (v Ref) href() string {
	if v.Kind == RefPlan {
		return ""
	}
	return "/desk/" + v.Kind + "s/" + v.ID
}

const subjectsShown = 12

// subjects are what work of a day may have been about: the meetings of the day in the post's community, and the records
// of the post with which something happened since its midnight.
func (d *Duty) subjects(r *web.Request, q db.Reader, f places.Filled, day string) (all []Subject, err error) {
	if d.Sittings != nil {
		if all, err = d.Sittings(r, q, home(d.Places.Snapshot(), f), day); err != nil {
			return nil, err
		}
	}
	touched, err := process.Touched(q, []string{f.Post.ID}, midnight(day, d.zoneOf(f.Post.ID)), 4*subjectsShown)
	if err != nil {
		return nil, err
	}
	for _, i := range touched {
		kind := refOf(i.Definition)
		if kind == "" || len(all) == subjectsShown || slices.ContainsFunc(all, func(s Subject) bool { return s.Kind == kind && s.ID == i.Ref }) {
			continue
		}
		word := ""
		switch {
		case d.Catalogue.Has(r.Text.Lang(), i.Subject):
			word = r.Text.T(i.Subject)
		case d.Category != nil && kind == RefReport:
			word = d.Category(r, i.Subject)
		}
		all = append(all, Subject{Ref{kind, i.Ref}, word})
	}
	return all, nil
}

// about is the question what work was about: what of today is likely, to be chosen without typing.
func (d *Duty) about(r *web.Request, all []Subject, chosen, fault string) look.Choices {
	c := look.Choices{Name: "about", Legend: r.Text.T("duty.field.about"), Form: "chips", Error: fault}
	items := []look.Choice{{Word: r.Text.T("duty.none"), Checked: chosen == ""}}
	for _, s := range all {
		items = append(items, look.Choice{Value: s.Kind + ":" + s.ID, Word: refWord(r, s), Checked: chosen == s.Kind+":"+s.ID})
	}
	c.Groups = []look.ChoiceGroup{{Items: items}}
	return c
}

// refWord names a record: its kind, what it is called, its number.
func refWord(r *web.Request, s Subject) string {
	if s.Word == "" {
		return r.Text.T("duty.about_number", "kind", r.Text.T("duty.ref."+s.Kind), "id", s.ID)
	}
	return r.Text.T("duty.about_word", "kind", r.Text.T("duty.ref."+s.Kind), "word", s.Word, "id", s.ID)
}

// chosenRef reads what was chosen, or typed where something else was meant.
func chosenRef(about, kind, id string) *Ref {
	if kind != "" || id != "" {
		return &Ref{kind, id}
	}
	if kind, id, ok := strings.Cut(about, ":"); ok {
		return &Ref{kind, id}
	}
	return nil
}

// aboutRef reads the entries about a record, the latest first, without what was withdrawn.
func aboutRef(q db.Reader, v Ref) ([]Entry, error) {
	return db.All(q, scanEntry, `SELECT `+entryColumns+` FROM duty_entry e WHERE e.ref_kind = $1 AND e.ref_id = $2 AND e.withdrawn = $3 ORDER BY e.from_at DESC, e.id LIMIT 100`,
		v.Kind, v.ID, false)
}

// About is the work that was done about a record (kind as in [Ref], id its public number), as a table for its page: own
// entries, and those of posts within the scope. Nobody is named and no note is shown; the post stands for who did it.
func (d *Duty) About(r *web.Request, kind, id string) (t look.Table, err error) {
	var all []Entry
	if err := r.Read(func(q *db.Snapshot) (err error) { all, err = aboutRef(q, Ref{kind, id}); return err }); err != nil {
		return t, err
	}
	t = look.Table{Caption: r.Text.T("duty.about_title"), Head: head(r, "duty.field.day", "duty.field.time", "duty.field.type", "duty.post", "#duty.length")}
	s := d.Places.Snapshot()
	for _, e := range all {
		f, ok := s.Post(e.Post)
		mine := e.Account == r.Who.Account.ID && e.Account != ""
		if !mine && (!ok || r.Allowed("community.duty.read", within(s, f)) != nil) {
			continue
		}
		zone := d.zoneOf(e.Post)
		first := look.Cell{Text: r.Text.Date(civil(dayIn(e.From, zone)))}
		if mine {
			first.Href = "/desk/duty/entries/" + e.ID
		}
		t.Rows = append(t.Rows, []look.Cell{first, {Text: r.Text.TimeRange(e.From, e.To, zone)}, {Text: r.Text.T("duty.type." + e.Type)},
			{Text: d.word(r, f.Post.Titles)}, {Text: hours(r, e.Minutes()), Number: true}})
	}
	return t, nil
}
