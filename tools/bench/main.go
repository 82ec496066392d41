// Command bench measures PostGIS on the points of the public map's benchmark, as a peer to compare with: both give
// vector tiles of the same points in the same run on the same machine.
//
//	bin/reeve bench map --reports 1000000 --points points.csv --json > reeve.json
//	tools/withpg go run ./tools/bench --points points.csv --reeve reeve.json
//
// Nouns: a point (where, category, state, month); a way (one of the SQL texts that make a tile); a measurement (a
// way at a zoom).
//
// What is compared: the tiles of both hold at most 4,096 features and lose no report. PostGIS is asked in three ways,
// and the fastest one counts: raw (up to 4,096 points, the others as one remainder with their number), plain (the
// same without remainder, at zooms where no tile holds more) and grid (64 by 64 cells, each with its number and mean
// place). One connection, statements planned once, jit off, no parallel workers; the table is clustered by its GiST
// index and analysed, and every tile is asked for once before it is measured.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"

	"github.com/jackc/pgx/v5"
)

// result is what is printed as JSON.
type result struct {
	Points   int           `json:"points"`
	Cores    int           `json:"cores"`
	PostGIS  string        `json:"postgis"`
	Others   float64       `json:"cpu_of_others"` // share of all cores that other processes took meanwhile
	Measured []measurement `json:"measured"`
	Ratios   []ratio       `json:"ratios,omitempty"`
}

func main() {
	points := flag.String("points", "", "CSV with the columns lon, lat, category, state, month")
	database := flag.String("database", os.Getenv("REEVE_TEST_POSTGRES"), "PostgreSQL with PostGIS; its table bench_point is made anew")
	reeve := flag.String("reeve", "", "JSON of reeve bench map, to print ratios")
	seconds := flag.Int("seconds", 20, "longest time of a measurement")
	tiles := flag.Int("tiles", 1000, "distinct tiles of a zoom, where there are as many")
	asJSON := flag.Bool("json", false, "print JSON only")
	flag.Parse()
	if err := run(context.Background(), *points, *database, *reeve, *seconds, *tiles, *asJSON); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, points, database, reeve string, seconds, most int, asJSON bool) error {
	all, err := readPoints(points)
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	res := result{Points: len(all), Cores: runtime.NumCPU()}
	fmt.Fprintln(os.Stderr, "loading", len(all), "points into PostGIS")
	if res.PostGIS, err = load(ctx, conn, all); err != nil {
		return err
	}
	begin, err := usage(ctx, conn)
	if err != nil {
		return err
	}
	for _, zoom := range []int{6, 10, 14} {
		chosen, fullest := tilesOf(all, zoom, most)
		for _, way := range []string{"raw", "plain", "grid"} {
			if way == "plain" && fullest > maxFeatures { // it would leave points out
				continue
			}
			fmt.Fprintf(os.Stderr, "zoom %d, %s, %d tiles\n", zoom, way, len(chosen))
			m, err := measure(ctx, conn, way, zoom, chosen, seconds)
			if err != nil {
				return fmt.Errorf("zoom %d, %s: %w", zoom, way, err)
			}
			res.Measured = append(res.Measured, m)
		}
	}
	end, err := usage(ctx, conn)
	if err != nil {
		return err
	}
	res.Others = begin.others(end)
	if reeve != "" {
		if res.Ratios, err = compare(reeve, res.Measured); err != nil {
			return err
		}
	}
	if asJSON {
		return json.NewEncoder(os.Stdout).Encode(res)
	}
	res.print()
	return nil
}
