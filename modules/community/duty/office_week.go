package duty

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/measure"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// weekView is GET /desk/duty: what I did this week, and the form of a new entry.
type weekView struct {
	look.Page
	Lead    string
	Acts    []look.Act
	Alert   *look.Alert
	Errors  look.Errors
	Action  string
	Hidden  []hidden
	Type    look.Choices
	From    look.Choices
	FromAt  look.Field
	To      look.Choices
	ToAt    look.Field
	Where   look.Choices
	Place   look.Field
	Day     look.Field
	About   *look.Choices
	Sent    []look.Choices
	More    []look.Field
	Open    bool
	Tiles   []look.Tile
	Table   look.Table
	Empty   *look.Empty
	Pages   look.Pagination
	NoPosts *look.Empty
}

const quarter = 15

// showWeek is GET /desk/duty?week=&post=.
func (o *office) showWeek(r *web.Request) (web.Reply, error) {
	post, ok := o.acting(r, r.URL.Query().Get("post"))
	if !ok {
		v := weekView{Page: o.frame(r, r.Text.T("duty.week")), NoPosts: &look.Empty{Icon: "user", Title: r.Text.T("duty.no_post"), Text: r.Text.T("duty.no_post_text")}}
		v.NoIndex = true
		return o.week.With(v), nil
	}
	return o.weekPage(r, post, fresh(nil))
}

func (o *office) weekPage(r *web.Request, post places.Filled, t typed) (web.Reply, error) {
	zone := o.d.zoneOf(post.Post.ID)
	today := dayIn(r.Now, zone)
	monday := r.URL.Query().Get("week")
	if monday == "" {
		monday = t.values.Get("day")
	}
	if midnight(monday, zone).IsZero() {
		monday = today
	}
	monday = Monday(monday)
	first := midnight(monday, zone)
	p := Period{monday, first.AddDate(0, 0, 6).Format(time.DateOnly)}
	var all []Entry
	var sum Sum
	var rosters []Roster
	var subjects []Subject
	err := r.Read(func(q *db.Snapshot) (err error) {
		if all, err = OwnOf(q, r.Who.Account.ID, first, first.AddDate(0, 0, 7)); err != nil {
			return err
		}
		if rosters, err = rosterOf(q, post.Post.ID, Period{min(p.From, today), max(p.Until, today)}); err != nil {
			return err
		}
		if subjects, err = o.d.subjects(r, q, post, today); err != nil {
			return err
		}
		sum, err = o.d.Time(q, []places.Filled{post}, Period{p.From, min(p.Until, today)})
		return err
	})
	if err != nil {
		return nil, err
	}
	v := weekView{Page: o.frame(r, r.Text.T("duty.week")), Alert: t.alert, Errors: t.summary(r), Action: "/desk/duty", Open: len(t.faults) > 0, Tiles: tiles(r, sum)}
	v.NoIndex, v.Flash = true, done(r)
	v.Lead = r.Text.T("duty.week_lead", "post", o.d.word(r, post.Post.Titles), "days", r.Text.DateRange(civil(p.From), civil(p.Until)))
	if r.May("community.duty.team") {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("duty.team"), Href: "/desk/duty/team", Icon: "users", Variant: "secondary"})
	}
	o.form(r, &v, post, t, all, rosters, today, zone)
	if len(subjects) > 0 {
		about := o.d.about(r, subjects, t.values.Get("about"), t.fault(r, "ref"))
		v.About = &about
	}
	v.Table = o.entries(r, all, zone, true)
	if len(all) == 0 {
		v.Empty = &look.Empty{Icon: "clock", Title: r.Text.T("duty.none_yet"), Text: r.Text.T("duty.none_yet_text")}
	}
	step := func(days int, key string) *look.NavItem {
		return &look.NavItem{Word: r.Text.T(key), Href: "/desk/duty?" + url.Values{"week": {first.AddDate(0, 0, days).Format(time.DateOnly)}, "post": {post.Post.Code}}.Encode()}
	}
	v.Pages = look.Pagination{Label: r.Text.T("duty.weeks"), Prev: step(-7, "duty.week_before"), Next: step(7, "duty.week_after")}
	if t.status == 0 {
		t.status = 200
	}
	return o.week.Status(t.status, v), nil
}

