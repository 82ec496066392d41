package request

import (
	"time"

	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// What a clock shows where it does not run.
const (
	StatusWaiting clock.Status = "waiting" // not delivered yet
	StatusNone    clock.Status = "none"    // the law sets no limit
)

// Asked is what the limit depends on beside the facts.
type Asked struct {
	Urgency  codes.Urgency
	Route    codes.Route
	Calendar *calendar.Calendar // of the answering node's country: days end by its zone
}

// Span is a time in which the clock stood.
type Span struct {
	From, Until time.Time // Until zero = it stands
	Question    wire.ID
	Arrived     time.Time // when the question arrived by the asker's own clock
}

// Delay is a notice that the answer takes longer, because a judge must authorise it (Dir. 2023/977 art. 5(2)).
type Delay struct {
	At    time.Time
	Until string // civil date by which the answer is expected, may be empty
}

// State is what the legal clock of a request shows at an instant.
type State struct {
	Profile  string
	Legal    string // law and article, as cited
	Reading  string // how days are counted, clock.Rules.ID
	Zone     string
	Status   clock.Status
	Period   clock.Period
	Access   codes.Access // empty = not said yet
	Presumed bool         // another limit runs once the answering side has said how it reaches the information

	StartedAt, DueAt, WarnAt, DoneAt time.Time
	Done                             string // the fact that ended it
	Total, Used, Left, Stood         time.Duration
	Pauses                           []Span
	Delays                           []Delay
	Facts                            []Fact
}

// Overdue tells whether the limit has passed, or had when the answer was sent.
func (s State) Overdue() bool { return s.Status == clock.Late || s.Status == clock.KeptLate }

// Running tells whether the clock has begun and not ended.
func (s State) Running() bool {
	return !s.StartedAt.IsZero() && s.DoneAt.IsZero() && s.Status != StatusNone
}

// Limit reads the legal clock out of the facts. The facts may come in any order and more than once. A fact that was
// signed has happened: now is never before it, however the clocks of two nodes differ.
func Limit(p Profile, a Asked, facts []Fact, now time.Time) State {
	facts = ordered(facts)
	s := State{Profile: p.ID, Reading: p.Rules.ID(), Facts: facts, Status: StatusWaiting}
	c := clock.Clock{Rules: p.Rules}
	var classified bool
	for _, f := range facts {
		if f.At.After(now) {
			now = f.At
		}
		switch f.Kind {
		case FactDelivered:
			if s.StartedAt.IsZero() {
				s.StartedAt = f.At
			}
		case FactClassified:
			if f.Access == codes.Direct || f.Access == codes.Indirect {
				s.Access, classified = f.Access, true // the last word counts
			}
		case FactDelay:
			s.Delays = append(s.Delays, Delay{f.At, f.Until})
		}
		if ends(f.Kind) && s.DoneAt.IsZero() {
			s.DoneAt, s.Done = f.At, f.Kind
		}
	}
	rule, presumed := p.Rule(a.Route, a.Urgency, s.Access)
	s.Legal, s.Presumed = p.Legal+" "+rule.Legal, presumed && !classified
	if a.Calendar == nil {
		a.Calendar = &calendar.Calendar{Zone: time.UTC}
	}
	s.Zone = a.Calendar.Zone.String()
	if p.Pauses == PauseClarification {
		s.Pauses = spans(facts)
	}
	switch {
	case rule.None:
		s.Status = StatusNone
		return s
	case s.StartedAt.IsZero():
		s.Period = rule.Period
		return s
	}
	c.StartedAt, c.Period, c.StoppedAt = s.StartedAt, rule.Period, s.DoneAt
	for _, span := range s.Pauses {
		c.Pauses = append(c.Pauses, clock.Pause{From: span.From, Until: span.Until})
	}
	at := c.State(now, a.Calendar)
	s.Period, s.Status, s.DueAt, s.WarnAt = rule.Period, at.Status, at.DueAt.In(a.Calendar.Zone), at.WarnAt.In(a.Calendar.Zone)
	s.Total, s.Used, s.Left, s.Stood = at.Total, at.Used, at.Left, at.DueAt.Sub(p.Rules.Due(s.StartedAt, rule.Period, a.Calendar))
	return s
}

// spans are the pauses: each question once, from the arrival of its receipt to the arrival of the word that answers it.
// An answer that was there before its question's receipt leaves nothing to wait for.
func spans(facts []Fact) (all []Span) {
	ended := map[wire.ID]time.Time{}
	for _, f := range facts {
		if _, again := ended[f.About]; f.Kind == FactResumed && !again {
			ended[f.About] = f.At
		}
	}
	seen := map[wire.ID]bool{}
	for _, f := range facts {
		if f.Kind != FactPaused || seen[f.About] {
			continue
		}
		seen[f.About] = true
		until, over := ended[f.About]
		if over && !until.After(f.At) {
			continue
		}
		all = append(all, Span{From: f.At, Until: until, Question: f.About, Arrived: f.Other})
	}
	return all
}

// Clock is the state as kernel/process keeps it, for the work lists.
func (s State) Clock(rules clock.Rules) clock.Clock {
	c := clock.Clock{StartedAt: s.StartedAt, Period: s.Period, Rules: rules, StoppedAt: s.DoneAt}
	for _, span := range s.Pauses {
		c.Pauses = append(c.Pauses, clock.Pause{From: span.From, Until: span.Until})
	}
	return c
}
