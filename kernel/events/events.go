// Package events lets one module hear of another without knowing it. An event is a struct of ids and
// versions. Who hears what is written down in one place, the app, and read at a glance.
//
// After is the rule: the listener runs as a job written in the announcing transaction, at least once, so it is
// idempotent. Nothing here is called back inside the transaction of the announcer.
package events

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/jobs"
)

// Bus carries events to their listeners.
type Bus struct {
	runner *jobs.Runner
	kinds  map[reflect.Type][]string // event type → job kinds
}

// New makes a bus over the job runner.
func New(runner *jobs.Runner) *Bus { return &Bus{runner: runner, kinds: map[reflect.Type][]string{}} }

// After has listener run, as a job, after each event of type E. name tells the listeners of one event apart.
func After[E any](b *Bus, name string, listener func(ctx context.Context, event E) error) {
	t := reflect.TypeFor[E]()
	kind := "event/" + t.String() + "/" + name
	b.kinds[t] = append(b.kinds[t], kind)
	b.runner.Handle(kind, func(ctx context.Context, body []byte) error {
		var e E
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("event %s: %w", t, err)
		}
		return listener(ctx, e)
	})
}

// Announce writes the jobs of an event's listeners into the transaction.
func (b *Bus) Announce(tx *db.Tx, event any) error {
	for _, kind := range b.kinds[reflect.TypeOf(event)] {
		body, err := json.Marshal(event)
		if err != nil {
			return err
		}
		if err := jobs.Enqueue(tx, kind, id.At(tx.Now()), body, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}
