package field

import (
	"encoding/hex"
	"slices"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/web"
	"reeve/modules/community/duty"
	"reeve/modules/meetings"
	"reeve/modules/places"
	"reeve/modules/threatmap"
)

const (
	maxWork      = 60 // reports of each state
	meetingsDays = 7
)

// todayAPI is GET /api/v1/field/today?since=. Handing out the words of a report is a consultation in the log.
func (f *Field) todayAPI(r *web.Request, _ web.None) (Today, error) {
	since, err := r.Int("since", 0, 0, 1<<62)
	if err != nil {
		return Today{}, err
	}
	post, ok := f.Places.Snapshot().Post(r.Who.Principal.Post)
	if !ok {
		return Today{}, errs.New(errs.Forbidden, "field.no_post")
	}
	out := f.head(r, post)
	err = r.Read(func(q *db.Snapshot) error { return f.around(r, q, post, int64(since), &out) })
	if err != nil || len(out.Keep) == 0 {
		return out, err
	}
	var changed []string
	err = r.Read(func(q *db.Snapshot) (err error) { changed, err = f.changed(q, r, int64(since)); return err })
	if err != nil || len(changed) == 0 {
		return out, err
	}
	err = f.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) error {
		out.Reports = out.Reports[:0]
		for _, ref := range changed {
			in, err := f.Map.Consult(tx, r, ref)
			if err != nil {
				return err
			}
			out.Reports = append(out.Reports, f.work(r, in))
		}
		return nil
	})
	return out, err
}

func (f *Field) head(r *web.Request, post places.Filled) Today {
	s := f.Places.Snapshot()
	home, _ := f.home(s, post)
	zone := f.Zone(home.ID)
	out := Today{At: r.Now.UTC(), Day: calendar.DateIn(r.Now, zone).String(), Zone: zone.String(), Owner: f.owner(r.Who.Account.ID), Session: f.session(r.Who.Session),
		Name: r.Who.Account.Name, Post: Named{post.Post.Code, f.word(r, post.Post.Titles)}, Community: Named{home.Code, f.word(r, home.Names)},
		Reports: []Work{}, Keep: []string{}, Meetings: []Meeting{}, Commitments: []Commitment{}, Duty: []Entry{}}
	return out
}

// around fills everything but the words of reports.
func (f *Field) around(r *web.Request, q *db.Snapshot, post places.Filled, since int64, out *Today) error {
	if err := q.QueryRow("SELECT COALESCE(MAX(seq), 0) FROM audit_entry").Scan(&out.Seq); err != nil {
		return err
	}
	if fresh, err := newCategories(q, since); err != nil {
		return err
	} else if fresh {
		out.Categories = []Category{}
		for _, c := range f.Map.Categories.List() {
			if !c.Retired {
				out.Categories = append(out.Categories, Category{c.Code, f.word(r, c.Names), c.Icon})
			}
		}
	}
	for _, held := range r.Who.Posts {
		rows, err := f.Map.Work(q, held.Post, maxWork)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if !slices.Contains(out.Keep, row.Ref) {
				out.Keep = append(out.Keep, row.Ref)
			}
		}
	}
	if err := f.sittings(r, q, out); err != nil {
		return err
	}
	return f.duties(r, q, post, out)
}

// newCategories tells whether the categories have to be sent: the first time, and when they have changed.
func newCategories(q db.Reader, since int64) (bool, error) {
	if since == 0 {
		return true, nil
	}
	var n int
	err := q.QueryRow("SELECT count(*) FROM audit_entry WHERE seq > $1 AND kind = 'threatmap.category'", since).Scan(&n)
	return n > 0, err
}

// changed are the refs of own reports about which something was written after since, by anybody.
func (f *Field) changed(q db.Reader, r *web.Request, since int64) (refs []string, err error) {
	seen := map[string]bool{}
	for _, held := range r.Who.Posts {
		rows, err := f.Map.Work(q, held.Post, maxWork)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if seen[row.Ref] {
				continue
			}
			seen[row.Ref] = true
			var n int
			if err := q.QueryRow("SELECT count(*) FROM audit_entry WHERE kind IN ($1, $2) AND record = $3 AND (seq > $4 OR seq IS NULL) AND operation <> $5",
				threatmap.Kind, process.Kind, row.ID, since, string(audit.Consultation)).Scan(&n); err != nil {
				return nil, err
			}
			if n > 0 || since == 0 {
				refs = append(refs, row.Ref)
			}
		}
	}
	return refs, nil
}

