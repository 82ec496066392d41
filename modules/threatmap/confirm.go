package threatmap

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/web"
)

// ConfirmInput is the body of POST /api/v1/reports/{ref}/confirmations: a solved challenge, or the token of a form
// that was shown long enough ago.
type ConfirmInput struct {
	Altcha    string `json:"altcha"`
	FormToken string `json:"form_token"`
}

// confirmAPI is POST /api/v1/reports/{ref}/confirmations.
func (m *Map) confirmAPI(r *web.Request, in ConfirmInput) (Confirmation, error) {
	return m.confirm(r, r.PathValue("ref"), in)
}

// confirm counts that somebody else has seen the same thing: once a day for each network. Told again, the answer
// is the same and nothing is counted. Who it was is not stored.
func (m *Map) confirm(r *web.Request, ref string, in ConfirmInput) (Confirmation, error) {
	by, failed := m.proofOf(r, in.Altcha, in.FormToken)
	network, day := r.Network(), r.Now.UTC().Format(time.DateOnly)
	return web.Write(r, func(tx *db.Tx) (Confirmation, error) {
		rep, err := m.confirmable(tx, ref)
		if err != nil {
			return Confirmation{}, err
		}
		out := Confirmation{Ref: rep.Ref, Confirmations: rep.Confirmations}
		var before int
		if err := tx.QueryRow("SELECT count(*) FROM report_confirmation WHERE report = $1 AND network = $2 AND day = $3", rep.ID, network, day).Scan(&before); err != nil || before > 0 {
			return out, err
		}
		if failed != nil {
			return Confirmation{}, failed
		}
		if fresh, err := web.Spend(tx, "confirm/"+by.name, by.expires); err != nil {
			return Confirmation{}, err
		} else if !fresh {
			return Confirmation{}, errs.Bad("altcha", "threatmap.proof_spent")
		}
		if _, err := tx.Exec("INSERT INTO report_confirmation (report, network, day) VALUES ($1, $2, $3)", rep.ID, network, day); err != nil {
			return Confirmation{}, err
		}
		rep.Confirmations++
		if err := change(tx, &rep); err != nil {
			return Confirmation{}, err
		}
		out.Confirmations = rep.Confirmations
		return out, m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "threatmap.report.seconded", Kind: Kind, ID: rep.ID, Version: rep.Version,
			Place: rep.Place, Org: rep.Org})
	})
}

// confirmable finds a report that others may confirm: public, and not closed.
func (m *Map) confirmable(q db.Reader, ref string) (Report, error) {
	rep, err := m.visible(q, ref)
	if err != nil {
		return rep, err
	}
	if rep.Publication != PublicNow {
		return rep, errs.New(errs.Conflict, "threatmap.confirm_held")
	}
	i, err := process.Load(q, rep.ID)
	if err == nil && !m.isOpen(rep, i) {
		err = errs.New(errs.Conflict, "threatmap.confirm_closed")
	}
	return rep, err
}

// isOpen tells whether somebody here still has something to do with a report. An imported one that waits for nobody
// is settled by its source; a duplicate waits for nobody because another one is worked on.
func (m *Map) isOpen(rep Report, i process.Instance) bool {
	d := m.Process.Of(i)
	if d == nil || rep.Source == "import" && i.Waits == process.WaitsNobody && rep.DuplicateOf == "" {
		return false
	}
	s, ok := d.State(i.State)
	return ok && !s.Closed
}