// form fills the questions of a new entry so that what is usual is chosen already: the kind, perhaps the end, and done.
func (o *office) form(r *web.Request, v *weekView, post places.Filled, t typed, all []Entry, rosters []Roster, today string, zone *time.Location) {
	if t.values == nil {
		t.values = url.Values{"id": {id.New()}, "day": {today}, "where": {Community}}
	}
	get := t.values.Get
	v.Hidden = []hidden{{"id", get("id")}, {"post", post.Post.Code}}
	var kinds []look.Choice
	for _, k := range Types() {
		kinds = append(kinds, look.Choice{Value: k, Word: r.Text.T("duty.type." + k), Checked: k == get("type")})
	}
	v.Type = look.Choices{Name: "type", Legend: r.Text.T("duty.field.type"), Form: "chips", Error: t.fault(r, "type"), Groups: []look.ChoiceGroup{{Items: kinds}}}

	starts, chosen := beginnings(all, rosters, r.Now, today, zone)
	if get("from") != "" {
		chosen = get("from")
	}
	other := look.Choice{Value: "other", Word: r.Text.T("duty.other_time")}
	var from []look.Choice
	for _, s := range starts {
		c := look.Choice{Value: s.clock, Word: clockWord(r, s.clock), Checked: s.clock == chosen}
		if s.key != "" {
			c.Word = r.Text.T("duty.noted", "what", c.Word, "note", r.Text.T(s.key))
		}
		from = append(from, c)
	}
	o1 := other
	o1.Checked = chosen == "other"
	v.From = look.Choices{Name: "from", Legend: r.Text.T("duty.field.from"), Form: "chips", Error: t.fault(r, "from"), Groups: []look.ChoiceGroup{{Items: append(from, o1)}}}
	v.FromAt = look.Field{Name: "from_other", Type: "time", Label: r.Text.T("duty.field.from_other"), Value: get("from_other"), Step: "300"}

	now := round(r.Now.In(zone))
	end := get("to")
	if end == "" {
		end = now
	}
	to := []look.Choice{{Value: now, Word: r.Text.T("duty.noted", "what", clockWord(r, now), "note", r.Text.T("duty.now")), Checked: end == now}}
	for _, n := range []int64{15, 30, 45, 60, 90, 120, 180, 240} {
		value := fmt.Sprintf("+%d", n)
		word := r.Text.Minutes(n)
		if n%60 == 0 {
			word = r.Text.Hours(n / 60)
		}
		to = append(to, look.Choice{Value: value, Word: r.Text.T("duty.plus", "time", word), Checked: value == end})
	}
	o2 := other
	o2.Checked = end == "other"
	v.To = look.Choices{Name: "to", Legend: r.Text.T("duty.field.to"), Form: "chips", Error: t.fault(r, "to"), Groups: []look.ChoiceGroup{{Items: append(to, o2)}}}
	v.ToAt = look.Field{Name: "to_other", Type: "time", Label: r.Text.T("duty.field.to_other"), Value: get("to_other"), Step: "300"}

	s := o.d.Places.Snapshot()
	mine, _ := s.Place(home(s, post))
	where := []look.Choice{{Value: Community, Word: o.d.word(r, mine.Names)}, {Value: Station, Word: r.Text.T("duty.where.station")},
		{Value: Outside, Word: r.Text.T("duty.where.outside")}, {Value: "other", Word: r.Text.T("duty.where.other")}}
	for i := range where {
		where[i].Checked = where[i].Value == get("where")
	}
	v.Where = look.Choices{Name: "where", Legend: r.Text.T("duty.field.where"), Form: "chips", Error: t.fault(r, "where"), Groups: []look.ChoiceGroup{{Items: where}}}
	v.Place = look.Field{Name: "place", Type: "select", Label: r.Text.T("duty.field.place"), Options: o.neighbours(r, mine, get("place")), Error: t.fault(r, "place")}
	v.Day = look.Field{Name: "day", Type: "date", Label: r.Text.T("duty.field.day"), Value: get("day"), Maximum: today, Error: t.fault(r, "day")}
	v.Sent, v.More = o.sent(r, t), o.more(r, t)
}

// beginning is a time at which work may have begun, and what it is.
type beginning struct{ clock, key string }

// beginnings are times that are likely: the end of the last entry, the beginnings of the shifts, quarters before now.
func beginnings(all []Entry, rosters []Roster, now time.Time, today string, zone *time.Location) (list []beginning, chosen string) {
	add := func(clock, key string) {
		if !slices.ContainsFunc(list, func(b beginning) bool { return b.clock == clock }) {
			list = append(list, beginning{clock, key})
		}
	}
	var last time.Time
	for _, e := range all {
		if !e.Withdrawn && e.To.After(last) && dayIn(e.To, zone) == today && !e.To.After(now) {
			last = e.To
		}
	}
	if !last.IsZero() {
		add(last.In(zone).Format("15:04"), "duty.from_last")
	}
	for _, v := range rosters {
		for _, s := range v.Shifts {
			if v.Day == today && !at(today, s.From, zone).After(now) {
				add(clockText(s.From), "duty.from_shift")
			}
		}
	}
	for _, n := range []int{60, 15, 30, 120, 240} {
		t := now.In(zone).Add(-time.Duration(n) * time.Minute)
		if dayIn(t, zone) == today {
			add(round(t), "")
		}
	}
	if len(list) > 0 {
		chosen = list[0].clock
	}
	slices.SortFunc(list, func(a, b beginning) int { return strings.Compare(a.clock, b.clock) })
	return list, chosen
}

