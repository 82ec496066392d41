package address

import (
	"context"
	"strings"
	"sync/atomic"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// Community is what addresses know of a place.
type Community struct {
	ID, Code string
	Names    i18n.Text
}

// Ground is what the front door knows of places.
type Ground struct {
	// At is the community in which a point lies.
	At func(p geo.Point) (Community, bool)
	// ByID gives a community.
	ByID func(id string) (Community, bool)
	// Named are the ids of communities that a name, a beginning of one or a code means, also of those in which a
	// settlement of that name lies.
	Named func(name string) []string
	// Spellings are the forms under which a name is found, folded: as it is, and in Latin if it is in Cyrillic.
	Spellings func(name string) []string
}

// Address is one address, or a street where Number is empty.
type Address struct {
	Street, Number, Postcode string
	Locality                 string // as the source calls the place; may be empty
	At                       geo.Point
	Community                *Community // nil where none is known
	Source, Licence          string
}

// Addresses is the front of this package. Safe for concurrent use.
type Addresses struct {
	d      *db.DB
	log    *audit.Log
	ground Ground
	some   atomic.Bool
}

// New makes the addresses of a database.
func New(d *db.DB, log *audit.Log, ground Ground) *Addresses {
	return &Addresses{d: d, log: log, ground: ground}
}

// Any tells whether any address has been imported.
func (a *Addresses) Any() bool { return a.some.Load() }

// Reload looks whether there are any.
func (a *Addresses) Reload(ctx context.Context) error {
	return a.d.Read(ctx, func(s *db.Snapshot) error {
		var n int64
		err := s.QueryRow(`SELECT COALESCE(SUM(streets + addresses), 0) FROM address_source`).Scan(&n)
		a.some.Store(n > 0)
		return err
	})
}

// Kind is the kind of a source's record in the audit log.
const Kind = "address_source"

// Table are the covered fields of a source.
func Table() audit.Table {
	return audit.Table{Kind: Kind, Name: "address_source", Key: "id", Version: "version", Columns: []string{"name", "licence", "streets", "addresses"}}
}

// Label is the address on one line: street and number, postcode and place.
func (a Address) Label() string {
	line := strings.TrimSpace(a.Street + " " + a.Number)
	place := a.Locality
	if place == "" && a.Community != nil {
		place, _ = a.Community.Names.Best("", nil)
	}
	if rest := strings.TrimSpace(a.Postcode + " " + place); rest != "" {
		line += ", " + rest
	}
	return line
}
