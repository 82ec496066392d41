package counted

import (
	"reeve/kernel/db"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
)

// Measures answer as the exchange itself would, from what its nodes counted. whole tells which refs the whole territory
// has. There is no median: months do not tell that of a year.
func Measures(whole func() []policy.Ref) []measure.Measure {
	of := func(name, unit string, one func(m counts) (num, den int64)) measure.Measure {
		m := measure.Measure{Name: name, Unit: unit, Sparse: true, Records: func(q db.Reader, ask measure.Question) (out []measure.Record, err error) {
			if !ask.Scope.Allows(policy.Resource{Kind: Kind, In: whole()}) {
				return nil, nil
			}
			all, err := within(q, ask)
			for _, c := range all {
				r := measure.Record{Kind: Kind, ID: c.id, Ref: c.month, Version: c.version}
				r.Num, r.Den = one(c)
				out = append(out, r)
			}
			return out, err
		}}
		m.Query = func(q db.Reader, ask measure.Question) (measure.Value, error) {
			t, err := m.Trace(q, ask)
			return t.Value, err
		}
		return m
	}
	return []measure.Measure{
		of("exchange.answered_in_time", "percent", func(c counts) (int64, int64) { return c.inTime, c.withLimit }),
		of("exchange.requests_received", "number", func(c counts) (int64, int64) { return c.received, 0 }),
		of("exchange.requests_sent", "number", func(c counts) (int64, int64) { return c.sent, 0 }),
	}
}

type counts struct {
	id, month                                  string
	received, sent, withLimit, inTime, version int64
}

func within(q db.Reader, ask measure.Question) ([]counts, error) {
	return db.All(q, func(scan db.Scan) (c counts, err error) {
		return c, scan(&c.id, &c.month, &c.received, &c.sent, &c.withLimit, &c.inTime, &c.version)
	}, "SELECT id, month, received, sent, with_limit, in_time, version FROM counted_month WHERE starts_at >= $1 AND ends_at <= $2 ORDER BY starts_at, id", db.Micros(ask.From), db.Micros(ask.Until))
}
