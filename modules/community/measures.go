package community

import (
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/modules/places"
)

// Measures are the figures that this module offers.
func (c *Community) Measures() []measure.Measure {
	return append([]measure.Measure{{Name: "community.agreements_in_force", Unit: "percent", Query: c.inForce, Records: c.communities}}, slices.Concat(c.Duty.Measures(), c.sharedMeasures())...)
}

// inForce is the share of the communities within the scope that have an agreement in force on the last day of the
// period.
func (c *Community) inForce(q db.Reader, ask measure.Question) (v measure.Value, err error) {
	reg, err := c.readReach(q)
	if err != nil {
		return v, err
	}
	cover := coverOn(c.Today(ask.Until.Add(-time.Microsecond)), reg.grounds, reg.held)
	for id, state := range cover {
		if !ask.Scope.Allows(policy.Resource{Kind: Kind, In: reg.places.InPlace(id)}) {
			continue
		}
		v.Den++
		if state != Missing {
			v.Num++
		}
	}
	v.Rows, v.Missing = v.Den, v.Den == 0
	return v, nil
}

// communities are those that inForce counts. What a community adds comes from agreements; it has no version of its own.
func (c *Community) communities(q db.Reader, ask measure.Question) (out []measure.Record, err error) {
	reg, err := c.readReach(q)
	if err != nil {
		return nil, err
	}
	for id, state := range coverOn(c.Today(ask.Until.Add(-time.Microsecond)), reg.grounds, reg.held) {
		if !ask.Scope.Allows(policy.Resource{Kind: Kind, In: reg.places.InPlace(id)}) {
			continue
		}
		place, _ := reg.places.Place(id)
		one := measure.Record{Kind: places.KindPlace, ID: id, Ref: place.Code, Den: 1}
		if state != Missing {
			one.Num = 1
		}
		out = append(out, one)
	}
	return out, nil
}
