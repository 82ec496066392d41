package council

import (
	"maps"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/policy"
	"reeve/modules/meetings"
	"reeve/modules/places"
	"reeve/modules/threatmap"
)

// gather reads from the records what they say of a community in a period, as they stand at an instant.
func (c *Council) gather(q db.Reader, place places.Place, f places.Filled, p Period, now time.Time) (Data, error) {
	zone := c.Zone(place.ID)
	d := Data{Place: place.Names, Post: f.Post.Titles, Code: f.Post.Code, From: p.From, Until: p.Until, CountedAt: now.UTC().Truncate(time.Second),
		Zone: zone.String(), Lists: map[string][]Entry{}, Priorities: []Priority{}}
	for _, read := range []func(*Data, db.Reader, places.Place, Period, time.Time) error{c.reports, c.duty, c.sittings, c.promises, c.agreements} {
		if err := read(&d, q, place, p, now); err != nil {
			return d, err
		}
	}
	if c.Priorities != nil {
		all, err := c.Priorities(q, place.ID, p)
		if err != nil {
			return d, err
		}
		d.Priorities = append(d.Priorities, all...)
	}
	return d, nil
}

// midnight is when a day begins at a place.
func midnight(day string, zone *time.Location) time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, day, zone)
	return t
}

func (c *Council) reports(d *Data, q db.Reader, place places.Place, p Period, now time.Time) error {
	if c.Reports == nil {
		return nil
	}
	zone := c.Zone(place.ID)
	end := midnight(p.Until, zone).AddDate(0, 0, 1)
	if now.Before(end) { // what is still to come is not late yet
		end = now
	}
	r, err := c.Reports.InPeriod(q, place.ID, midnight(p.From, zone), end)
	if err != nil {
		return err
	}
	d.section("reports")
	d.add("received", Count, refs("report", r.Received))
	d.add("confirmed", Count, refs("report", r.Confirmed))
	d.add("refuted", Count, refs("report", r.Refuted))
	d.add("handed_over", Count, refs("report", r.HandedOver))
	d.add("eliminated", Count, refs("report", r.Eliminated))
	d.add("open", Count, refs("report", r.Open))
	var visits []Entry
	for _, ref := range slices.Sorted(maps.Keys(r.Visited)) {
		visits = append(visits, Entry{Kind: "report", Ref: ref, Num: r.Visited[ref]})
	}
	d.add("visits", Count, visits)
	for code, k := range map[string]threatmap.Kept{"read": r.Read, "verified": r.Verified} {
		d.Lists[code+"_all"], d.Lists[code+"_in_time"] = refs("report", k.All), refs("report", k.InTime)
	}
	d.share("read_in_time", "read_in_time", "read_all")
	d.share("verified_in_time", "verified_in_time", "verified_all")
	return nil
}

// refs are lines that count one each.
func refs(kind string, all []string) []Entry {
	list := []Entry{}
	for _, ref := range all {
		list = append(list, Entry{Kind: kind, Ref: ref, Num: 1})
	}
	return list
}

func (c *Council) duty(d *Data, q db.Reader, place places.Place, p Period, _ time.Time) error {
	posts := officers(c.Places.Snapshot(), place.ID)
	all, err := c.Duty(q, posts, p)
	if err != nil {
		return err
	}
	list := func(of func(Duty) int64) []Entry {
		lines := []Entry{}
		for _, f := range posts {
			if n := of(all[f.Post.ID]); n != 0 {
				lines = append(lines, Entry{Kind: "post", Ref: f.Post.Code, Name: f.Post.Titles, Num: n})
			}
		}
		return lines
	}
	d.section("duty")
	d.add("recorded", Minutes, list(func(v Duty) int64 { return v.Recorded }))
	d.add("inside", Minutes, list(func(v Duty) int64 { return v.Inside }))
	d.share("inside_share", "inside", "recorded")
	d.Lists["rostered"] = list(func(v Duty) int64 { return v.Rostered })
	d.share("coverage", "recorded", "rostered")
	d.add("abstracted", Minutes, list(func(v Duty) int64 { return v.Abstracted }))
	d.add("home_visits", Count, list(func(v Duty) int64 { return v.Visits }))
	d.add("people", Count, list(func(v Duty) int64 { return v.People }))
	return nil
}

func (c *Council) sittings(d *Data, q db.Reader, place places.Place, p Period, _ time.Time) error {
	if c.Meetings == nil {
		return nil
	}
	in := policy.Scope{Refs: []policy.Ref{{Kind: policy.Place, ID: place.ID}}}
	held, err := c.Meetings.Held(q, in, p.From, day(p.Until).AddDate(0, 0, 1).Format(time.DateOnly))
	if err != nil {
		return err
	}
	all, present := []Entry{}, []Entry{}
	for _, row := range held {
		e := Entry{Kind: "meeting", Ref: row.Meeting.Ref, Text: row.Meeting.Kind, Name: row.Meeting.Titles, Day: row.Meeting.Day(), Num: 1}
		all = append(all, e)
		if n := row.Meeting.People; n != nil && *n > 0 {
			e.Num = *n
			present = append(present, e)
		}
	}
	d.section("meetings")
	d.add("held", Count, all)
	d.add("present", Count, present)
	return nil
}

// promises are the commitments of the community whose last day lies in the period, and what became of them.
func (c *Council) promises(d *Data, q db.Reader, place places.Place, p Period, _ time.Time) error {
	if c.Meetings == nil {
		return nil
	}
	due, intime, late, open := []Entry{}, []Entry{}, []Entry{}, []Entry{}
	in := policy.Scope{Refs: []policy.Ref{{Kind: policy.Place, ID: place.ID}}}
	for after := ""; ; {
		rows, next, err := c.Meetings.Commitments(q, meetings.CommitmentFilter{Place: place.ID, After: after, Limit: 500}, &in)
		if err != nil {
			return err
		}
		for _, row := range rows {
			v := row.Commitment
			if !p.Holds(v.Due) || row.Instance.State == meetings.Withdrawn {
				continue
			}
			e := Entry{Kind: "commitment", Ref: v.Ref, Text: firstLine(v.Body), Day: v.Due, Num: 1}
			due = append(due, e)
			switch {
			case v.AnsweredOn == "":
				open = append(open, e)
			case v.InTime():
				intime = append(intime, e)
			default:
				late = append(late, e)
			}
		}
		if after = next; next == "" {
			break
		}
	}
	d.add("commitments", Count, due)
	d.add("commitments_in_time", Count, intime)
	d.add("commitments_late", Count, late)
	d.add("commitments_open", Count, open)
	d.share("commitments_kept", "commitments_in_time", "commitments")
	return nil
}

func (c *Council) agreements(d *Data, q db.Reader, place places.Place, p Period, _ time.Time) error {
	force, due, err := c.Agreements(q, place.ID, p)
	if err != nil {
		return err
	}
	d.section("agreements")
	d.add("in_force", Count, force)
	by, all := map[string][]Entry{}, []Entry{}
	for _, o := range due {
		all = append(all, o.Entry)
		by[o.State] = append(by[o.State], o.Entry)
	}
	d.add("obligations", Count, all)
	for _, state := range []string{"kept", "late", "waived", "open"} {
		d.add("obligations_"+state, Count, slices.Concat([]Entry{}, by[state]))
	}
	return nil
}

// firstLine is the beginning of a text, for a list.
func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	if letters := []rune(s); len(letters) > 120 {
		return string(letters[:119]) + "…"
	}
	return s
}
