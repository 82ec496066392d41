package desk

import (
	"encoding/json"
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/kernel/web"
)

// postWords is the title of a held post with its unit.
func (d *Desk) postWords(r *web.Request, h identity.HeldPost) string {
	title := d.title(r, h.Title)
	if u, ok := d.Places.Snapshot().Unit(h.Unit); ok {
		title = r.Text.T("desk.post.in", "post", title, "unit", d.name(r, u.Names))
	}
	if h.ActingFor {
		return r.Text.T("desk.post.stands_in", "post", title)
	}
	return title
}

// title reads a title that is kept as JSON.
func (d *Desk) title(r *web.Request, raw string) string {
	var t i18n.Text
	if err := json.Unmarshal([]byte(raw), &t); err != nil {
		return raw
	}
	return d.name(r, t)
}

// scopeWords tells what a grant is limited to.
func (d *Desk) scopeWords(r *web.Request, ref policy.Ref) string {
	s := d.Places.Snapshot()
	named := func(name i18n.Text, code string) string {
		return r.Text.T("desk.scope.named", "kind", i18n.Key("desk.scope."+ref.Kind), "name", d.name(r, name), "code", code)
	}
	switch ref.Kind {
	case policy.All:
		return r.Text.T("desk.scope.all")
	case policy.Place:
		if p, ok := s.Place(ref.ID); ok {
			return named(p.Names, p.Code)
		}
	case policy.Unit:
		if u, ok := s.Unit(ref.ID); ok {
			return named(u.Names, u.Code)
		}
	case policy.Org:
		if o, ok := s.Org(ref.ID); ok {
			return named(o.Names, o.Code)
		}
	case policy.Post:
		if f, ok := s.Post(ref.ID); ok {
			return named(f.Post.Titles, f.Post.Code)
		}
	}
	return r.Text.T("desk.scope.named", "kind", i18n.Key("desk.scope."+ref.Kind), "name", "", "code", ref.ID)
}

// at is an instant as the installation's clocks show it, a dash for none.
func (d *Desk) at(r *web.Request, t time.Time) string {
	if t.IsZero() {
		return r.Text.T("i18n.no_value")
	}
	return r.Text.DateTimeShort(t, d.zone())
}

// lastDay is the last day of something that holds until an instant, a dash for an open end.
func (d *Desk) lastDay(r *web.Request, until time.Time) string {
	if until.IsZero() {
		return r.Text.T("i18n.no_value")
	}
	return r.Text.DateTimeShort(until.Add(-time.Minute), d.zone())
}

// day reads a date field as the beginning of that day, or with end as the end of it. An empty one is the zero
// time.
func (d *Desk) day(typed string, end bool) (time.Time, error) {
	if typed == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, typed, d.zone())
	if err == nil && end {
		t = t.AddDate(0, 0, 1)
	}
	return t, err
}

// personWord is what a kind of account or its state is called.
func stateWord(r *web.Request, a identity.Account) string {
	return r.Text.T("identity.state." + a.State)
}
