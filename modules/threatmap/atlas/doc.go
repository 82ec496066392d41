// Package atlas holds every published report in memory, so that lists, counts, tiles and statistics are answered
// without the database. It is pure: no database, no HTTP, no clock.
//
// Nouns: a Report is what the public may know of one; an Entry is its part that statistics read; a Filter chooses;
// a Facet is category, state and month of a report in one number; a ground is a community with a beat; a slot is
// the number of a report in the columns; a survey is a pass over them that lets others in; an order is a list of
// slots that stays sorted; a cell is a square of the Web Mercator map with the sum of what lies in it.
//
// Invariants: nothing gets in that is not published (the caller sees to it). Every answer follows from the reports
// that are in, not from the way they came: a list rebuilt from scratch answers the same bytes. Over all tiles of a
// zoom the counts add up to Count under the same filter. A report takes less than 100 bytes. What a survey or a held
// index tells is the index as of one moment.
//
// Concurrency: any number of readers beside one writer; a batch appears to readers as a whole.
package atlas

import (
	"sync"
	"time"

	"reeve/kernel/geo"
)

// Never is the duration of what has not happened yet.
const Never = -1

// Entry is what statistics read of a report.
type Entry struct {
	Category, State string    // codes
	Community, Beat string    // ids of places; Beat may be empty
	PubAt           time.Time // start of the part of day of the filing; whole minutes
	Month           Month     // local month of the filing
	Open            bool      // somebody still has something to do with it: follows from state and Settled
	Confirmed       bool      // was confirmed at least once
	Confirmations   int64     // by others
	Imported        bool      // it began elsewhere: its times say nothing
	Settled         bool      // imported with a state that its source gave; nobody here has anything to do with it
	// Quarters of a day from that of the filing to that of the first opening, of the first outcome of a check, of
	// the closing; Never when it has not happened.
	ToRead, ToVerify, ToClose int
}

// Report is what the public may know of a report.
type Report struct {
	Entry
	Ref       string
	Placed    bool      // it has a published place
	At        geo.Point // published place; zero without one
	Precision int64     // metres; zero without a published place
}

// Month counts the months of the Gregorian calendar from year 0.
type Month int

// MonthOf is the month of a date.
func MonthOf(year int, month time.Month) Month { return Month(year*12 + int(month) - 1) }

// Date gives year and month.
func (m Month) Date() (year int, month time.Month) { return int(m) / 12, time.Month(int(m)%12 + 1) }

// Filter chooses reports; an empty one chooses all.
type Filter struct {
	Categories []string // one of these
	States     []string // one of these
	// Communities and Beats are ids of places, one of these; nil is everywhere, empty and not nil is nowhere.
	Communities, Beats []string
	From, To           Month // both inclusive; 0 is open
	Box                *Box  // of the published place; what has none is outside
}

// Box is a rectangle in degrees, borders included; West is greater than East where it spans the date line.
type Box struct{ West, South, East, North float64 }

// Holds tells whether a point lies in the box.
func (b Box) Holds(p geo.Point) bool {
	if p.Lat < b.South || p.Lat > b.North {
		return false
	}
	if b.West <= b.East {
		return p.Lon >= b.West && p.Lon <= b.East
	}
	return p.Lon >= b.West || p.Lon <= b.East
}

// State is a state that a report can be in.
type State struct {
	Code string
	Open bool
}

// Community is where the reports of a community without a published place are drawn.
type Community struct {
	Code string // told by tiles
	At   geo.Point
}

// Index holds the reports. Make it with New.
type Index struct {
	mu     sync.RWMutex
	states []State

	categories names // of the numbers in facets
	places     names // communities and beats
	grounds    grounds

	chunks []*chunk
	slots  uint32   // used so far, free ones among them
	free   []uint32 // slots to use again
	odd    map[uint32]oddity
	refs   refs

	byTime order
	byGeo  order                             // those with a published place
	towns  []town                            // by number of the place; those that are no community are empty
	sites  []site                            // communities that are drawn, by their place on the map
	find   func(id string) (Community, bool) // as told by Locate; nil = nothing was told
	levels []level
	facets facets
	drawer sync.Pool

	surveys []*survey // under way
	held    []*Held
}

// New makes an empty index. At most 15 states; all that reports can be in.
func New(states []State) *Index {
	x := &Index{states: states}
	x.clear()
	return x
}

// Len is the number of reports.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.byTime.n
}
