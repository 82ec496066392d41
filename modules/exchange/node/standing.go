package node

import (
	"database/sql"
	"errors"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

// Standing is a partner's state and the serial of its newest card: what has to be looked at again in a transaction by
// who read the card before it.
func Standing(q db.Reader, org wire.Org) (state State, serial int64, err error) {
	err = q.QueryRow("SELECT state, serial FROM exchange_partner WHERE org = $1", string(org)).Scan(&state, &serial)
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.NotFound, "node.unknown_node", "org", string(org))
	}
	return state, serial, err
}
