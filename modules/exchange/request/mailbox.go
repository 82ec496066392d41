package request

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/jobs"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/modules/exchange/wire"
)

// MailboxKind is the audit kind of mailboxes.
const MailboxKind = "exchange.mailbox"

// Mailbox is a unit that gets requests of its own, for so many minutes; what it leaves goes back to the coordinator.
type Mailbox struct {
	Unit        string // id
	Minutes     int64
	Coordinator string // post; empty = the queue of the point of contact
	Active      bool
	Version     int64
}

func (m Mailbox) covered() []any { return []any{m.Minutes, m.Coordinator, m.Active, m.Version} }

func scanMailbox(scan db.Scan) (m Mailbox, err error) {
	return m, scan(&m.Unit, &m.Minutes, &m.Coordinator, &m.Active, &m.Version)
}

// Mailboxes are those of all units.
func Mailboxes(q db.Reader) ([]Mailbox, error) {
	return db.All(q, scanMailbox, "SELECT unit, minutes, coordinator, active, version FROM exchange_mailbox ORDER BY unit")
}

func mailbox(q db.Reader, unit string) (Mailbox, error) {
	m, err := scanMailbox(q.QueryRow("SELECT unit, minutes, coordinator, active, version FROM exchange_mailbox WHERE unit = $1", unit).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return m, errs.Bad("unit", "request.no_mailbox")
	}
	return m, err
}

// SetMailbox opens a unit's mailbox, or changes it. base is the version that was edited, 0 for a new one.
func (s *Requests) SetMailbox(tx *db.Tx, m Mailbox, base int64) (Mailbox, error) {
	var f errs.Fields
	if _, ok := s.Places.Snapshot().Unit(m.Unit); !ok {
		f.Add("unit", "request.no_such_unit")
	}
	if m.Minutes < 1 || m.Minutes > clock.MaxAmount {
		f.Add("minutes", "request.minutes_wrong", "most", clock.MaxAmount)
	}
	if _, ok := s.Places.Snapshot().Post(m.Coordinator); m.Coordinator != "" && !ok {
		f.Add("coordinator", "request.no_such_post")
	}
	if err := f.Err(); err != nil {
		return m, err
	}
	old, err := mailbox(tx, m.Unit)
	if err != nil && errs.KindOf(err) != errs.Invalid {
		return m, err
	}
	if old.Version != base {
		return m, errs.New(errs.Conflict, "request.changed_meanwhile")
	}
	m.Version = base + 1
	stored := m.covered()
	if _, err := tx.Exec(`INSERT INTO exchange_mailbox (unit, minutes, coordinator, active, version) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (unit) DO UPDATE SET minutes = excluded.minutes, coordinator = excluded.coordinator, active = excluded.active, version = excluded.version`,
		append([]any{m.Unit}, stored...)...); err != nil {
		return m, err
	}
	return m, s.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "exchange.mailbox.set", Kind: MailboxKind, ID: m.Unit, Version: m.Version})
}

// addressed is the mailbox that an envelope names by the unit's code; the zero one if it names none that is open.
func (s *Requests) addressed(q db.Reader, name string) (Mailbox, error) {
	if name == "" {
		return Mailbox{}, nil
	}
	for _, u := range s.Places.Snapshot().Units() {
		if !strings.EqualFold(u.Code, name) {
			continue
		}
		m, err := mailbox(q, u.ID)
		if errs.KindOf(err) == errs.Invalid || err == nil && !m.Active {
			return Mailbox{}, nil
		}
		return m, err
	}
	return Mailbox{}, nil
}

// hand gives a request to a unit, whose own limit begins, or to a post. The partner is told that somebody works on it.
func (s *Requests) hand(tx *db.Tx, v *Request, box Mailbox, post string, t taking) error {
	step := "assign"
	if v.Life.State == Partial {
		step = "reassign"
	}
	t.post, t.unit = &post, &box.Unit
	if err := s.take(tx, v, step, t); err != nil {
		return err
	}
	if v.Message != "" {
		if err := s.Messages.Receipt(tx, v.Message, wire.Registered, Assigned, ""); err != nil {
			return err
		}
	}
	if box.Minutes == 0 {
		return nil
	}
	limit := clock.Clock{StartedAt: tx.Now(), Period: clock.Period{Amount: int(box.Minutes), Unit: clock.Minutes}}
	if err := s.Process.Follow(tx, v.Life, MailClock, limit); err != nil {
		return err
	}
	return jobs.Enqueue(tx, jobMailbox, v.ID, []byte(v.ID), tx.Now().Add(time.Duration(box.Minutes)*time.Minute))
}

// takeBack gives a request that a unit left lying back to its coordinator.
func (s *Requests) takeBack(ctx context.Context, body []byte) error {
	return s.change(ctx, string(body), func(tx *db.Tx, v Request) error {
		clocks, err := process.Clocks(tx, v.ID)
		if err != nil {
			return err
		}
		for _, c := range clocks {
			if c.Name != MailClock || !c.Clock.StoppedAt.IsZero() || v.Life.State != Assigned || v.Life.Unit == "" {
				continue
			}
			if at := s.Process.State(v.Life, c, s.Now()); at.Status != clock.Late {
				continue
			}
			box, err := mailbox(tx, v.Life.Unit)
			if err != nil && errs.KindOf(err) != errs.Invalid {
				return err
			}
			none, unit := box.Coordinator, ""
			if filled, ok := s.Places.Snapshot().Post(box.Coordinator); ok {
				unit = filled.Post.Unit
			}
			return s.take(tx, &v, "take_back", taking{program: true, attention: attention("taken_back"), post: &none, unit: &unit})
		}
		return nil
	})
}

// change runs fn on a request that a job is about; one that is gone is done with. fn may leave everything as it is.
func (s *Requests) change(ctx context.Context, id string, fn func(tx *db.Tx, v Request) error) error {
	return s.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		v, err := byID(tx, id)
		if err != nil {
			return ignoreMissing(err)
		}
		return fn(tx, v)
	})
}
