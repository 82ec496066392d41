package demo

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/process/calendar"
	"reeve/modules/places"
)

// happening is something that is done in the story beside the reports: a meeting is held, duty is entered. It may be
// done twice: what an earlier run has stored already stays as it is.
type happening struct {
	at     time.Time
	by     string                      // key of a person; empty = the program
	post   string                      // code of the post acted as, may be empty
	do     func(tx *db.Tx) error       // in one transaction of the person's own
	before func(context.Context) error // outside of the transaction: bytes of files are stored; may be nil
}

// subjects are the parts of the story beside the reports, one file each. Each gives what happens, in any order, as a
// pure function of the start of the story and the files of data/.
func (l *loader) subjects() []func() ([]happening, error) {
	return []func() ([]happening, error){l.meetings, l.duties, l.obligations, l.priorities, l.strategies, l.councilReports, l.practice, l.practiceBank, l.practiceBooklet}
}

// happenings are those of all subjects that have come by the end of the story, in the order of time.
func (l *loader) happenings() (all []happening, err error) {
	for _, subject := range l.subjects() {
		some, err := subject()
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	all = slices.DeleteFunc(all, func(h happening) bool { return h.at.After(l.storyEnd()) })
	slices.SortStableFunc(all, func(a, b happening) int { return a.at.Compare(b.at) })
	return all, nil
}

// happen does one of them; the clock stands at its instant.
func (p *player) happen(ctx context.Context, h happening) error {
	actor := db.System()
	if h.by != "" {
		actor = db.Actor{Kind: "account", ID: p.accounts[h.by]}
	}
	if h.post != "" {
		post, ok := p.post(h.post)
		if !ok {
			return fmt.Errorf("no post %s", h.post)
		}
		actor.Post = post
	}
	if h.before != nil {
		if err := h.before(ctx); err != nil {
			return err
		}
	}
	return p.a.DB.Write(ctx, actor, h.do)
}

// madeID is an id of the story: the same in every run that makes this plan.
func (l *loader) madeID(what string, n ...int) string {
	h := sha256.Sum256(fmt.Appendf(nil, "demo %s %d %v", what, l.start.UnixMicro(), n))
	h[6], h[8] = 0x80|h[6]&0x0f, 0x80|h[8]&0x3f // RFC 9562 section 5.8
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// madeRef is a ref of the story, as [loader.madeID].
func (l *loader) madeRef(what string) string {
	h := sha256.Sum256(fmt.Appendf(nil, "demo ref %s %d", what, l.start.UnixMicro()))
	for i, b := range h[:10] {
		h[i] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[b%32]
	}
	return string(h[:10])
}

// zone is that of a place, by its code.
func (l *loader) zone(code string) (*time.Location, error) {
	p, ok := l.a.Places.Snapshot().ByCode(code)
	if !ok {
		return nil, fmt.Errorf("no place %s", code)
	}
	return l.zoneOf(p), nil
}

func (l *loader) zoneOf(p places.Place) *time.Location {
	if k := l.a.Places.Calendar(p.ID); k != nil {
		return k.Zone
	}
	return time.UTC
}

// day is the civil day so many days from the end of the story, moved back to a working day.
func (l *loader) day(days int, zone *time.Location) time.Time {
	end := l.storyEnd().In(zone)
	t := time.Date(end.Year(), end.Month(), end.Day()+days, 0, 0, 0, 0, zone)
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, -1)
	}
	return t
}

// civilDay is a day as it is stored.
func civilDay(t time.Time) string { return calendar.DateIn(t, t.Location()).String() }
