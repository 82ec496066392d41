package commands

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"reeve/app/bench"
)

// BenchMap measures the public map.
type BenchMap struct {
	Reports  int    `default:"1000000" help:"Invented reports in the index."`
	Area     string `default:"country" enum:"country,world" help:"Where they lie: a country as large as Poland, or the whole world."`
	Points   string `help:"Write the points to this CSV, for a peer." placeholder:"FILE.csv"`
	Stored   int    `default:"-1" help:"Reports in the scratch installation; as many as in the index and at most 1,000,000 by default, 0 for none."`
	Database string `help:"Put the scratch installation on this PostgreSQL database, which must be empty." placeholder:"URL"`
	Seconds  int    `default:"5" help:"Seconds for each measurement."`
	JSON     bool   `help:"Print JSON."`
}

// mostStored is how many reports the scratch installation gets unless more are asked for.
const mostStored = 1_000_000

// Run prints what was measured, and how.
func (b *BenchMap) Run(ctx context.Context) error {
	if b.Stored < 0 {
		b.Stored = min(b.Reports, mostStored)
	}
	r, err := bench.RunMap(ctx, bench.MapOptions{Reports: b.Reports, Area: b.Area, Points: b.Points, Stored: b.Stored, Database: b.Database, Seconds: b.Seconds, Out: os.Stderr})
	if err != nil {
		return err
	}
	if b.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	fmt.Printf("%s\n\n%d reports (%d with a published place), area: %s; %d cores, of which others took %.0f %%\n", r.Method, r.Reports, r.Placed, r.Area, r.Cores, 100*r.Others)
	fmt.Printf("filled in %.0f ms, %.1f bytes a report, process %.0f MB; file %.0f MB, written in %.0f ms, read in %.0f ms\n\n", r.FillMS, r.BytesEach, r.ResidentM, r.FileMB, r.WriteMS, r.ReadMS)
	fmt.Printf("%-16s %6s %10s %10s %9s %9s %8s %9s\n", "tiles", "tiles", "per s", "all cores", "p50 ms", "p95 ms", "bytes", "most")
	for _, k := range []struct {
		what string
		all  []bench.TileRate
	}{{"zoom %d", r.Tiles}, {"zoom %d filtered", r.Filtered}} {
		for _, t := range k.all {
			fmt.Printf("%-16s %6d %10.0f %10.0f %9.3f %9.3f %8d %9d\n", fmt.Sprintf(k.what, t.Zoom), t.Tiles, t.PerSecond, t.AllCores, t.P50, t.P95, t.Bytes, t.Largest)
		}
	}
	fmt.Println()
	printPages(r.Pages)
	if s := r.Stored; s != nil {
		fmt.Printf("\nscratch installation on %s: %d reports stored in %.0f ms; to the first page from the database %.0f ms, from the index's file %.0f ms; process %.0f MB\n",
			s.Engine, s.Reports, s.StoreMS, s.LoadMS, s.StartMS, s.IdleMB)
		fmt.Printf("a count right after a filing that has it: p95 %.3f ms\n", s.FilingSeen)
		printPages(s.Pages)
	}
	return nil
}

func printPages(all []bench.PageRate) {
	fmt.Printf("%-28s %10s %9s %9s %9s\n", "lists", "per s", "p50 ms", "p95 ms", "most ms")
	for _, p := range all {
		fmt.Printf("%-28s %10.0f %9.3f %9.3f %9.3f\n", p.What, p.PerSecond, p.P50, p.P95, p.Worst)
	}
}
