package demo

import (
	"context"
	"fmt"
	"os"

	"reeve/kernel/db"
	"reeve/modules/threatmap"
)

// feed is a file of real events with the mapping of the program that reads it.
type feed struct {
	file, mapping string
	rows          int64 // for the progress
}

func feeds() []feed {
	return []feed{{"se_police_events_2024.csv.gz", "se_police_events.yaml", 24606}, {"nottingham_burglaries.csv.gz", "nottingham_burglaries.yaml", 2001}}
}

// events imports the real events as an operator would. What is there already stays as it is.
func (l *loader) events(ctx context.Context) (all threatmap.ImportResult, err error) {
	dir, err := os.MkdirTemp("", "reeve-demo-")
	if err != nil {
		return all, err
	}
	defer os.RemoveAll(dir)
	var before, total int64
	for _, f := range feeds() {
		total += f.rows
	}
	for _, f := range feeds() {
		r, err := l.feed(ctx, dir, f, func(rows int) { l.progress("app.demo.events", int(before)+rows, int(total)+1) })
		if err != nil {
			return all, fmt.Errorf("%s: %w", f.file, err)
		}
		if r.Rejected > 0 {
			return all, fmt.Errorf("%s: %d rows rejected, first %+v", f.file, r.Rejected, r.Bad[0])
		}
		before += f.rows
		all.Imported += r.Imported
		all.Unchanged += r.Unchanged
		all.LeftOut += r.LeftOut
	}
	return all, nil
}

func (l *loader) feed(ctx context.Context, dir string, f feed, progress func(rows int)) (r threatmap.ImportResult, err error) {
	in, err := threatmap.Files().Open("data/mappings/" + f.mapping)
	if err != nil {
		return r, err
	}
	defer in.Close()
	mapping, err := threatmap.ReadMapping(in)
	if err != nil {
		return r, err
	}
	name, err := unpack(dir, f.file)
	if err != nil {
		return r, err
	}
	return l.a.Map.Import(ctx, threatmap.ImportOptions{File: name, Mapping: mapping, Actor: db.System(), Progress: func(rows int, _, _ int64) { progress(rows) }})
}
