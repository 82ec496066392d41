package atlas

import (
	"math"
	"slices"
)

// surveyed is how many slots a survey looks at before it lets others in: one or two milliseconds.
const surveyed = 2 * chunkSize

// Sighting is a report as a survey tells of it: its entry without time of filing and confirmations, and numbers that
// stand for its category and its ground (community with beat), so that what is counted needs no look-up by name. The
// numbers hold during one survey.
type Sighting struct {
	Entry
	CategoryNo, GroundNo int
}

// survey is a pass over the columns that is under way.
type survey struct {
	p                   *pick
	f                   Filter
	categories, grounds int    // how many there were when the filter was resolved
	step                uint32 // slots looked at before others are let in
	next                uint32 // the slots below it are told
	stands              bool   // goes on when everything is told
	broken              bool   // the index was emptied meanwhile
	tell                func(s *Sighting, by int)
	seen                Sighting
}

// Survey tells of each chosen report once (by is 1), in no promised order, without keeping others out for longer than
// a few milliseconds. What is changed or taken out meanwhile after it was told is taken back (by is -1) and told as it
// is now, so that in the end all that was told is the index as of one moment, the end. begin is called first, and
// again when everything starts anew because the index was filled again. The index must not be called from either; tell is
// never called twice at a time.
func (x *Index) Survey(f Filter, begin func(), tell func(s *Sighting, by int)) {
	for {
		s := &survey{f: f, step: surveyed, tell: tell}
		begin()
		if x.start(s) || x.finish(s) {
			return
		}
	}
}

// Standing is a survey that goes on: what is changed later is told too.
type Standing struct {
	x *Index
	s *survey
}

// Stand surveys all reports and goes on. It ends when the index is filled again.
func (x *Index) Stand(begin func(), tell func(s *Sighting, by int)) Standing {
	for {
		s := &survey{step: surveyed, tell: tell, stands: true}
		begin()
		if x.join(s); x.finish(s) {
			return Standing{x, s}
		}
	}
}

// Read calls do while nothing is told, any number of readers at once; false when the survey has ended.
func (s Standing) Read(do func()) bool {
	if s.x == nil {
		return false
	}
	s.x.mu.RLock()
	defer s.x.mu.RUnlock()
	if s.s.broken {
		return false
	}
	do()
	return true
}

// finish tells of all slots; false when the index was emptied meanwhile.
func (x *Index) finish(s *survey) bool {
	for x.advance(s) {
	}
	return !s.broken
}

// start answers what is few at once and says so.
func (x *Index) start(s *survey) (done bool) {
	x.mu.RLock()
	p := x.pick(s.f)
	if p.size(x) <= int(s.step) && p.few(x) {
		defer x.mu.RUnlock()
		s.p = p
		x.visit(p, func(slots []uint32) {
			for _, slot := range slots {
				c, i := x.at(slot)
				s.show(x, c, i, 1)
			}
		})
		return true
	}
	x.mu.RUnlock()
	x.join(s)
	return false
}

// join makes a survey known to those who write.
func (x *Index) join(s *survey) {
	x.mu.Lock()
	defer x.mu.Unlock()
	s.resolve(x)
	x.surveys = append(x.surveys, s)
}

func (s *survey) resolve(x *Index) {
	s.p, s.categories, s.grounds = x.pick(s.f), len(x.categories.list), len(x.grounds.list)
}

// fresh resolves the filter again where there are categories or places that it does not know.
func (s *survey) fresh(x *Index) *pick {
	if s.categories != len(x.categories.list) || s.grounds != len(x.grounds.list) {
		s.resolve(x)
	}
	return s.p
}

// advance tells of some slots more; false when there are none.
func (x *Index) advance(s *survey) (more bool) {
	x.mu.RLock()
	p := s.fresh(x)
	for told := uint32(0); !s.broken && s.next < x.slots && told < s.step; {
		c := x.chunks[s.next/chunkSize]
		end := min(x.slots-s.next, chunkSize-s.next%chunkSize, s.step-told)
		if p.span(&c.span) {
			from := s.next % chunkSize
			for i, f := range c.facet[from : from+end] {
				if p.facet(f) && p.rest(x, c, from+uint32(i), s.next+uint32(i)) {
					s.show(x, c, from+uint32(i), 1)
				}
			}
			told += end
		}
		s.next += end
	}
	more = !s.broken && s.next < x.slots
	x.mu.RUnlock()
	if more {
		return true
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if !s.broken && s.next < x.slots { // something came between
		return true
	}
	if s.next = math.MaxUint32; !s.stands {
		x.surveys = slices.DeleteFunc(x.surveys, func(o *survey) bool { return o == s })
	}
	return false
}

// show tells of a slot.
func (s *survey) show(x *Index, c *chunk, i uint32, by int) {
	f, flags, e := c.facet[i], c.flags[i], &s.seen
	g := x.grounds.list[c.ground[i]]
	e.CategoryNo, e.GroundNo = int(facetCategory(f)), int(c.ground[i])
	e.Category, e.State, e.Month = x.categories.list[e.CategoryNo], x.states[facetState(f)].Code, Month(facetMonth(f))
	e.Open, e.Confirmed, e.Imported, e.Settled = x.openIn(c, i), flags&flagConfirmed != 0, flags&flagImported != 0, flags&flagSettled != 0
	e.Community, e.Beat = x.places.list[g.community], ""
	if g.beat != noPlace {
		e.Beat = x.places.list[g.beat]
	}
	e.ToRead, e.ToVerify, e.ToClose = parts(c.read[i]), parts(c.verify[i]), parts(c.close[i])
	s.tell(e, by)
}

// retell tells surveys under way that a slot which they have passed begins or ceases to be as it is.
func (x *Index) retell(slot uint32, by int) {
	for _, s := range x.surveys {
		if slot >= s.next {
			continue
		}
		c, i := x.at(slot)
		if p := s.fresh(x); p.facet(c.facet[i]) && p.rest(x, c, i, slot) {
			s.show(x, c, i, by)
		}
	}
}
