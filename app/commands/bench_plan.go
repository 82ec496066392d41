package commands

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"reeve/app/bench"
)

// BenchPlan measures the pages and the report of a large plan.
type BenchPlan struct {
	Activities int    `default:"10000" help:"Invented activities."`
	Rounds     int    `default:"4" help:"Years that are rated."`
	Database   string `help:"Measure on this PostgreSQL database, which must be empty." placeholder:"URL"`
	Seconds    int    `default:"2" help:"Seconds for each page."`
	JSON       bool   `help:"Print JSON."`
}

// Run prints what was measured.
func (b *BenchPlan) Run(ctx context.Context) error {
	r, err := bench.RunPlan(ctx, bench.PlanOptions{Activities: b.Activities, Rounds: b.Rounds, Database: b.Database, Seconds: b.Seconds, Out: os.Stderr})
	if err != nil {
		return err
	}
	if b.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	fmt.Printf("%s, %d cores, load of the machine before: %.2f, %d activities\n", r.Engine, r.Cores, r.Load, r.Activities)
	fmt.Printf("imported in %.0f ms, a year rated in %.0f ms, process %.0f MB\n", r.ImportMS, r.RateMS, r.ResidentMB)
	printPages(r.Pages)
	for _, f := range r.Files {
		fmt.Printf("report %-6s %9.0f ms %12d bytes\n", f.Format, f.MS, f.Bytes)
	}
	return nil
}
