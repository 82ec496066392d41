package audit

import (
	"fmt"
	"strconv"
	"strings"

	"reeve/kernel/db"
)

// epochTable covers the epochs; the first has no row.
func epochTable() Table {
	return Table{Kind: "log_epoch", Name: "log_epoch", Key: "id", Columns: []string{"epoch", "started", "operator", "reason", "last_checkpoint"}}
}

// origin is what a checkpoint's first line says: the log's name and its epoch.
func origin(name string, epoch int64) string { return fmt.Sprintf("%s/epoch/%d", name, epoch) }

// SplitOrigin reads a checkpoint's first line.
func SplitOrigin(line string) (name string, epoch int64, ok bool) {
	name, n, ok := cutLast(line, "/epoch/")
	epoch, err := strconv.ParseInt(n, 10, 64)
	return name, epoch, ok && err == nil && epoch > 0 && origin(name, epoch) == line
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func epochNow(r db.Reader) (epoch int64, err error) {
	err = r.QueryRow("SELECT COALESCE(MAX(epoch), 1) FROM log_epoch").Scan(&epoch)
	return epoch, err
}

// OpenEpoch begins a new epoch: after a restore the log may be shorter than what others have seen of it, and
// says so instead of looking rewritten. last is the last checkpoint known from before, in its signed form, or
// empty. Everybody who watches the log must accept the new epoch by hand.
func (l *Log) OpenEpoch(tx *db.Tx, reason, operator, last string) (epoch int64, err error) {
	if epoch, err = epochNow(tx); err != nil {
		return 0, err
	}
	epoch++
	id := strconv.FormatInt(epoch, 10)
	if _, err := tx.Exec("INSERT INTO log_epoch (id, epoch, started, operator, reason, last_checkpoint) VALUES ($1, $2, $3, $4, $5, $6)",
		id, epoch, db.Micros(tx.Now()), operator, reason, last); err != nil {
		return 0, err
	}
	return epoch, l.Record(tx, Entry{Operation: Collection, Action: "audit.epoch", Kind: "log_epoch", ID: id, Justification: reason})
}
