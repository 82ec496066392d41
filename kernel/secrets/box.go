package secrets

import (
	"crypto/rand"
	"fmt"

	"reeve/kernel/db"
)

// Box is the data key of one record in memory, so that much content is sealed and opened outside of a transaction. It is
// kept no longer than the work at hand: whoever holds it can still read what was erased meanwhile. Safe for concurrent use.
type Box struct {
	record       string
	key, wrapped []byte
}

// NewBox makes the data key of a record that has none and was never erased. Nothing is stored before [Box.Store].
func (k *Keys) NewBox(record string) *Box {
	key := make([]byte, 32)
	rand.Read(key)
	return &Box{record: record, key: key, wrapped: seal(k.derived("data keys"), label(record, ""), key)}
}

// OpenBox reads the data key of a record; errs.Gone when it was erased.
func (k *Keys) OpenBox(r db.Reader, record string) (*Box, error) {
	key, err := k.dataKey(r, record)
	if err != nil {
		return nil, err
	}
	return &Box{record: record, key: key}, nil
}

// Store keeps the key of a [Keys.NewBox]; call it in the transaction that stores what the box sealed.
func (b *Box) Store(tx *db.Tx) error {
	_, err := tx.Exec("INSERT INTO data_key (record, wrapped) VALUES ($1, $2)", b.record, b.wrapped)
	return err
}

// Seal is [Keys.Seal] without a transaction.
func (b *Box) Seal(field string, plain []byte) []byte {
	return seal(b.key, label(b.record, field), plain)
}

// Open is [Keys.Open] without a transaction.
func (b *Box) Open(field string, sealed []byte) ([]byte, error) {
	plain, err := open(b.key, label(b.record, field), sealed)
	if err != nil {
		return nil, fmt.Errorf("open %s of %s: %w", field, b.record, err)
	}
	return plain, nil
}
