package threatmap

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/process"
	"reeve/modules/places"
	"reeve/modules/threatmap/atlas"
)

// Index is the copy in memory of what is published: lists, counts, tiles, exports and statistics are answered from
// it alone. It follows the change feed. Every question sees what this process has written before; what other
// processes write is seen when the feed is read, every quarter of a second.
type Index struct {
	SaveFrom int // reports; an index with fewer is not saved

	m      *Map
	atlas  *atlas.Index
	origin string

	taken  atomic.Uint64                   // commits of this process that are taken over
	ground atomic.Pointer[places.Snapshot] // by which communities are drawn
	tired  atomic.Int64                    // until when nobody tries again after an error, Unix nanoseconds

	belowMu sync.Mutex
	belowOf *places.Snapshot
	belows  map[string][]string // by place, of belowOf

	catching sync.Mutex // held by whoever reads the feed; guards what follows
	seq      int64      // of the change feed up to which it is
	changes  int        // reports changed since the file was written
	erasures int        // times that the file had to go

	saving sync.Mutex // held by whoever writes the file; taken before catching
}

func newIndex(m *Map) *Index {
	d := Definition()
	var states []atlas.State
	for _, code := range States() {
		s, _ := d.State(code)
		states = append(states, atlas.State{Code: code, Open: !s.Closed})
	}
	return &Index{SaveFrom: worthSaving, m: m, atlas: atlas.New(states)}
}

// Fresh makes sure that the index has all that this process has written. It fails when the database is gone before
// that: a list that lacks what was acknowledged must not be shown. Without such a debt no query is made, and lists
// go on without the database.
func (ix *Index) Fresh() error {
	if sn := ix.m.Places.Snapshot(); ix.ground.Load() != sn {
		ix.locate(sn)
	}
	if ix.taken.Load() == ix.m.DB.Commits() {
		return nil
	}
	if time.Now().UnixNano() < ix.tired.Load() {
		return errs.New(errs.Unavailable, "errs.database_gone")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	begin := time.Now()
	err := ix.CatchUp(ctx)
	if err != nil && time.Since(begin) > time.Second { // it hangs: those who come now need not wait too
		ix.tired.Store(time.Now().Add(time.Second).UnixNano())
	}
	return err
}

// now gives the index, as fresh as can be had.
func (ix *Index) now() *atlas.Index {
	if err := ix.Fresh(); err != nil {
		slog.Warn("index of reports", "error", err)
	}
	return ix.atlas
}

// Survey tells of the published reports that a filter chooses; see [atlas.Index.Survey].
func (ix *Index) Survey(f atlas.Filter, begin func(), tell func(s *atlas.Sighting, by int)) {
	ix.now().Survey(f, begin, tell)
}

// Near finds the open published reports of a category within some metres of a point by their published places.
func (ix *Index) Near(category string, at geo.Point, metres float64) []atlas.Neighbour {
	return ix.now().Near(category, at, metres)
}

// Report finds a published report by its reference.
func (ix *Index) Report(ref string) (atlas.Report, bool) { return ix.now().Report(ref) }

// Stand surveys all published reports and goes on; see [atlas.Index.Stand].
func (ix *Index) Stand(begin func(), tell func(s *atlas.Sighting, by int)) atlas.Standing {
	return ix.now().Stand(begin, tell)
}

// Months are the first and the last month in which a published report was filed; 0 without any.
func (ix *Index) Months() (first, last atlas.Month) { return ix.now().Months() }

// Count is how many published reports a filter chooses.
func (ix *Index) Count(f atlas.Filter) int { return ix.now().Count(f) }

// Facets counts by state and by category.
func (ix *Index) Facets(f atlas.Filter) atlas.Facets { return ix.now().Facets(f) }

// Page gives a page of the published reports, newest first.
func (ix *Index) Page(f atlas.Filter, after atlas.Cursor, limit int) (page []atlas.Report, more, ok bool) {
	return ix.now().Page(f, after, limit)
}

// Tally counts all and open reports by the id of their community.
func (ix *Index) Tally() map[string]atlas.Tally { return ix.now().Tally() }

// Tile draws a tile; see [atlas.Index.Tile].
func (ix *Index) Tile(z, x, y int, f atlas.Filter) []byte { return ix.now().Tile(z, x, y, f) }

// below are the ids of a place and of all places below it.
func (ix *Index) below(id string) []string {
	ix.belowMu.Lock()
	defer ix.belowMu.Unlock()
	sn := ix.m.Places.Snapshot()
	if ix.belowOf != sn {
		ix.belowOf, ix.belows = sn, map[string][]string{}
	}
	if _, known := ix.belows[id]; !known {
		ids := []string{id}
		for i := 0; i < len(ids); i++ {
			for _, p := range sn.Children(ids[i]) {
				ids = append(ids, p.ID)
			}
		}
		ix.belows[id] = ids
	}
	return ix.belows[id]
}

// locate takes over where communities lie and by which codes they go.
func (ix *Index) locate(sn *places.Snapshot) {
	ix.atlas.Locate(func(id string) (atlas.Community, bool) {
		p, ok := sn.Place(id)
		return atlas.Community{Code: p.Code, At: p.At}, ok
	})
	ix.ground.Store(sn)
}

// CatchUp takes over what was written since it was last called, by this process and by others.
func (ix *Index) CatchUp(ctx context.Context) error {
	ix.catching.Lock()
	defer ix.catching.Unlock()
	commits := ix.m.DB.Commits()
	for {
		more, err := ix.step(ctx)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	ix.taken.Store(commits)
	return nil
}

// mostChanges is how many numbers of the feed are taken over at once.
const mostChanges = 1000

// step takes over a part of the feed and tells whether there may be more.
func (ix *Index) step(ctx context.Context) (more bool, err error) {
	var changes []audit.Change
	var batch []atlas.Change
	erased := false
	err = ix.m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		if changes, err = audit.Changes(s, ix.seq, mostChanges); err != nil {
			return err
		}
		until := ix.seq
		for _, c := range changes {
			until = c.Seq
			erased = erased || c.Action == "threatmap.report.erased"
		}
		touched := slices.ContainsFunc(changes, func(c audit.Change) bool { return c.Kind == Kind || c.Kind == process.Kind })
		if touched || ix.m.DB.Engine() == db.Postgres {
			batch, err = ix.changed(s, ix.seq, until)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	ix.atlas.Apply(batch)
	ix.changes += len(batch)
	if len(changes) > 0 {
		ix.seq = changes[len(changes)-1].Seq
	}
	if erased {
		ix.forget() // the file must not outlive what was erased
	}
	return len(changes) == mostChanges, nil
}
