package message

import (
	"context"
	"sync"

	"filippo.io/age"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// sealers keeps partners' keys ready for sealing, by the serial of the card that names them: reading one costs a third
// of sealing a short text.
type sealers struct {
	mu sync.Mutex
	by map[wire.Org]sealer
}

type sealer struct {
	key    *age.HybridRecipient
	serial int64 // of the card
}

// sealersOf gives the keys of the recipients, all trusted.
func (m *Messages) sealersOf(ctx context.Context, orgs []wire.Org) (all []sealer, err error) {
	err = m.DB.Read(ctx, func(q *db.Snapshot) error {
		all = make([]sealer, len(orgs))
		for i, org := range orgs {
			if all[i], err = m.sealerOf(q, org); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

func (m *Messages) sealerOf(q db.Reader, org wire.Org) (sealer, error) {
	state, serial, err := node.Standing(q, org)
	if err != nil {
		return sealer{}, err
	}
	if state != node.Trusted {
		return sealer{}, errs.New(errs.Forbidden, "message.not_trusted", "node", string(org))
	}
	m.sealers.mu.Lock()
	s, ok := m.sealers.by[org]
	m.sealers.mu.Unlock()
	if ok && s.serial == serial {
		return s, nil
	}
	p, err := node.Load(q, org)
	if err != nil {
		return s, err
	}
	s = sealer{serial: p.Card.Serial}
	if s.key, err = wire.ParseSeal(p.Card.Seal); err != nil {
		return s, err
	}
	m.sealers.mu.Lock()
	defer m.sealers.mu.Unlock()
	if m.sealers.by == nil || len(m.sealers.by) > 1000 {
		m.sealers.by = map[wire.Org]sealer{}
	}
	m.sealers.by[org] = s
	return s, nil
}

func keysOf(all []sealer) []*age.HybridRecipient {
	keys := make([]*age.HybridRecipient, len(all))
	for i, s := range all {
		keys[i] = s.key
	}
	return keys
}
