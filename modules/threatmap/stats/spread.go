package stats

// Hours is the length of a part of the day, the unit of all times here.
const Hours = 6

// near is how many parts of the day are counted one by one in a slice (64 days); what took longer is rare.
const near = 256

// Spread is how often something took how long. The zero value is empty.
type Spread struct {
	n    int64
	near []uint32      // by parts of the day
	far  map[int]int64 // from near on
	most int           // the longest
}

// Add counts something that took that many parts of the day (by is 1), or takes it back (-1).
func (s *Spread) Add(parts int, by int64) {
	s.n += by
	s.most = max(s.most, parts)
	if parts >= near {
		if s.far == nil {
			s.far = map[int]int64{}
		}
		s.far[parts] += by
		return
	}
	s.reach(parts + 1)
	s.near[parts] += uint32(by)
}

func (s *Spread) reach(n int) {
	for len(s.near) < n {
		s.near = append(s.near, 0)
	}
}

func (s *Spread) merge(o *Spread) {
	s.n, s.most = s.n+o.n, max(s.most, o.most)
	s.reach(len(o.near))
	for i, n := range o.near {
		s.near[i] += n
	}
	for parts, n := range o.far {
		if s.far == nil {
			s.far = map[int]int64{}
		}
		s.far[parts] += n
	}
}

// N is how many were counted.
func (s *Spread) N() int64 { return s.n }

// Percentile is the time at rank ceil(p·n/100), in parts of the day; p from 1 to 100. ok is false when nothing was
// counted.
func (s *Spread) Percentile(p int) (parts int, ok bool) {
	if s.n == 0 {
		return 0, false
	}
	rank := (int64(p)*s.n + 99) / 100
	for parts, n := range s.near {
		if rank -= int64(n); rank <= 0 {
			return parts, true
		}
	}
	for parts := near; parts < s.most; parts++ {
		if rank -= s.far[parts]; rank <= 0 {
			return parts, true
		}
	}
	return s.most, true
}
