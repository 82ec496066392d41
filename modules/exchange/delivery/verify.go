package delivery

import (
	"golang.org/x/mod/sumdb/note"

	"filippo.io/torchwood"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// VerifyCosigned compares the own log with the checkpoints that partners cosigned and sent back: whoever writes the log
// anew cannot make these again. It tells how many there were and what does not fit; it reads the stored hashes, which
// audit.Verify compares with the entries.
func VerifyCosigned(q db.Reader, origin string) (n int, faults []audit.Fault, err error) {
	type kept struct {
		partner string
		epoch   int64
		size    int64
		signed  string
	}
	all, err := db.All(q, func(scan db.Scan) (k kept, err error) {
		err = scan(&k.partner, &k.epoch, &k.size, &k.signed)
		return
	}, "SELECT partner, epoch, size, note FROM exchange_cosigned ORDER BY partner, epoch, day")
	if err != nil {
		return 0, nil, err
	}
	var size int64
	if err := q.QueryRow("SELECT COALESCE(MAX(size), 0) FROM log_checkpoint").Scan(&size); err != nil {
		return 0, nil, err
	}
	for _, k := range all {
		p, err := node.Load(q, wire.Org(k.partner))
		if err != nil {
			return n, faults, err
		}
		fault := func(key, detail string) {
			faults = append(faults, audit.Fault{Key: key, Table: "exchange_cosigned", Row: k.partner, Detail: detail})
		}
		v, err := torchwood.NewCosignatureVerifier(p.Card.Log.Cosign)
		if err != nil {
			return n, faults, err
		}
		opened, err := note.Open([]byte(k.signed), note.VerifierList(v))
		if err != nil {
			fault("delivery.fault.cosignature", err.Error())
			continue
		}
		c, err := torchwood.ParseCheckpoint(opened.Text)
		name, epoch, ok := audit.SplitOrigin(c.Origin)
		if err != nil || !ok || name != origin || epoch != k.epoch || c.N != k.size {
			fault("delivery.fault.cosignature", c.Origin)
			continue
		}
		n++
		if c.N > size {
			fault("delivery.fault.shorter", p.Name("en"))
			continue
		}
		root, err := audit.Root(q, c.N)
		if err != nil {
			return n, faults, err
		}
		if root != c.Hash {
			fault("delivery.fault.rewritten", p.Name("en"))
		}
	}
	return n, faults, nil
}

// ForkNotes name the partners whose logs were found to be rewritten.
func ForkNotes(q db.Reader) ([]audit.Fault, error) {
	forks, err := Forks(q, "")
	if err != nil {
		return nil, err
	}
	var notes []audit.Fault
	for _, f := range forks {
		name := string(f.Partner)
		if p, err := node.Load(q, f.Partner); err == nil {
			name = p.Name("en")
		}
		notes = append(notes, audit.Fault{Key: "delivery.fault.fork", Table: "exchange_fork", Row: string(f.Partner), Detail: name})
	}
	return notes, nil
}
