package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"reeve/kernel/db"
	"reeve/modules/places"
)

// streets imports the street map and the addresses of Liechtenstein, so that there a report can be filed by street.
func (l *loader) streets(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "reeve-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name, err := unpack(dir, "liechtenstein.mbtiles")
	if err != nil {
		return err
	}
	if _, _, err := l.a.Places.ImportBasemap(ctx, places.BasemapOptions{File: name, Name: "Liechtenstein", Attribution: osm + ", ODbL 1.0", Actor: db.System()}); err != nil {
		return err
	}
	for _, table := range []string{"liechtenstein_streets.csv", "liechtenstein_addresses.csv"} {
		if name, err = unpack(dir, table); err != nil {
			return err
		}
		r, err := l.a.Places.ImportAddresses(ctx, places.AddressOptions{File: name, Source: osm, Licence: "ODbL 1.0", Actor: db.System()})
		if err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
		if r.Rejected > 0 {
			return fmt.Errorf("%s: %d rows rejected, first %+v", table, r.Rejected, r.Bad[0])
		}
	}
	return nil
}

// unpack writes a file of data/ into a folder, where the importers find it.
func unpack(dir, name string) (path string, err error) {
	raw, err := files.ReadFile("data/" + name)
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, name)
	return path, os.WriteFile(path, raw, 0o600)
}
