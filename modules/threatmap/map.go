package threatmap

import (
	"context"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// Needs are what the module works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Keys      *secrets.Keys
	Process   *process.Engine
	Places    *places.Places
	Archive   *document.Archive
	Images    *document.Images
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Now       func() time.Time
	BaseURL   func() string // address of the public site, for QR codes
	Dir       string        // data folder; the index is saved in its cache
}

// Map is the front door of the module.
type Map struct {
	Needs
	Categories *Categories
	Announce   func(tx *db.Tx, event any) error                           // tells who listens; nil = nobody
	DutyOn     func(r *web.Request, kind, ref string) (look.Table, error) // what was done about a record; nil where nothing is shown
	Index      *Index                                                     // what is published
	guesses    *guesses
	turns      turns
	tallies    tallyCache // of statistics
	allStats   allStats
	census     census
}

// NewMap makes the front door; Refresh fills its copies in memory.
func NewMap(n Needs) *Map {
	m := &Map{Needs: n, Categories: &Categories{d: n.DB}, guesses: newGuesses()}
	m.Index = newIndex(m)
	return m
}

// Setup puts the shipped categories into a new installation. It may run at every start.
func (m *Map) Setup(ctx context.Context) error {
	var n int
	err := m.DB.Read(ctx, func(s *db.Snapshot) error { return s.QueryRow("SELECT count(*) FROM category").Scan(&n) })
	if err != nil {
		return err
	}
	if n == 0 {
		if err := m.DB.Write(ctx, db.System(), func(tx *db.Tx) error { return seed(tx, m.Log) }); err != nil {
			return err
		}
	}
	if err := m.Categories.Refresh(ctx); err != nil {
		return err
	}
	return m.Index.Load(ctx)
}