// round is the nearest quarter of an hour on the clock, of the same day.
func round(t time.Time) string {
	m := int64(t.Hour()*60 + t.Minute() + quarter/2)
	return clockText(min(m-m%quarter, dayMinutes-quarter))
}

func clockText(m int64) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// clockWord is a time of the clock in the reader's way.
func clockWord(r *web.Request, clock string) string {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return clock
	}
	return r.Text.Time(t, time.UTC)
}

// neighbours are the communities of the same place above, in the order of the alphabet.
func (o *office) neighbours(r *web.Request, mine places.Place, chosen string) (all []look.Option) {
	for _, p := range o.d.Places.Snapshot().Children(mine.Parent) {
		if p.ID != mine.ID && p.Role == places.Community {
			all = append(all, look.Option{Value: p.Code, Word: o.d.word(r, p.Names), Selected: p.Code == chosen})
		}
	}
	i18n.SortBy(r.Text.Collator(), all, func(op look.Option) string { return op.Word })
	return append([]look.Option{{Word: r.Text.T("duty.none")}}, all...)
}

// tiles are the figures of a sum, each with its base.
func tiles(r *web.Request, s Sum) []look.Tile {
	low, high := s.Bounds()
	bounds := r.Text.T("i18n.no_value")
	if low.Status == measure.Known {
		bounds = r.Text.T("duty.bounds_of", "low", percent(r, low), "high", percent(r, high))
	}
	return []look.Tile{
		{Label: r.Text.T("duty.inside"), Value: percent(r, s.Share()), Note: r.Text.T("duty.of_recorded", "part", hours(r, s.Inside), "whole", hours(r, s.Recorded))},
		{Label: r.Text.T("duty.coverage"), Value: percent(r, s.Coverage()), Note: r.Text.T("duty.of_rostered", "part", hours(r, s.Recorded), "whole", hours(r, s.Rostered))},
		{Label: r.Text.T("duty.bounds"), Value: bounds, Note: r.Text.T("duty.bounds_note")},
		{Label: r.Text.T("duty.abstractions"), Value: percent(r, s.Abstractions()), Note: r.Text.T("duty.of_recorded", "part", hours(r, s.Abstracted), "whole", hours(r, s.Recorded))},
	}
}

// percent is a rate with two digits, as the goal is written; a dash where there is none.
func percent(r *web.Request, v measure.Rate) string {
	if v.Status != measure.Known {
		return r.Text.T("i18n.no_value")
	}
	return r.Text.Percent(v.Num, v.Den, 2)
}

// hours is minutes as hours with one digit, rounded once.
func hours(r *web.Request, minutes int64) string {
	tenths, _ := i18n.Ratio(minutes, 60, 1)
	return r.Text.T("duty.hours", "n", r.Text.Fixed(tenths, 1))
}

// entries is a table of entries. Own ones lead to their page.
func (o *office) entries(r *web.Request, all []Entry, zone *time.Location, mine bool) look.Table {
	t := look.Table{Caption: r.Text.T("duty.entries"), Head: head(r, "duty.field.day", "duty.field.time", "duty.field.type", "duty.field.where", "#duty.length", "duty.counts")}
	s := o.d.Places.Snapshot()
	for _, e := range all {
		where := r.Text.T("duty.where." + e.Where)
		if p, ok := s.Place(e.Place); ok {
			where = o.d.word(r, p.Names)
		}
		counts := "duty.counts_not"
		switch {
		case e.Withdrawn:
			counts = "duty.withdrawn"
		case e.Inside:
			counts = "duty.counts_inside"
		}
		kind := r.Text.T("duty.type." + e.Type)
		if e.Type == Abstraction {
			kind = r.Text.T("duty.sent_by", "kind", kind, "by", r.Text.T("duty.orderer."+e.OrderedBy), "why", r.Text.T("duty.ground."+e.OrderedWhy))
		}
		what := look.Cell{Text: kind}
		if e.Ref != nil {
			what = look.Cell{Text: r.Text.T("duty.noted", "what", kind, "note", refWord(r, Subject{Ref: *e.Ref})), Href: e.Ref.href()}
		}
		first := look.Cell{Text: r.Text.Date(civil(dayIn(e.From, zone)))}
		if mine {
			first.Href = "/desk/duty/entries/" + e.ID
		}
		t.Rows = append(t.Rows, []look.Cell{first, {Text: r.Text.TimeRange(e.From, e.To, zone)}, what, {Text: where}, {Text: hours(r, e.Minutes()), Number: true}, {Text: r.Text.T(counts)}})
	}
	return t
}

// head is the head of a table; a # before a key aligns the column at its end.
func head(r *web.Request, keys ...string) (cells []look.Cell) {
	for _, key := range keys {
		number := key[0] == '#'
		if number {
			key = key[1:]
		}
		cells = append(cells, look.Cell{Text: r.Text.T(key), Number: number})
	}
	return cells
}
