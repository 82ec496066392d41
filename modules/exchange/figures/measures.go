package figures

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/measure"
	"reeve/modules/exchange/request"
)

// Measures are the figures that the exchange offers. The median names no records, so that no plan builds on it: medians do
// not add up.
func Measures() []measure.Measure {
	return []measure.Measure{
		adding("exchange.answered_in_time", "percent", func(c request.Counted, ask measure.Question) (num, den int64, ok bool) {
			if c.Own || c.DueAt.IsZero() || !answered(c, ask.From, ask.Until) {
				return 0, 0, false
			}
			if c.DoneAt.After(c.DueAt) {
				return 0, 1, true
			}
			return 1, 1, true
		}),
		adding("exchange.requests_received", "number", func(c request.Counted, ask measure.Question) (num, den int64, ok bool) {
			return 1, 0, !c.Own && !c.Copied && within(ask, c.CameAt)
		}),
		adding("exchange.requests_sent", "number", func(c request.Counted, ask measure.Question) (num, den int64, ok bool) {
			return 1, 0, c.Own && within(ask, c.CameAt)
		}),
		{Name: "exchange.median_answer_hours", Unit: "hours", Query: medianHours},
	}
}

func within(ask measure.Question, t time.Time) bool {
	return !t.Before(ask.From) && t.Before(ask.Until)
}

// adding is a measure whose value is the sum of what each request adds.
func adding(name, unit string, one func(c request.Counted, ask measure.Question) (num, den int64, ok bool)) measure.Measure {
	records := func(q db.Reader, ask measure.Question) (out []measure.Record, err error) {
		all, err := request.Count(q, request.CountFilter{From: ask.From, Until: ask.Until, Scope: &ask.Scope})
		for _, c := range all {
			if num, den, ok := one(c, ask); ok {
				out = append(out, measure.Record{Kind: request.Kind, ID: c.ID, Ref: c.Ref, Version: c.Version, Num: num, Den: den})
			}
		}
		return out, err
	}
	m := measure.Measure{Name: name, Unit: unit, Records: records}
	m.Query = func(q db.Reader, ask measure.Question) (measure.Value, error) {
		t, err := m.Trace(q, ask)
		return t.Value, err
	}
	return m
}

// medianHours is how long our answers took, in hours.
func medianHours(q db.Reader, ask measure.Question) (measure.Value, error) {
	all, err := request.Count(q, request.CountFilter{From: ask.From, Until: ask.Until, Scope: &ask.Scope})
	if err != nil {
		return measure.Value{}, err
	}
	var ours []request.Counted
	for _, c := range all {
		if !c.Own {
			ours = append(ours, c)
		}
	}
	p := PaceOf(ours, ask.From, ask.Until)
	return measure.Value{Num: p.Median.Microseconds(), Den: time.Hour.Microseconds(), Rows: p.Answered, Missing: p.Answered == 0}, nil
}
