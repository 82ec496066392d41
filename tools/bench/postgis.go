package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// measurement is a way at a zoom.
type measurement struct {
	Way       string  `json:"way"`
	Zoom      int     `json:"zoom"`
	Tiles     int     `json:"tiles"` // distinct ones
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P95       float64 `json:"p95_ms"`
	Bytes     int     `json:"bytes"`         // of a tile, mean
	CPU       float64 `json:"cpu_ms"`        // of a tile, mean, of the server process and of this one: what others took is not in it
	Others    float64 `json:"cpu_of_others"` // share of all cores while it was measured
}

// maxFeatures is how many features a tile has at most: 64 by 64.
const maxFeatures = 4096

// setting is what the session runs with, and why.
func setting() []string {
	return []string{
		"SET jit = off", // compiling costs more than such queries take
		"SET max_parallel_workers_per_gather = 0",  // one core against one core
		"SET work_mem = '256MB'",                   // sorting and hashing in memory
		"SET plan_cache_mode = force_generic_plan", // planned once: planning costs more than a small tile
	}
}

// load makes the table, its index and its statistics.
func load(ctx context.Context, conn *pgx.Conn, all []point) (version string, err error) {
	statements := append(setting(), "CREATE EXTENSION IF NOT EXISTS postgis", "DROP TABLE IF EXISTS bench_point",
		"CREATE TABLE bench_point (id BIGINT, x DOUBLE PRECISION, y DOUBLE PRECISION, category TEXT, state TEXT, month TEXT)")
	for _, text := range statements {
		if _, err := conn.Exec(ctx, text); err != nil {
			return "", fmt.Errorf("%s: %w", text, err)
		}
	}
	n := -1
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"bench_point"}, []string{"id", "x", "y", "category", "state", "month"}, pgx.CopyFromFunc(func() ([]any, error) {
		if n++; n >= len(all) {
			return nil, nil
		}
		p := all[n]
		return []any{int64(n), p.x, p.y, p.category, p.state, p.month}, nil
	}))
	if err != nil {
		return "", err
	}
	for _, text := range []string{
		"ALTER TABLE bench_point ADD COLUMN geom geometry(Point, 3857)",
		"UPDATE bench_point SET geom = ST_SetSRID(ST_MakePoint(x, y), 3857)",
		"CREATE INDEX bench_point_geom ON bench_point USING gist (geom)",
		"CLUSTER bench_point USING bench_point_geom",
		"VACUUM (ANALYZE) bench_point",
	} {
		if _, err := conn.Exec(ctx, text); err != nil {
			return "", fmt.Errorf("%s: %w", text, err)
		}
	}
	return version, conn.QueryRow(ctx, "SELECT postgis_full_version()").Scan(&version)
}

// ways are the SQL texts that make a tile of zoom $1, column $2, row $3. Both hold every point in a feature: alone,
// in a cell, or in the remainder.
func ways() map[string]string {
	return map[string]string{
		"raw": fmt.Sprintf(`WITH inside AS MATERIALIZED (
				SELECT p.geom, p.id, p.category, p.state FROM bench_point p WHERE p.geom && ST_TileEnvelope($1, $2, $3)),
			drawn AS (SELECT ST_AsMVTGeom(f.geom, ST_TileEnvelope($1, $2, $3), 4096, 0, true) AS g, 'report' AS kind, 1::bigint AS count, f.category, f.state, f.id AS ref
				FROM (SELECT * FROM inside LIMIT %[1]d) f
				UNION ALL SELECT ST_AsMVTGeom(ST_Centroid(ST_TileEnvelope($1, $2, $3)), ST_TileEnvelope($1, $2, $3), 4096, 0, true), 'remainder', r.n - %[1]d, NULL, NULL, NULL
				FROM (SELECT count(*) AS n FROM inside) r WHERE r.n > %[1]d)
			SELECT ST_AsMVT(drawn, 'reports', 4096, 'g') FROM drawn`, maxFeatures),
		"plain": fmt.Sprintf(`SELECT ST_AsMVT(drawn, 'reports', 4096, 'g') FROM (SELECT ST_AsMVTGeom(p.geom, ST_TileEnvelope($1, $2, $3), 4096, 0, true) AS g,
			'report' AS kind, 1::bigint AS count, p.category, p.state, p.id AS ref FROM bench_point p WHERE p.geom && ST_TileEnvelope($1, $2, $3) LIMIT %d) drawn`, maxFeatures),
		"grid": `WITH box AS (SELECT ST_TileEnvelope($1, $2, $3) AS e),
			edge AS (SELECT e, ST_XMin(e) AS x0, ST_YMin(e) AS y0, 64 / (ST_XMax(e) - ST_XMin(e)) AS f FROM box),
			cells AS (SELECT count(*) AS count, avg(p.x) AS x, avg(p.y) AS y, min(p.category) AS category, min(p.state) AS state, min(p.id) AS ref
				FROM edge, bench_point p WHERE p.geom && ST_TileEnvelope($1, $2, $3)
				GROUP BY floor((p.x - edge.x0) * edge.f)::int * 64 + floor((p.y - edge.y0) * edge.f)::int),
			drawn AS (SELECT ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(c.x, c.y), 3857), edge.e, 4096, 0, true) AS g,
				CASE WHEN c.count = 1 THEN 'report' ELSE 'cluster' END AS kind, c.count, CASE WHEN c.count = 1 THEN c.category END AS category,
				CASE WHEN c.count = 1 THEN c.state END AS state, CASE WHEN c.count = 1 THEN c.ref END AS ref FROM cells c, edge)
			SELECT ST_AsMVT(drawn, 'reports', 4096, 'g') FROM drawn`,
	}
}

// asks is how many times a tile is asked for at least where a zoom has few, if there is time.
const asks = 200

// measure asks for tiles, each once to warm up and then measured, until the time is over.
func measure(ctx context.Context, conn *pgx.Conn, way string, zoom int, tiles []tile, seconds int) (measurement, error) {
	m := measurement{Way: way, Zoom: zoom}
	text := ways()[way]
	before, err := usage(ctx, conn)
	if err != nil {
		return m, err
	}
	var times []time.Duration
	var took time.Duration
	bytes, warm := 0, 0
	for n := 0; len(tiles) > 0 && (n < len(tiles) || n < asks); n++ { // few tiles are asked for again and again
		t := tiles[n%len(tiles)]
		var body []byte
		if n < len(tiles) {
			if err := conn.QueryRow(ctx, text, zoom, t.x, t.y).Scan(&body); err != nil {
				return m, err
			}
			warm++
		}
		begin := time.Now()
		if err := conn.QueryRow(ctx, text, zoom, t.x, t.y).Scan(&body); err != nil {
			return m, err
		}
		spent := time.Since(begin)
		times, took, bytes = append(times, spent), took+spent, bytes+len(body)
		if took > time.Duration(seconds)*time.Second {
			break
		}
	}
	after, err := usage(ctx, conn)
	if err != nil {
		return m, err
	}
	m.Others = before.others(after)
	slices.Sort(times)
	if n := len(times); n > 0 {
		m.Tiles, m.PerSecond = min(n, len(tiles)), float64(n)/took.Seconds()
		m.P50, m.P95, m.Bytes = ms(times[n/2]), ms(times[n*95/100]), bytes/n
		m.CPU = (after.ours - before.ours) * 10 / float64(n+warm)
	}
	return m, nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
