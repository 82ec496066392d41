package exchange

import (
	"context"
	"io"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/modules/exchange/delivery"
	"reeve/modules/exchange/evidence"
	"reeve/modules/exchange/wire"
)

// EvidenceReport is what the check of an evidence file found.
type EvidenceReport = evidence.Report

// CheckEvidence checks an evidence file; it needs no installation.
func CheckEvidence(file []byte) (EvidenceReport, error) { return evidence.Check(file) }

// VerifyCosigned compares the own log with the checkpoints that partners cosigned.
func VerifyCosigned(q db.Reader, origin string) (n int, faults []audit.Fault, err error) {
	return delivery.VerifyCosigned(q, origin)
}

// ForkNotes name the partners whose logs were found to be rewritten.
func ForkNotes(q db.Reader) ([]audit.Fault, error) { return delivery.ForkNotes(q) }

// evidence writes what proves a message.
func (x *Exchange) evidence(ctx context.Context, w io.Writer, id wire.ID) error {
	b, err := evidence.Make(ctx, evidence.Needs{DB: x.DB, Log: x.Log, Own: x.Own, Messages: x.Messages, Now: x.Now}, string(id))
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

// Sweep forgets chunks that no message came for.
func (x *Exchange) Sweep(ctx context.Context) error {
	if x.Delivery == nil {
		return nil
	}
	return x.Delivery.Sweep(ctx)
}
