package gate

import (
	"context"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// Look finds out by which day the messages that came must be erased, and erases those whose day is over.
func (g *Gate) Look(ctx context.Context) error {
	for {
		n, err := g.look(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	return g.eraseDue(ctx)
}

// look looks at some messages that nobody looked at yet.
func (g *Gate) look(ctx context.Context) (int, error) {
	days := map[string]string{}
	err := g.DB.Read(ctx, func(q *db.Snapshot) error {
		names, err := db.Strings(q, "SELECT message FROM exchange_unlooked ORDER BY message LIMIT 200")
		if err != nil {
			return err
		}
		for _, name := range names {
			heads, err := g.Messages.Heads(q, wire.ID(name))
			if err != nil && errs.KindOf(err) == errs.Internal {
				return err
			}
			day := ""
			for _, h := range heads {
				if h.Restrict != nil {
					day = earlier(day, h.Restrict.DeleteBy)
				}
			}
			days[name] = day
		}
		return nil
	})
	if err != nil || len(days) == 0 {
		return 0, err
	}
	return len(days), g.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		for name, day := range days {
			if _, err := tx.Exec("DELETE FROM exchange_unlooked WHERE message = $1", name); err != nil {
				return err
			}
			if err := eraseBy(tx, wire.ID(name), day); err != nil {
				return err
			}
		}
		return g.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "exchange.gate.look", Kind: Kind, ID: "delete_by", Justification: "gate.looked"})
	})
}

// eraseBy keeps the day by which a message must be erased; the earliest that its provider has said counts. An empty day is
// none.
func eraseBy(tx *db.Tx, id wire.ID, day string) error {
	if day == "" {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO exchange_delete_by (message, day) VALUES ($1, $2)
		ON CONFLICT (message) DO UPDATE SET day = excluded.day WHERE excluded.day < exchange_delete_by.day`, string(id), day)
	return err
}

func (g *Gate) eraseDue(ctx context.Context) error {
	today := g.Now().In(g.Zone()).Format(time.DateOnly)
	var due []string
	err := g.DB.Read(ctx, func(q *db.Snapshot) (err error) {
		due, err = db.Strings(q, "SELECT message FROM exchange_delete_by WHERE day < $1 ORDER BY day LIMIT 500", today)
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range due {
		err := g.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
			if _, err := tx.Exec("DELETE FROM exchange_delete_by WHERE message = $1", name); err != nil {
				return err
			}
			if err := g.Messages.Erase(tx, wire.ID(name), "gate.delete_by"); err != nil {
				return err
			}
			return g.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "exchange.gate.due", Kind: message.Kind, ID: name, Justification: "gate.delete_by"})
		})
		if err != nil {
			return err
		}
	}
	if len(due) == 0 {
		return nil
	}
	return g.Keys.SyncLedger(ctx, g.DB)
}
