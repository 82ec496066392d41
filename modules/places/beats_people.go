package places

import (
	"math"
	"math/big"

	"reeve/kernel/i18n"
)

// BeatPeople is how many people a beat has.
type BeatPeople struct {
	Beat      Place
	AreaM2    float64
	People    int64
	Estimated bool // the community's population by the beat's share of its area, for want of a count of its own
	Known     bool // false: neither the beat nor its community has a population
	Rural     int64
	Town      int64 // most people of a beat in the countryside and in a town; 0 where no law sets it
}

// OverRural tells that the beat has more people than one in the countryside may have, OverTown than any may.
func (b BeatPeople) OverRural() bool { return b.Known && b.Rural > 0 && b.People > b.Rural }

// OverTown tells that the beat has more people than one in a town may have.
func (b BeatPeople) OverTown() bool { return b.Known && b.Town > 0 && b.People > b.Town }

// In warns in the reader's language; empty where the beat keeps within both limits.
func (b BeatPeople) In(text *i18n.Localizer) string {
	args := []any{"beat", b.Beat.Code, "people", text.Number(b.People), "rural", text.Number(b.Rural), "town", text.Number(b.Town)}
	switch {
	case b.OverTown() && b.Estimated:
		return text.T("places.beats.over_town.estimated", args...)
	case b.OverTown():
		return text.T("places.beats.over_town.counted", args...)
	case b.OverRural() && b.Estimated:
		return text.T("places.beats.over_rural.estimated", args...)
	case b.OverRural():
		return text.T("places.beats.over_rural.counted", args...)
	}
	return ""
}

// beatLimits are the most people that a beat may have in the countryside and in a town. Ukraine: order 650 of the Ministry
// of Internal Affairs of 2017. Elsewhere no law is known to the program.
func beatLimits(country string) (rural, town int64) {
	if country == "UA" {
		return 6000, 7000
	}
	return 0, 0
}

// BeatsOf are the beats of a community with their people, by code. Whether a beat is in a town is not known; both limits
// are told.
func (s *Snapshot) BeatsOf(community string) (all []BeatPeople) {
	whole, _ := s.Place(community)
	for _, beat := range s.WithRole(Beat) {
		if above, ok := s.Above(beat.ID, Community); !ok || above.ID != community {
			continue
		}
		b := BeatPeople{Beat: beat, AreaM2: s.AreaM2(beat.ID)}
		b.Rural, b.Town = beatLimits(beat.Country)
		area := s.AreaM2(community)
		switch {
		case beat.Population != nil:
			b.People, b.Known = *beat.Population, true
		case whole.Population != nil && area >= 1 && b.AreaM2 > 0:
			b.People, b.Known, b.Estimated = share(*whole.Population, b.AreaM2, area), true, true
		}
		all = append(all, b)
	}
	return all
}

// share is how many of n people are on a part of an area, rounded once, half up.
func share(n int64, part, whole float64) int64 {
	num, den := big.NewInt(int64(math.Round(part))), big.NewInt(int64(math.Round(whole)))
	num.Mul(num, big.NewInt(2*n)).Add(num, den)
	return num.Div(num, den.Mul(den, big.NewInt(2))).Int64()
}
