package process

import (
	"time"

	"reeve/kernel/db"
)

// Taken is one step of a history.
type Taken struct {
	ID                     string
	Version                int64
	Step, From, To         string
	OccurredAt, RecordedAt time.Time
	ActorKind, Actor, Post string
	ActingFor              string
	Detail                 []byte // sealed
}

// History lists the steps of an instance in the order they were recorded.
func History(q db.Reader, instance string) ([]Taken, error) {
	return db.All(q, func(scan db.Scan) (t Taken, err error) {
		var occurred, recorded int64
		err = scan(&t.ID, &t.Version, &t.Step, &t.From, &t.To, &occurred, &recorded, &t.ActorKind, &t.Actor, &t.Post, &t.ActingFor, &t.Detail)
		t.OccurredAt, t.RecordedAt = db.Time(occurred), db.Time(recorded)
		return t, err
	}, `SELECT id, version, step, from_state, to_state, occurred_at, recorded_at, actor_kind, actor, post, acting_for, detail
		FROM process_step WHERE instance = $1 ORDER BY version`, instance)
}

// TakenBy tells whether the actor of the transaction has taken this very step before.
func TakenBy(tx *db.Tx, id, instance, step string) (bool, error) {
	if id == "" {
		return false, nil
	}
	var n int
	a := tx.Actor()
	err := tx.QueryRow("SELECT count(*) FROM process_step WHERE id = $1 AND instance = $2 AND actor_kind = $3 AND actor = $4 AND step = $5", id, instance, a.Kind, a.ID, step).Scan(&n)
	return n > 0, err
}
