package message

import (
	"context"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/modules/exchange/wire"
)

// Erase deletes the content of a message for good: its data keys, and the chunks under them. The envelope, the receipts
// and the log stay. Of a partner's message the partner gets an `erased` receipt; of an own one those who hold it are told
// by a notice, which is the caller's. After the commit the caller calls Keys.SyncLedger. reason is a message key or a
// legal ground. A message that is erased already stays as it is.
func (m *Messages) Erase(tx *db.Tx, name wire.ID, reason string) error {
	msg, err := Load(tx, string(name))
	if err != nil || !msg.ErasedAt.IsZero() {
		return err
	}
	records, err := db.Strings(tx, "SELECT record FROM exchange_stage WHERE message = $1 ORDER BY item", string(msg.ID))
	if err != nil {
		return err
	}
	records = append(records, record(msg.Envelope.Sender, msg.Envelope.Nonce))
	for _, rec := range records {
		if err := m.Keys.Erase(tx, rec, Kind, reason); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM exchange_chunk WHERE record = $1", rec); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("DELETE FROM exchange_stage WHERE message = $1", string(msg.ID)); err != nil {
		return err
	}
	if err := m.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "exchange.erase", Kind: Kind, ID: string(msg.ID), Org: string(msg.Partner), Justification: reason}); err != nil {
		return err
	}
	if msg.Own {
		return nil
	}
	return m.Receipt(tx, msg.ID, wire.Erased, reason, "")
}

// forgetErased throws away the chunks of messages that were erased after the copy from which this database was restored:
// their keys are gone already, what is left nobody can read.
func (m *Messages) forgetErased(ctx context.Context) error {
	const left = "record IN (SELECT e.record FROM erasure e WHERE e.kind = 'exchange.message')"
	var any bool
	err := m.DB.Read(ctx, func(s *db.Snapshot) error {
		return s.QueryRow("SELECT EXISTS (SELECT 1 FROM exchange_chunk WHERE " + left + ")").Scan(&any)
	})
	if err != nil || !any {
		return err
	}
	return m.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		if _, err := tx.Exec("DELETE FROM exchange_chunk WHERE " + left); err != nil {
			return err
		}
		return m.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "exchange.chunks_forgotten", Kind: stageKind, ID: "restored", Justification: "message.erased_before"})
	})
}
