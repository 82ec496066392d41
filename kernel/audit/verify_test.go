package audit_test

import (
	"context"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/audit"
	"reeve/kernel/db"
)

// openEpoch begins the second epoch.
func (w *world) openEpoch() {
	w.t.Helper()
	err := w.d.Write(context.Background(), officer(), func(tx *db.Tx) error {
		_, err := w.l.OpenEpoch(tx, "disk broke", "operator", "last known")
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestVerifyNamesTheFault changes one value or removes one row at a time.
func TestVerifyNamesTheFault(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.fill(20)
		w.openEpoch()
		w.fill(5)
		w.mustBeWhole()
		v := newVandal(t, w.d)
		var entry string
		if err := v.QueryRow("SELECT id FROM audit_entry WHERE seq = 7").Scan(&entry); err != nil {
			t.Fatal(err)
		}
		var middle, last int64
		if err := v.QueryRow("SELECT MAX(size) FROM log_checkpoint").Scan(&last); err != nil {
			t.Fatal(err)
		}
		if err := v.QueryRow("SELECT MAX(size) FROM log_checkpoint WHERE size < $1", last).Scan(&middle); err != nil {
			t.Fatal(err)
		}
		type place struct {
			table, key string
			row        any
			column     string // "" = the whole row is removed
		}
		var places []place
		add := func(table, key string, row any, columns ...string) {
			for _, c := range append(columns, "") {
				places = append(places, place{table, key, row, c})
			}
		}
		add("audit_entry", "id", entry, "id", "seq", "at", "operation", "action", "actor_kind", "actor_id", "actor_post", "acting_for",
			"kind", "record", "version", "place", "org", "justification", "covered", "digest_after", "salt", "body", "commitment")
		for _, i := range []int64{0, tlog.StoredHashIndex(0, 6), tlog.StoredHashIndex(1, 4), tlog.StoredHashIndex(4, 0), tlog.StoredHashCount(last) - 1} {
			add("log_hash", "i", i, "h")
		}
		add("log_checkpoint", "size", last, "size", "root", "at", "epoch", "note")
		for _, c := range []string{"size", "root", "at", "epoch", "note"} { // an older one may also be pruned
			places = append(places, place{"log_checkpoint", "size", middle, c})
		}
		add("log_epoch", "id", "2", "epoch", "started", "operator", "reason", "last_checkpoint")
		add("thing", "id", "thing-004", "version", "name", "ok", "weight", "data")

		for _, p := range places {
			name := fmt.Sprintf("%s/%v/%s", p.table, p.row, p.column)
			row, column := fmt.Sprint(p.row), p.column
			var undo func()
			if p.column == "" {
				name, undo = name+"removed", v.remove(p.table, p.key, p.row)
			} else {
				undo = v.flip(p.table, p.key, p.row, p.column)
			}
			if p.table == "audit_entry" && (p.column == "" || p.column == "id" || p.column == "seq") {
				row, column = "", "" // it can be named by its number only, or by its new id
			}
			if p.table == "log_checkpoint" && p.column == "size" {
				row, column = "", "" // the row as it is now
			}
			if p.table == "thing" || p.table == "log_epoch" {
				column = "" // a digest tells the row
			}
			if rep := w.verify(); !names(rep, p.table, row, column) {
				t.Errorf("%s: named as %v", name, rep.Faults)
			} else if len(rep.Faults) > 4 {
				t.Errorf("%s: one fault makes %d: %v", name, len(rep.Faults), rep.Faults)
			}
			undo()
		}
		w.mustBeWhole()

		v.flip("thing", "id", "thing-004", "note")() // is not covered, and put back
		v.exec("INSERT INTO thing (id, version) VALUES ('smuggled', 1)")
		if rep := w.verify(); !names(rep, "thing", "smuggled", "") {
			t.Errorf("a smuggled row: %v", rep.Faults)
		}
		v.exec("DELETE FROM thing WHERE id = 'smuggled'")
		v.exec("INSERT INTO log_hash (i, h) VALUES (1000000, $1)", make([]byte, 32))
		if rep := w.verify(); !names(rep, "log_hash", "1000000", "") {
			t.Errorf("a smuggled hash: %v", rep.Faults)
		}
	})
}

func TestErasedRecord(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.fill(3)
		erase := func(op audit.Operation, id string) error {
			return w.d.Write(context.Background(), officer(), func(tx *db.Tx) error {
				if _, err := tx.Exec("DELETE FROM thing WHERE id = $1", id); err != nil {
					return err
				}
				return w.l.Record(tx, audit.Entry{Operation: op, Action: "thing.erase", Kind: "thing", ID: id})
			})
		}
		if err := erase(audit.Alteration, "thing-001"); err == nil {
			t.Error("a record vanished by an alteration")
		}
		if err := erase(audit.Erasure, "thing-001"); err != nil {
			t.Fatal(err)
		}
		w.mustBeWhole()
		newVandal(t, w.d).exec("INSERT INTO thing (id, version) VALUES ('thing-001', 1)")
		if rep := w.verify(); !names(rep, "thing", "thing-001", "") {
			t.Errorf("an erased record came back: %v", rep.Faults)
		}
	})
}

// TestConsultationVouchesForNothing: reading a record that was changed past the program does not hide it.
func TestConsultationVouchesForNothing(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.fill(2)
		newVandal(t, w.d).flip("thing", "id", "thing-001", "name")
		err := w.d.Write(context.Background(), officer(), func(tx *db.Tx) error {
			return w.l.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "thing.open", Kind: "thing", ID: "thing-001"})
		})
		if err != nil {
			t.Fatal(err)
		}
		if rep := w.verify(); !names(rep, "thing", "thing-001", "") {
			t.Errorf("the change is not seen: %v", rep.Faults)
		}
	})
}
