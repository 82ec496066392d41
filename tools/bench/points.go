package main

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
)

// point is a report with a published place.
type point struct {
	x, y            float64 // Web Mercator, metres
	category, state string
	month           string
}

// half is half the circumference of the Web Mercator world, metres.
const half = 20037508.342789244

// readPoints reads a CSV whose header names lon, lat, category, state and month in any order.
func readPoints(name string) ([]point, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(bufio.NewReaderSize(f, 1<<20))
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, column := range header {
		at[column] = i
	}
	for _, column := range []string{"lon", "lat", "category", "state", "month"} {
		if _, ok := at[column]; !ok {
			return nil, fmt.Errorf("%s has no column %s", name, column)
		}
	}
	lon, lat, category, state, month := at["lon"], at["lat"], at["category"], at["state"], at["month"]
	var all []point
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		x, err := strconv.ParseFloat(row[lon], 64)
		if err != nil {
			return nil, err
		}
		y, err := strconv.ParseFloat(row[lat], 64)
		if err != nil {
			return nil, err
		}
		all = append(all, point{x * half / 180, math.Asinh(math.Tan(y*math.Pi/180)) * half / math.Pi, row[category], row[state], row[month]})
	}
}

// tile is the address of a tile of a zoom.
type tile struct{ x, y int }

// tilesOf gives distinct tiles of a zoom in which points lie, drawn at random but the same in every run, and how
// many points the fullest tile of the zoom holds.
func tilesOf(all []point, zoom, most int) (chosen []tile, fullest int) {
	seen := map[tile]int{}
	n := float64(int(1) << zoom)
	for _, p := range all {
		t := tile{int((p.x + half) / (2 * half) * n), int((half - p.y) / (2 * half) * n)}
		seen[t]++
		fullest = max(fullest, seen[t])
	}
	tiles := make([]tile, 0, len(seen))
	for t := range seen {
		tiles = append(tiles, t)
	}
	slices.SortFunc(tiles, func(a, b tile) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	rand.New(rand.NewPCG(1, uint64(zoom))).Shuffle(len(tiles), func(i, j int) { tiles[i], tiles[j] = tiles[j], tiles[i] })
	return tiles[:min(most, len(tiles))], fullest
}
