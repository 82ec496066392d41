package demo

import (
	"context"
	"fmt"
	"os"

	"reeve/kernel/db"
	"reeve/modules/community"
)

// agreements imports the invented memoranda of Vinnytsia oblast, one with each hromada.
func (l *loader) agreements(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "reeve-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name, err := unpack(dir, "agreements.csv")
	if err != nil {
		return err
	}
	r, err := l.a.Community.Import(ctx, community.ImportOptions{File: name, Lang: "uk", Actor: db.System()})
	if err == nil && r.Rejected > 0 {
		err = fmt.Errorf("%d rows rejected, first %+v", r.Rejected, r.Bad[0])
	}
	return err
}
