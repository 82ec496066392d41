package tabular

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Day reads a civil day as people and spreadsheets write it (2026-12-31, 31.12.2026, 31/12/2026, a spreadsheet's day
// number) and gives it as YYYY-MM-DD; ok is false for anything else and for years outside 1900–2199.
func Day(value string) (day string, ok bool) {
	value = strings.TrimRight(strings.TrimSpace(value), ".")
	for _, layout := range []string{"2006-1-2", "2.1.2006", "2. 1. 2006", "2/1/2006", "2006.1.2", "2006/1/2", "2006-1-2 15:04:05", "2006-1-2T15:04:05",
		"2006-1-2T15:04:05Z07:00", "2.1.2006 15:04"} {
		if t, err := time.Parse(layout, value); err == nil && t.Year() >= 1900 && t.Year() < 2200 {
			return t.Format(time.DateOnly), true
		}
	}
	// Day 1 is 1900-01-01, and there is a 29 February 1900 that never was.
	if n, err := strconv.ParseFloat(value, 64); err == nil && n >= 10000 && n < 100000 {
		return time.Date(1899, 12, 30+int(math.Floor(n)), 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
	}
	return "", false
}
