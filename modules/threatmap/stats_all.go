package threatmap

import (
	"strings"
	"sync"

	"reeve/modules/threatmap/atlas"
	"reeve/modules/threatmap/stats"
)

// allStats is the figures of all reports, kept up with every change of the index: what most people ask for costs no
// pass over the reports. The zero value begins to count when it is asked for the first time.
type allStats struct {
	mu    sync.Mutex // held while counting begins
	stand atlas.Standing
	watch *statsWatch
}

// stander goes on telling of reports: the index of the map or one of its own.
type stander interface {
	Stand(begin func(), tell func(s *atlas.Sighting, by int)) atlas.Standing
}

// tally gives the figures by groups of places.
func (a *allStats) tally(ix stander, group func(e *atlas.Entry) string) (t *stats.Tally) {
	var e atlas.Entry
	regroup := func(name string) string {
		e.Community, e.Beat, _ = strings.Cut(name, "/")
		return group(&e)
	}
	for {
		stand, watch := a.begun(ix)
		if stand.Read(func() { t = watch.counter.Sum(regroup) }) {
			return t
		}
	}
}

// begun gives the count that goes on; it begins anew where the index was filled again.
func (a *allStats) begun(ix stander) (atlas.Standing, *statsWatch) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.stand.Read(func() {}) {
		a.watch = &statsWatch{}
		w := a.watch
		a.stand = ix.Stand(func() {
			*w = statsWatch{counter: stats.NewCounter(0, 0), group: func(e *atlas.Entry) string { return e.Community + "/" + e.Beat }}
		}, func(s *atlas.Sighting, by int) { w.add(s, by) })
	}
	return a.stand, a.watch
}
