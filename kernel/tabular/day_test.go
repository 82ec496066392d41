package tabular

import "testing"

func TestDay(t *testing.T) {
	for value, want := range map[string]string{"2026-12-31": "2026-12-31", "31.12.2026": "2026-12-31", "1. 2. 2026": "2026-02-01", "5/6/2026": "2026-06-05", "46387": "2026-12-31",
		" 1.2.2026. ": "2026-02-01", "2026-12-31 00:00:00": "2026-12-31", "31.31.2026": "", "2026-02-30": "", "": "", "soon": "", "12": "", "1.1.1799": ""} {
		if day, ok := Day(value); day != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", value, day, ok, want)
		}
	}
}
