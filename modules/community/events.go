package community

import "reeve/kernel/db"

// AgreementInForce tells that an agreement is in force from now on: posts may be opened, channels too.
type AgreementInForce struct {
	Agreement string // id
	Version   int64
}

// AgreementEnded tells that an agreement is in force no more: nothing new is begun on it, what runs runs to its end.
type AgreementEnded struct {
	Agreement string // id
	Version   int64
}

func (c *Community) announce(tx *db.Tx, event any) error {
	if c.Announce == nil {
		return nil
	}
	return c.Announce(tx, event)
}
