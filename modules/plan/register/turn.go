package register

import (
	"context"
	"time"

	"reeve/kernel/db"
)

// Turn moves the states of versions that another has followed since. It may be called at any time.
func (g *Register) Turn(ctx context.Context, now time.Time) error {
	day := g.Today(now)
	var due []Plan
	if err := g.DB.Read(ctx, func(s *db.Snapshot) (err error) { due, err = overtaken(s, day); return err }); err != nil {
		return err
	}
	for _, p := range due {
		if err := g.DB.Write(ctx, db.System(), func(tx *db.Tx) error { return g.supersede(tx, p, day) }); err != nil {
			return err
		}
	}
	return nil
}
