package audit_test

import (
	"strings"
	"testing"

	"reeve/kernel/audit"
	"reeve/kernel/db/dbtest"
)

// TestPlans: pages of the list and the feed come by key, without sorting the log.
func TestPlans(t *testing.T) {
	w := open(t, dbtest.SQLite(t, audit.Files(), thingSchema))
	w.fill(2)
	v := newVandal(t, w.d)
	for _, query := range []string{
		"seq IS NOT NULL ORDER BY at DESC, seq DESC LIMIT 51",
		"seq IS NOT NULL AND (at, seq) < (5, 5) ORDER BY at DESC, seq DESC LIMIT 51",
		"seq IS NOT NULL AND at >= 1 AND at < 9 AND (at, seq) < (5, 5) AND place = 'x' ORDER BY at DESC, seq DESC LIMIT 51",
		"seq IS NOT NULL AND actor_id = 'x' AND (at, seq) < (5, 5) ORDER BY at DESC, seq DESC LIMIT 51",
		"seq > 5 ORDER BY seq LIMIT 51",
	} {
		rows, err := v.Query("EXPLAIN QUERY PLAN SELECT body FROM audit_entry WHERE " + query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var a, b, c int
			var step string
			if err := rows.Scan(&a, &b, &c, &step); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(step, "TEMP B-TREE") || strings.HasPrefix(step, "SCAN audit_entry") && !strings.Contains(step, "INDEX") {
				t.Errorf("%s: %s", query, step)
			}
		}
		rows.Close()
	}
}
