package commands

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"reeve/app/bench"
)

// Bench groups the measurements.
type Bench struct {
	Filing BenchFiling `cmd:"" default:"withargs" help:"Filings, audit entries, start and memory."`
	Map    BenchMap    `cmd:"" help:"Tiles, lists and start of the public map."`
	Plan   BenchPlan   `cmd:"" help:"Pages and report of a large plan."`

	Exchange BenchExchange `cmd:"" help:"Messages between two nodes in two processes."`
	Peer     BenchPeer     `cmd:"" hidden:"" help:"The other process of bench exchange."`
}

// BenchFiling measures filings and what they rest on.
type BenchFiling struct {
	Seconds  int    `default:"5" help:"Seconds for each measurement."`
	Clients  int    `default:"200" help:"Clients that file at once."`
	Database string `help:"Measure on this PostgreSQL database, which must be empty." placeholder:"URL"`
	JSON     bool   `help:"Print JSON."`
}

// Run prints what was measured, and how.
func (b *BenchFiling) Run(ctx context.Context) error {
	r, err := bench.Run(ctx, bench.Options{Database: b.Database, Seconds: b.Seconds, Clients: b.Clients, Out: os.Stderr})
	if err != nil {
		return err
	}
	if b.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	line := func(what string, v bench.Rate) {
		fmt.Printf("%-46s %9.0f/s   p50 %7.2f ms   p99 %7.2f ms   %.3f flushes each   %d done, %d failed\n", what, v.PerSecond, v.P50, v.P99, v.Flushes, v.Done, v.Failed)
	}
	fmt.Printf("%s, %d cores, load of the machine before: %.2f, %d clients, %d s each\n", r.Engine, r.Cores, r.LoadBefore, b.Clients, b.Seconds)
	line("filings over HTTP", r.OverHTTP)
	line("the same filings without HTTP", r.Direct)
	fmt.Printf("%-46s %9.2f\n", "ratio HTTP to direct", r.Ratio)
	if r.SlowFlush != nil {
		line("filings over HTTP, flushes slowed by 2 ms", *r.SlowFlush)
	}
	line("audit entry to signed checkpoint, alone", r.AuditAlone)
	line("audit entries, 512 writers", r.AuditMany)
	fmt.Printf("%-46s %9.0f ms\n", "open what exists, to the first page", r.OpenMS)
	fmt.Printf("%-46s %9.0f MB\n", "memory afterwards", r.IdleMB)
	return nil
}
