package demo

import (
	"testing"

	"reeve/app"
	"reeve/modules/meetings"
)

// besideReports checks what the story holds beside reports; states are the numbers of records by state.
func besideReports(t *testing.T, a *app.App, states map[string]int) {
	t.Helper()
	for query, least := range map[string]int{
		"SELECT 'all', COUNT(*) FROM meeting": 21, "SELECT 'all', COUNT(*) FROM duty_entry": 1500, "SELECT 'all', COUNT(*) FROM duty_roster": 500,
		"SELECT 'all', COUNT(*) FROM duty_entry WHERE kind = 'abstraction'": 10, "SELECT 'all', COUNT(*) FROM duty_entry WHERE ref_kind = 'meeting'": 2,
	} {
		if n := counts(t, a, query)["all"]; n < least {
			t.Errorf("%s: %d, at least %d wanted", query, n, least)
		}
	}
	for _, state := range append(meetings.States(), meetings.Open, meetings.Late, meetings.Kept) {
		if states[state] == 0 {
			t.Errorf("no meeting or commitment is %s: %v", state, states)
		}
	}
}