func (f *Field) work(r *web.Request, in threatmap.Inside) Work {
	w := Work{Ref: in.Ref, Version: in.Version, State: in.State, Category: in.Category, Place: f.word(r, in.Community.Name), Lat: in.Lat, Lon: in.Lon,
		Exact: in.Precision == "exact", Text: in.Text, Lang: in.Lang, Seen: in.Seen, FiledAt: in.FiledAt, Photos: len(in.Photos), CrimeTip: in.CrimeTip,
		Clocks: []Clock{}, Steps: []string{}, Visits: []Visit{}}
	if in.Beat != nil {
		w.Place = f.word(r, in.Beat.Name)
	}
	for _, c := range in.Clocks {
		if c.StoppedAt == nil {
			w.Clocks = append(w.Clocks, Clock{c.Name, c.StartedAt, c.DueAt, string(c.Status)})
		}
	}
	slices.SortStableFunc(w.Clocks, func(a, b Clock) int { return a.DueAt.Compare(b.DueAt) })
	for _, s := range in.Steps {
		if slices.Contains(steps(), s) {
			w.Steps = append(w.Steps, s)
		}
	}
	for _, h := range in.History {
		if h.Step == "visit" {
			w.Visits = append(w.Visits, Visit{h.OccurredAt, h.Found})
		}
	}
	return w
}

// sittings are the meetings of the next days in the own communities, and what was promised by the own posts.
func (f *Field) sittings(r *web.Request, q *db.Snapshot, out *Today) error {
	if !r.May("meetings.meeting.read") {
		return nil
	}
	scope, s := r.Scope("meetings.meeting.read"), f.Places.Snapshot()
	until := day(out.Day).AddDate(0, 0, meetingsDays).Format(time.DateOnly)
	rows, err := f.Meetings.Between(q, scope, out.Day, until)
	if err != nil {
		return err
	}
	promised, _, err := f.Meetings.Commitments(q, meetings.CommitmentFilter{Waiting: true, Limit: 100}, &scope)
	if err != nil {
		return err
	}
	waiting := map[string]int{}
	for _, c := range promised {
		waiting[c.Commitment.Place]++
		if c.Instance.State != "answered" && slices.ContainsFunc(r.Who.Posts, holds(c.Instance.Post)) {
			out.Commitments = append(out.Commitments, Commitment{c.Commitment.Ref, c.Commitment.Body, c.Commitment.Due})
		}
	}
	for _, m := range rows {
		if m.Instance.State != meetings.Planned {
			continue
		}
		place, _ := s.Place(m.Meeting.Place)
		out.Meetings = append(out.Meetings, Meeting{m.Meeting.Ref, m.Meeting.Kind, f.word(r, m.Meeting.Titles), m.Meeting.Starts, m.Meeting.Ends, m.Meeting.Venue,
			f.word(r, place.Names), waiting[m.Meeting.Place]})
	}
	return nil
}

// duties are the own entries of the day, and what the roster says of it.
func (f *Field) duties(r *web.Request, q *db.Snapshot, post places.Filled, out *Today) error {
	zone, err := time.LoadLocation(out.Zone)
	if err != nil {
		zone = time.UTC
	}
	first := time.Date(day(out.Day).Year(), day(out.Day).Month(), day(out.Day).Day(), 0, 0, 0, 0, zone)
	all, err := duty.OwnOf(q, r.Who.Account.ID, first, first.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	for _, e := range all {
		if !e.Withdrawn {
			out.Duty = append(out.Duty, Entry{e.ID, e.Type, e.From, e.To, e.Inside})
		}
	}
	sum, err := f.Duty.Time(q, []places.Filled{post}, duty.Period{From: out.Day, Until: out.Day})
	if err == nil && sum.Rostered > 0 {
		out.RosterMin = &sum.Rostered
	}
	return err
}

// holds finds the post with an id.
func holds(post string) func(identity.HeldPost) bool {
	return func(h identity.HeldPost) bool { return h.Post == post }
}

// word is a text in the reader's language.
func (f *Field) word(r *web.Request, t i18n.Text) string {
	name, _ := t.Best(r.Text.Lang(), f.Settings.Get().Fallback)
	return name
}

// owner and session are marks by which the phone knows whose its data are; they tell nothing by themselves.
func (f *Field) owner(account string) string { return mark(f.Keys.MAC("field.owner", []byte(account))) }
func (f *Field) session(id string) string    { return mark(f.Keys.MAC("field.session", []byte(id))) }

func mark(mac []byte) string { return hex.EncodeToString(mac[:12]) }

func day(civil string) time.Time {
	t, _ := time.Parse(time.DateOnly, civil) // made by calendar.DateIn
	return t
}
