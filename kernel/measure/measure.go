// Package measure lets a module offer figures that others may ask for by name: the desk's home, a plan's
// indicators. A figure is queried from the records when asked for, never counted along the way, and comes
// with what proves it: the query's name and how many rows it looked at.
//
// Nouns: a Measure (a figure with a name), a Value (what it is now), a Rate (a quotient kept as integers until it is
// shown, or the reason why there is none: missing, not applicable, suppressed), a Trace (a value with the Records that
// it is made of and their hash).
package measure

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/policy"
)

// Value is a rate as integers or a plain number (Den 0 and Plain true).
type Value struct {
	Num, Den int64
	Plain    bool
	Rows     int64 // how many records were looked at
	Missing  bool  // nothing to measure: not the same as zero
}

// Question is what is asked: in which period and over which part of the installation.
type Question struct {
	From, Until time.Time // [From, Until)
	Scope       policy.Scope
}

// Measure is a figure that a module offers.
type Measure struct {
	Name  string // "threatmap.verified_in_time": message key and name of the query
	Unit  string // percent, number, days
	Query func(r db.Reader, q Question) (Value, error)

	// Records names the records that the value is made of, each once; their sums are the value. nil = it cannot be told,
	// and then no plan may build on the measure.
	Records func(r db.Reader, q Question) ([]Record, error)

	// Sparse: where there is no record nothing is known, also of a number, which else is 0 then.
	Sparse bool
}

// Set is what all modules offer.
type Set map[string]Measure

// NewSet puts measures together; a name offered twice is an error.
func NewSet(all ...Measure) (Set, error) {
	s := Set{}
	for _, m := range all {
		if _, twice := s[m.Name]; twice {
			return nil, fmt.Errorf("measure %s is offered twice", m.Name)
		}
		s[m.Name] = m
	}
	return s, nil
}

// Names lists the measures in alphabetical order.
func (s Set) Names() []string { return slices.Sorted(maps.Keys(s)) }
