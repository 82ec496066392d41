package demo

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"time"

	"reeve/modules/threatmap"
)

// step fills in one step: who takes it and what it needs.
func (s *scene) step(rnd *rand.Rand, r *report, c threatmap.Category, a act, at time.Time, k int) planned {
	p := planned{at: at, what: a.step, by: s.who(rnd, r, c, a, at), in: threatmap.StepInput{ID: s.stepID(r, k), Step: a.step}}
	text := s.tables.said(rnd, r, a.step)
	switch a.step {
	case "visit":
		when := at.Add(-time.Duration(20+rnd.IntN(120)) * time.Minute)
		if last := r.last(); when.Before(last) {
			when = last
		}
		p.in.OccurredAt, p.in.Found = &when, text
	case "ask", "answer", "dispute", "reopen":
		p.in.Text = text
	case "publish_text":
		p.in.Text = r.public
	case "hand_over":
		p.in.Body, p.in.Reason = r.body, text
	case "reroute":
		r.where, r.rerouted = s.instead(r), true
		p.in.Post, p.in.Reason = s.posts[r.where].Code, text
	default:
		p.in.Reason = text
	}
	return p
}

// last is when something last happened to a report.
func (r *report) last() time.Time {
	if len(r.steps) == 0 {
		return r.at
	}
	return r.steps[len(r.steps)-1].at
}

// instead is the place of the post that a report is sent on to: the gmina's where only the gmina was named, else
// a neighbour's.
func (s *scene) instead(r *report) string {
	switch r.where {
	case "":
		return r.filing.Place + "-1"
	case neighbour:
		return "PL-3062011-1"
	}
	return neighbour
}

// stepID is the same in every run that makes this plan.
func (s *scene) stepID(r *report, k int) string {
	h := sha256.Sum256(fmt.Appendf(nil, "demo step %d %d %d", s.start.UnixMicro(), r.n, k))
	h[6], h[8] = 0x80|h[6]&0x0f, 0x80|h[8]&0x3f // RFC 9562 section 5.8
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// who takes a step: the holder of the post, or who stands in.
func (s *scene) who(rnd *rand.Rand, r *report, c threatmap.Category, a act, at time.Time) string {
	switch a.by {
	case holder, moderator:
		return a.by
	case coordinator:
		switch {
		case r.alpine:
			return "li-coordinator"
		case r.abroad:
			return "vn-coordinator"
		}
		return a.by
	case body:
		switch {
		case r.body == roads:
			return "roads"
		case rnd.IntN(6) == 0:
			return "mayor"
		}
		return "clerk"
	}
	if c.Route == "traffic" && !r.abroad && !r.rerouted {
		return "traffic"
	}
	p := s.posts[r.where]
	switch {
	case p.Code == "KMP-KONIN-R5" && at.After(s.end.AddDate(0, 0, -39)):
		return "stand-in"
	case p.Holder == "" && r.abroad:
		return "vn-4"
	case p.Holder == "":
		return "officer"
	}
	return p.Holder
}
