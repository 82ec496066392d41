package threatmap

import (
	"context"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/disclosure"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/modules/threatmap/guard"
)

// Why a report is held, besides the reasons of package guard.
const (
	heldReview   guard.Reason = "review"    // its class is published after a review only
	heldNoScript guard.Reason = "no_script" // sent without proof of work
)

// heldReasons are all reasons for which a report may be held, for the desk's lists.
func heldReasons() []guard.Reason {
	return append([]guard.Reason{heldReview, heldNoScript}, guard.Reasons()...)
}

// textMAC is the purpose of the keyed hashes of texts that the guard compares.
const textMAC = "guard texts"

// counted is a prepared filing as the guard sees it.
func (m *Map) counted(p *prepared) guard.Filing {
	return guard.Filing{Network: p.network, Area: p.found.Community.ID, Category: p.category.Code, Paid: p.proof.work, Text: p.print}
}

// vouch takes note of who sends: what is spent, from which network, with which text, and what that is judged by.
func (m *Map) vouch(r *web.Request, p *prepared, by proof) error {
	p.source, p.proof, p.network = "web", by, r.Network()
	p.print = guard.Read(p.filing.Text, func(b []byte) []byte { return m.Keys.MAC(textMAC, b) })
	return r.Read(func(s *db.Snapshot) (err error) {
		p.outlook, err = guard.Look(s, m.counted(p), r.Now)
		return err
	})
}

// proofOf checks the proof of work, or from a sender without script the form's token.
func (m *Map) proofOf(r *web.Request, altcha, token string) (proof, error) {
	if altcha != "" {
		return solved(m.Keys, r.Now, altcha)
	}
	return checkFormToken(m.Keys, r.Now, token)
}

// room refuses a network that must wait before its photos are cleaned; the transaction decides again.
func (m *Map) room(r *web.Request, by proof) error {
	return r.Read(func(s *db.Snapshot) error {
		return guard.Room(s, guard.Filing{Network: r.Network(), Paid: by.work}, r.Now)
	})
}

// challengeAPI is GET /api/v1/challenge: the more a network has filed of late, the harder.
func (m *Map) challengeAPI(r *web.Request, _ web.None) (out Challenge, err error) {
	numbers := 0
	err = r.Read(func(s *db.Snapshot) error {
		numbers, err = guard.Wanted(s, r.Network(), r.Now)
		return err
	})
	if err != nil {
		return out, err
	}
	return newChallenge(m.Keys, r.Now, numbers)
}

// admit decides in the transaction how a new report is published: as its class says, or held and why. Trusted
// sources are not counted.
func (m *Map) admit(tx *db.Tx, p *prepared, report string) (publication string, why guard.Reason, err error) {
	switch {
	case disclosure.Review(p.category.Class):
		why = heldReview
	case p.network != "" && p.proof.work == 0:
		why = heldNoScript
	}
	if p.network != "" {
		v, err := guard.Admit(tx, m.counted(p), p.outlook, report)
		if err != nil {
			return "", "", err
		}
		if v.Hold != "" {
			why = v.Hold
		}
		if m.Announce != nil {
			for _, began := range v.Began {
				if err := m.Announce(tx, FloodBegan{Report: report, Why: string(began)}); err != nil {
					return "", "", err
				}
			}
		}
	}
	if why != "" {
		return Held, why, nil
	}
	return PublicNow, "", nil
}

// FloodBegan tells that reports begin to be held for a reason, with this one, which may be held for another; what came
// shortly before belongs to it.
type FloodBegan struct {
	Report string `json:"report"`
	Why    string `json:"why"`
}

// floodMost is how many reports are taken back at once when a flood begins: more than one network or area can
// have had published before its bucket was full.
const floodMost = 1000

// HoldFlood takes back from the public what belongs to a flood and nobody of staff has looked at yet.
func (m *Map) HoldFlood(ctx context.Context, e FloodBegan) error {
	var reports []string
	err := m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		reports, err = guard.Before(s, e.Report, guard.Reason(e.Why), floodMost)
		return err
	})
	if err != nil {
		return err
	}
	for len(reports) > 0 {
		n := min(len(reports), 50) // other writers get their turn in between
		err := m.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
			for _, report := range reports[:n] {
				if err := m.takeBack(tx, report, guard.Reason(e.Why)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		reports = reports[n:]
	}
	return nil
}

// takeBack holds a report that is public and new; any other stays as it is.
func (m *Map) takeBack(tx *db.Tx, report string, why guard.Reason) error {
	rep, err := byID(tx, report)
	if err != nil {
		return err
	}
	if rep.Publication != PublicNow || !rep.ErasedAt.IsZero() {
		return nil
	}
	_, _, err = m.Process.Apply(tx, process.Command{Instance: report, Step: "hold", Attention: Kind + ".attention.hold"})
	if errs.KindOf(err) == errs.Conflict { // somebody has begun to look at it
		return nil
	}
	if err != nil {
		return err
	}
	rep.Publication, rep.HeldReason = Held, string(why)
	if err := change(tx, &rep); err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: Kind + ".publication", Kind: Kind, ID: rep.ID, Version: rep.Version,
		Place: rep.Place, Org: rep.Org})
}

// SweepGuard forgets what the guard no longer needs, and who confirmed on days gone by.
func SweepGuard(tx *db.Tx, now time.Time) error {
	if err := guard.Sweep(tx, now); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM report_confirmation WHERE day < $1", now.UTC().Format(time.DateOnly))
	return err
}
