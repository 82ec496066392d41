// Package officers is the answer to "who is my officer": by position, address, place or name, as pages, as JSON and on
// paper.
//
// Nouns: a Directory (which officers' posts answer for which places, of one snapshot); a Card (modules/places) of each;
// a leaflet.
//
// Nothing is stored: everything follows from places, posts and appointments, and from what the other parts of the module
// tell through [Needs].
//
// Invariants:
//   - A vacant post says that it is vacant and shows the number of its unit, never one that nobody answers.
//   - A point lies in a community if its boundary holds the point. Nothing is rounded to the nearest one.
//   - What was asked for (address, position, name) is stored nowhere.
//   - An answer that is kept in memory belongs to one snapshot and goes with it.
//   - A pack (what a device keeps of a region) holds nothing that the public pages do not say, and at most [PackBytes].
package officers

import (
	"embed"
	"io/fs"

	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
	"sync/atomic"
)

//go:embed lang page
var files embed.FS

// Files holds this package's texts and pages.
func Files() fs.FS { return files }

// Needs is what the package works with. A func that is nil leaves its part of the pages out.
type Needs struct {
	Places    *places.Places
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	PublicURL func() string // where the public site stands, without a slash at the end

	PlaceName func(r *web.Request, p places.Place) string                                // as a reader sees it
	Today     func(r *web.Request, place string) string                                  // civil day at a place
	Flagged   func(q db.Reader, day string) (map[string]string, error)                   // posts whose agreements have ended: post to the first day without
	Reports   func(community string) (all, open int64)                                   // published reports, by the community's id
	Meetings  func(r *web.Request, q *db.Snapshot, place, day string) ([]Meeting, error) // the next public ones
	Priority  func(r *web.Request, q *db.Snapshot, place, day string) (*Priority, error) // of the half-year

	Agreements func(r *web.Request, q *db.Snapshot, place, day string) ([]Agreement, error)
	Outline    func(q *db.Snapshot, place places.Place, beats []places.Place, day string) (*Outline, error)

	// Rough gives boundaries by place, no finer than the grain in metres: for packs, never for deciding.
	Rough func(q *db.Snapshot, all []places.Place, day string, grain int) (map[string]geo.MultiPolygon, error)
	// Soon gives the next public meetings below a place, by community.
	Soon func(r *web.Request, q *db.Snapshot, place, day string) (map[string][]Meeting, error)
}

// Agreement is a line about an agreement over a community.
type Agreement struct {
	Title, Lang string
	State       look.Tag
	Note        string // until when
	InForce     bool
}

// Meeting is a public meeting to come.
type Meeting struct{ When, What, Href string }

// Priority is what the officer works on in this half-year.
type Priority struct{ Period, Title, Lang, Text, Href string }

// Outline is a community and its beats as paths of an SVG.
type Outline struct {
	Width, Height int
	Path          string
	Beats         []string
}

// Officers is the door of the feature. Safe for concurrent use.
type Officers struct {
	Needs
	kept atomic.Pointer[directory]
}

// New makes the door.
func New(n Needs) *Officers { return &Officers{Needs: n} }
