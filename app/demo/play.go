package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/modules/threatmap"
)

// event is a filing, a step where step is not nil, or something beside the reports where happening is not nil.
type event struct {
	at        time.Time
	report    *report
	step      *planned
	happening *happening
}

// player lets a plan happen.
type player struct {
	*loader
	client
	tokens map[string]string // by key of a person
	filed  map[int]threatmap.Filed
	kept   time.Time // when clocks were last looked at
}

// upkeep is how often the story looks at clocks, as the running program does every few seconds.
const upkeep = 6 * time.Hour

// play files the reports and takes their steps in the order of time. What an earlier run has done already
// gives the same answers again.
func (l *loader) play(ctx context.Context, plan []*report) (reports, steps int, err error) {
	p := &player{loader: l, client: client{l.a.Server.Handler()}, tokens: map[string]string{}, filed: map[int]threatmap.Filed{}, kept: l.start}
	if err := p.equip(ctx); err != nil {
		return 0, 0, err
	}
	beside, err := l.happenings()
	if err != nil {
		return 0, 0, err
	}
	all := events(plan, beside)
	for i, e := range all {
		if err := p.keepUp(ctx, e.at); err != nil {
			return reports, steps, err
		}
		p.clock.at(e.at)
		switch {
		case e.happening != nil:
			if err := p.happen(ctx, *e.happening); err != nil {
				return reports, steps, fmt.Errorf("%s by %s: %w", e.at.Format(time.RFC3339), e.happening.by, err)
			}
		case e.step == nil:
			err = p.file(ctx, e.report)
			reports++
		default:
			err = p.take(ctx, e.report, *e.step)
			steps++
		}
		if err != nil {
			return reports, steps, fmt.Errorf("report %d, %s: %w", e.report.n, e.at.Format(time.RFC3339), err)
		}
		if i%20 == 0 || i == len(all)-1 {
			l.progress("app.demo.reports", i+1, len(all))
		}
	}
	return reports, steps, p.keepUp(ctx, l.storyEnd())
}

func events(plan []*report, beside []happening) []event {
	var all []event
	for i := range beside {
		all = append(all, event{at: beside[i].at, happening: &beside[i]})
	}
	for _, r := range plan {
		all = append(all, event{at: r.at, report: r})
		for i := range r.steps {
			all = append(all, event{at: r.steps[i].at, report: r, step: &r.steps[i]})
		}
	}
	slices.SortStableFunc(all, func(a, b event) int { return a.at.Compare(b.at) })
	return all
}

// equip gives everybody who acts in the story a key that ends with it.
func (p *player) equip(ctx context.Context) error {
	for key, account := range p.accounts {
		token, err := p.a.Identity.IssueToken(ctx, db.System(), account, "demo story", p.storyEnd().Add(time.Minute))
		if err != nil {
			return err
		}
		p.tokens[key] = token
	}
	return nil
}

// keepUp escalates the clocks that have run out up to an instant, takes back what waits for an answer that does not
// come, lets commitments fall late, and takes the steps of the calendar with agreements.
func (p *player) keepUp(ctx context.Context, until time.Time) error {
	for p.kept.Add(upkeep).Before(until) {
		p.kept = p.kept.Add(upkeep)
		p.clock.at(p.kept)
		err := p.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
			_, err := p.a.Process.Escalate(tx, p.kept)
			return err
		})
		if err != nil {
			return err
		}
		if err := errors.Join(p.a.Map.Sweep(ctx, p.kept), p.a.Meetings.Turn(ctx, p.kept), p.a.Community.Turn(ctx, p.kept)); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) file(ctx context.Context, r *report) error {
	c := call{method: "POST", path: "/api/v1/reports", from: address(r), once: fmt.Sprintf("demo-%d-%d", p.start.UnixMicro(), r.n)}
	var err error
	if c.fields, err = formOf(r.filing); err != nil {
		return err
	}
	if r.intake {
		c.token = p.tokens["intake"]
	} else if c.fields["altcha"], err = p.prove(ctx, c.from); err != nil {
		return err
	}
	rnd := rand.New(rand.NewPCG(uint64(r.n), 5))
	for range r.photos {
		photo, err := sketch(rnd)
		if err != nil {
			return err
		}
		c.photos = append(c.photos, photo)
	}
	var filed threatmap.Filed
	err = p.do(ctx, c, &filed)
	p.filed[r.n] = filed
	return err
}

func (p *player) take(ctx context.Context, r *report, s planned) error {
	filed := p.filed[r.n]
	c := call{method: "POST", path: "/api/v1/reports/" + filed.Ref + "/steps", from: address(r), once: "demo-" + s.in.ID, json: s.in}
	if s.by == holder {
		c.key = filed.Key
	} else {
		c.token = p.tokens[s.by]
	}
	switch s.what {
	case "link_duplicate":
		s.in.DuplicateOf = p.filed[s.twin.n].Ref
		c.json = s.in
	case "publish_photo":
		photo, err := p.firstPhoto(ctx, filed.Ref, c.token)
		if err != nil {
			return err
		}
		s.in.Photo = photo
		c.json = s.in
	case "add_photo":
		photo, err := sketch(rand.New(rand.NewPCG(uint64(r.n), 6)))
		if err != nil {
			return err
		}
		c.json, c.fields, c.photos = nil, map[string]string{"id": s.in.ID, "step": s.what}, [][]byte{photo}
	}
	var taken threatmap.StepTaken
	if err := p.do(ctx, c, &taken); err != nil {
		return fmt.Errorf("%s by %s: %w", s.what, s.by, err)
	}
	return nil
}

// firstPhoto opens the report as its officer does and takes the first photo.
func (p *player) firstPhoto(ctx context.Context, ref, token string) (string, error) {
	var in struct {
		Photos []struct {
			ID string `json:"id"`
		} `json:"photos"`
	}
	err := p.do(ctx, call{method: "GET", path: "/api/v1/desk/reports/" + ref, token: token, from: "127.0.0.1:1"}, &in)
	if err == nil && len(in.Photos) == 0 {
		err = fmt.Errorf("report %s has no photo", ref)
	}
	if err != nil {
		return "", err
	}
	return in.Photos[0].ID, nil
}

// address is one of a private network, another for each report.
func address(r *report) string { return fmt.Sprintf("10.62.%d.%d:4000", r.n/250, r.n%250+1) }
