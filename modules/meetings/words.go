package meetings

import (
	"slices"
	"strings"
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// name is a name in the reader's language, else in the first language that the installation falls back to, with its tag.
func (m *Meetings) name(r *web.Request, t i18n.Text) (name, lang string) {
	return m.Settings.Name(r.Text.Lang(), t)
}

func (m *Meetings) word(r *web.Request, t i18n.Text) string {
	name, _ := m.name(r, t)
	return name
}

// title is what a meeting is called: by its own title, else by its kind.
func (m *Meetings) title(r *web.Request, v Meeting) (title, lang string) {
	if title, lang = m.name(r, v.Titles); title != "" {
		return title, lang
	}
	return r.Text.T("meetings.kind." + v.Kind), ""
}

func (m *Meetings) placeWord(r *web.Request, place string) string {
	p, _ := m.Places.Snapshot().Place(place)
	return m.word(r, p.Names)
}

// guestWord is what a guest is called: by the register where it is known there.
func (m *Meetings) guestWord(r *web.Request, g Guest) (name, lang string) {
	if o, ok := m.Places.Snapshot().Org(g.Org); ok {
		return m.name(r, o.Names)
	}
	return g.Name, ""
}

// postWord is the title of a post, and where it is.
func (m *Meetings) postWord(r *web.Request, post string) string {
	f, ok := m.Places.Snapshot().Post(post)
	if !ok {
		return r.Text.T("meetings.nobody")
	}
	return m.word(r, f.Post.Titles)
}

// when is day and time of a meeting at its place.
func when(r *web.Request, v Meeting) string {
	from, err := time.Parse(civilTime, v.Starts)
	until, wrong := time.Parse(civilTime, v.Ends)
	if err != nil || wrong != nil {
		return v.Starts
	}
	if from.YearDay() != until.YearDay() || from.Year() != until.Year() {
		return r.Text.DateTime(from, time.UTC) + " – " + r.Text.DateTime(until, time.UTC)
	}
	return r.Text.T("meetings.when_words", "date", r.Text.DateWithWeekday(from), "time", r.Text.TimeRange(from, until, time.UTC))
}

// begin is the civil time at which something stands, in words.
func begin(r *web.Request, civil string) string {
	t, err := time.Parse(civilTime, civil)
	if err != nil {
		return civil
	}
	return r.Text.DateTime(t, time.UTC)
}

// civil is a stored day for the localizer; the zero time for none.
func civil(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day)
	return t
}

func fact(r *web.Request, key, text string) look.Fact {
	return look.Fact{Term: r.Text.T(key), Text: text}
}

func head(r *web.Request, keys ...string) (cells []look.Cell) {
	for _, k := range keys {
		cells = append(cells, look.Cell{Text: r.Text.T(k)})
	}
	return cells
}

// stateTag is a state as a word with a sign; the colour only repeats it.
func stateTag(r *web.Request, state string) look.Tag {
	t := look.Tag{Word: r.Text.T("meetings.state." + state), Icon: "calendar"}
	switch state {
	case HeldState, Answered:
		t.Icon, t.Color = "notebook-pen", "info"
	case Minuted:
		t.Icon, t.Color = "file-text", "info"
	case Approved, Kept:
		t.Icon, t.Color = "file-check", "success"
	case Cancelled:
		t.Icon, t.Color = "ban", "danger"
	case Open:
		t.Icon, t.Color = "hourglass", ""
	case Late:
		t.Icon, t.Color = "triangle-alert", "danger"
	case Withdrawn:
		t.Icon = "undo-2"
	}
	return t
}

func stepIcon(step string) string {
	switch step {
	case "move":
		return "calendar-days"
	case "hold", "accept":
		return "square-check-big"
	case "cancel", "withdraw":
		return "ban"
	case "reopen":
		return "undo-2"
	case "approve":
		return "file-check"
	}
	return "file-text"
}

// placeOptions are choices of a place; those of one name are told apart by what lies above them.
func (m *Meetings) placeOptions(r *web.Request, all []places.Place, chosen string) (options []look.Option) {
	s := m.Places.Snapshot()
	for _, p := range all {
		word := m.word(r, p.Names)
		if above, ok := s.Place(p.Parent); ok {
			word = r.Text.T("meetings.place_in", "place", word, "above", m.word(r, above.Names))
		}
		options = append(options, look.Option{Value: p.Code, Word: word, Selected: p.Code == chosen})
	}
	i18n.SortBy(r.Text.Collator(), options, func(op look.Option) string { return op.Word })
	return options
}

// postOptions are the posts that can answer for something in a place: those over it and within it.
func (m *Meetings) postOptions(r *web.Request, place, chosen string) (options []look.Option) {
	s := m.Places.Snapshot()
	for _, f := range s.Posts() {
		at := f.Post.Place
		if u, ok := s.Unit(f.Post.Unit); ok && at == "" {
			at = u.Place
		}
		if o, ok := s.Org(f.Org); ok && at == "" {
			at = o.Place
		}
		over := func(a, b string) bool {
			return slices.ContainsFunc(s.Path(b), func(p places.Place) bool { return p.ID == a })
		}
		if !over(at, place) && !over(place, at) {
			continue
		}
		options = append(options, look.Option{Value: f.Post.ID, Word: m.word(r, f.Post.Titles), Selected: f.Post.ID == chosen})
	}
	i18n.SortBy(r.Text.Collator(), options, func(op look.Option) string { return op.Word })
	return options
}

// nextSteps are the steps that a state allows, with what each needs.
func nextSteps(r *web.Request, d *process.Definition, state, base string, may func(step string) bool) look.NextSteps {
	n := look.NextSteps{ID: "next", Title: r.Text.T("meetings.next")}
	for _, s := range d.StepsFrom(state) {
		if slices.Contains(s.Who, "system") {
			continue
		}
		step := look.NextStep{Icon: stepIcon(s.Name), Title: r.Text.T("meetings.act." + s.Name), Needs: r.Text.T("meetings.needs." + s.Name), Href: base + "/steps/" + s.Name}
		if !may(s.Name) {
			step.Locked, step.Href, step.Lock = true, "", r.Text.T("meetings.locked")
		}
		n.Steps = append(n.Steps, step)
	}
	return n
}

// line joins what is there with commas.
func line(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(t string) bool { return t == "" }), ", ")
}

// lines are the lines of a text that hold something.
func lines(text string) (all []string) {
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			all = append(all, l)
		}
	}
	return all
}
