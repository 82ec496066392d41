package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// ratio says how many times faster the program makes tiles of a zoom than the fastest way of PostGIS.
type ratio struct {
	Zoom    int     `json:"zoom"`
	Reeve   float64 `json:"reeve_per_second"`
	PostGIS float64 `json:"postgis_per_second"`
	Way     string  `json:"way"` // the fastest one
	Times   float64 `json:"times"`
	ByCPU   float64 `json:"times_by_cpu"` // the same by CPU a tile, which other processes disturb less
}

// compare reads what reeve bench map has measured.
func compare(name string, measured []measurement) ([]ratio, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var reeve struct {
		Tiles []struct {
			Zoom      int     `json:"zoom"`
			PerSecond float64 `json:"per_second"`
			CPU       float64 `json:"cpu_ms"`
		} `json:"tiles"`
	}
	if err := json.Unmarshal(raw, &reeve); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var all []ratio
	for _, t := range reeve.Tiles {
		r := ratio{Zoom: t.Zoom, Reeve: t.PerSecond}
		least := 0.0
		for _, m := range measured {
			if m.Zoom == t.Zoom && m.PerSecond > r.PostGIS {
				r.PostGIS, r.Way = m.PerSecond, m.Way
			}
			if m.Zoom == t.Zoom && (least == 0 || m.CPU < least) {
				least = m.CPU
			}
		}
		if t.CPU > 0 {
			r.ByCPU = least / t.CPU
		}
		if r.PostGIS > 0 {
			r.Times = r.Reeve / r.PostGIS
			all = append(all, r)
		}
	}
	return all, nil
}

func (r result) print() {
	fmt.Printf("%d points, %d cores, other processes took %.0f %% of the CPU\n%s\n\n", r.Points, r.Cores, 100*r.Others, r.PostGIS)
	fmt.Printf("%4s  %-5s %7s %10s %10s %10s %9s %10s\n", "zoom", "way", "tiles", "tiles/s", "p50 ms", "p95 ms", "bytes", "CPU ms")
	for _, m := range r.Measured {
		fmt.Printf("%4d  %-5s %7d %10.1f %10.3f %10.3f %9d %10.3f\n", m.Zoom, m.Way, m.Tiles, m.PerSecond, m.P50, m.P95, m.Bytes, m.CPU)
	}
	if len(r.Ratios) > 0 {
		fmt.Printf("\n%4s %14s %22s %8s %8s\n", "zoom", "reeve tiles/s", "PostGIS tiles/s", "times", "by CPU")
	}
	for _, t := range r.Ratios {
		fmt.Printf("%4d %14.0f %22s %8.1f %8.1f\n", t.Zoom, t.Reeve, fmt.Sprintf("%.1f (%s)", t.PostGIS, t.Way), t.Times, t.ByCPU)
	}
}
