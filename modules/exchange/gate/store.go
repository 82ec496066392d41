package gate

import (
	"encoding/json"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// Act is what was said about a message, by whom and in which one.
type Act struct {
	ID       string
	Message  wire.ID
	Item     int
	Act      wire.ActKind
	Use      codes.Use
	For      []wire.Org
	Until    string
	Handling []codes.Handling
	Restrict *codes.Restriction
	By       wire.Org
	In       wire.ID
	At       int64 // µs
}

// Acts are what was said about a message, in the order in which it came here.
func Acts(q db.Reader, about wire.ID) ([]Act, error) {
	return db.All(q, func(scan db.Scan) (a Act, err error) {
		var orgs, handling, restriction string
		if err = scan(&a.ID, &a.Message, &a.Item, &a.Act, &a.Use, &orgs, &a.Until, &handling, &restriction, &a.By, &a.In, &a.At); err != nil {
			return a, err
		}
		for text, to := range map[string]any{orgs: &a.For, handling: &a.Handling, restriction: &a.Restrict} {
			if text == "" {
				continue
			}
			if err = json.Unmarshal([]byte(text), to); err != nil {
				return a, err
			}
		}
		return a, nil
	}, "SELECT id, message, item, act, for_use, for_orgs, until_day, handling, restriction, said_by, said_in, at FROM exchange_act WHERE message = $1 ORDER BY at, id", string(about))
}

// insert keeps an act; it is there once.
func (g *Gate) insert(tx *db.Tx, a Act) (fresh bool, err error) {
	if err := tx.QueryRow("SELECT NOT EXISTS (SELECT 1 FROM exchange_act WHERE id = $1)", a.ID).Scan(&fresh); err != nil || !fresh {
		return false, err
	}
	orgs, err := text(a.For, len(a.For) == 0)
	if err != nil {
		return false, err
	}
	handling, err := text(a.Handling, len(a.Handling) == 0)
	if err != nil {
		return false, err
	}
	restriction, err := text(a.Restrict, a.Restrict == nil)
	if err != nil {
		return false, err
	}
	stored := []any{string(a.Message), int64(a.Item), string(a.Act), string(a.Use), orgs, a.Until, handling, restriction, string(a.By), string(a.In), a.At, int64(1)}
	if _, err := tx.Exec(`INSERT INTO exchange_act (message, item, act, for_use, for_orgs, until_day, handling, restriction, said_by, said_in, at, version, id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, append(stored, a.ID)...); err != nil {
		return false, err
	}
	return true, g.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "exchange.act." + string(a.Act), Kind: Kind, ID: a.ID, Version: 1, Org: string(a.By), Stored: stored[:len(stored)-1]})
}

func text(v any, empty bool) (string, error) {
	if empty {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}
