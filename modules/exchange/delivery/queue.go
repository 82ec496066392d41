package delivery

import (
	"context"
	"encoding/json"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/jobs"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Queue is how things stand with a partner.
type Queue struct {
	Partner  node.Partner
	Messages int64     // that wait
	Since    time.Time // of the oldest that waits; zero = none
	Receipts int64     // of ours that wait
	Refused  int64     // dead letters: the partner refused them
	Errand             // what was said last on the way there
	In       Visitor   // and on the way here
	Epoch    int64     // of the partner's log that counts here
	Offered  int64     // a newer one that waits for somebody to accept it, 0 = none
	Witness  seen      // the last checkpoint of the partner that was cosigned here
	Cosigned seen      // ours that the partner cosigned last
	Forks    int       // proofs that the partner's log was rewritten
	Taken    int64     // bytes taken today
}

// Errand is what the process that delivers to a partner says about it. Nobody vouches for it.
type Errand struct {
	Contact  time.Time `json:"contact"`            // last answer that held
	Tried    time.Time `json:"tried"`              // last attempt
	Error    string    `json:"error,omitempty"`    // key of what went wrong last, empty = nothing since Contact
	Detail   string    `json:"detail,omitempty"`   // what the key's text names
	ErrorAt  time.Time `json:"error_at"`           // since when it goes wrong
	Failures int       `json:"failures,omitempty"` // in a row
	Next     time.Time `json:"next"`               // when it is tried again; zero = at once when something waits
	Skew     int64     `json:"skew_us,omitempty"`  // the partner's clock before ours, µs; measured at Contact
	Round    int64     `json:"round_us,omitempty"` // how long the answer took, µs: the skew is that uncertain at most
}

// Visitor is what the process that a partner came to last says.
type Visitor struct {
	At      time.Time `json:"at"`
	Refused string    `json:"refused,omitempty"` // key, when the batch was refused as a whole
	Skew    int64     `json:"skew_us,omitempty"` // the partner's clock before ours, its way here included
}

func errandName(p wire.Org) string  { return "exchange.out/" + string(p) }
func visitorName(p wire.Org) string { return "exchange.in/" + string(p) }

// Queues tell how things stand with all partners.
func (d *Delivery) Queues(ctx context.Context) (all []Queue, err error) {
	err = d.DB.Read(ctx, func(s *db.Snapshot) error {
		partners, err := node.Partners(s)
		if err != nil {
			return err
		}
		for _, p := range partners {
			one, err := d.queue(s, p)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return nil
	})
	return all, err
}

// QueueOf tells how things stand with one partner.
func (d *Delivery) QueueOf(ctx context.Context, org wire.Org) (one Queue, err error) {
	err = d.DB.Read(ctx, func(s *db.Snapshot) error {
		p, err := node.Load(s, org)
		if err == nil {
			one, err = d.queue(s, p)
		}
		return err
	})
	return one, err
}

func (d *Delivery) queue(s db.Reader, p node.Partner) (Queue, error) {
	one := Queue{Partner: p}
	org := string(p.Org)
	var since int64
	if err := s.QueryRow("SELECT COUNT(*), COALESCE(MIN(queued_at), 0) FROM exchange_outbox WHERE partner = $1 AND state = 'queued'", org).Scan(&one.Messages, &since); err != nil {
		return one, err
	}
	one.Since = db.Time(since)
	if err := s.QueryRow("SELECT COUNT(*) FROM exchange_receipt WHERE partner = $1 AND own = TRUE AND sent IS NULL", org).Scan(&one.Receipts); err != nil {
		return one, err
	}
	if err := s.QueryRow("SELECT COUNT(*) FROM exchange_outbox WHERE partner = $1 AND state = 'refused'", org).Scan(&one.Refused); err != nil {
		return one, err
	}
	var err error
	if one.Epoch, err = acceptedEpoch(s, p.Org); err != nil {
		return one, err
	}
	if o, err := OfferOf(s, p.Org); err == nil {
		one.Offered = o.Epoch
	}
	if one.Witness.Epoch = one.Epoch; one.Epoch > 0 {
		if one.Witness.Size, _, err = witnessOf(s, p.Org, one.Epoch); err != nil {
			return one, err
		}
	}
	own, err := audit.Epoch(s)
	if err != nil {
		return one, err
	}
	if one.Cosigned, err = cosignedSize(s, p.Org, own); err != nil {
		return one, err
	}
	forks, err := Forks(s, p.Org)
	if err != nil {
		return one, err
	}
	one.Forks = len(forks)
	flow, err := loadInflow(s, p.Org, d.Now())
	if err != nil {
		return one, err
	}
	one.Taken = flow.bytes
	if err := noted(s, errandName(p.Org), &one.Errand); err != nil {
		return one, err
	}
	return one, noted(s, visitorName(p.Org), &one.In)
}

// cosignedSize is the largest checkpoint of ours in an epoch that a partner cosigned.
func cosignedSize(q db.Reader, partner wire.Org, epoch int64) (s seen, err error) {
	s.Epoch = epoch
	err = q.QueryRow("SELECT COALESCE(MAX(size), 0) FROM exchange_cosigned WHERE partner = $1 AND epoch = $2", string(partner), epoch).Scan(&s.Size)
	return s, err
}

func noted(q db.Reader, name string, into any) error {
	text, err := jobs.Noted(q, name)
	if err != nil || text == "" {
		return err
	}
	return json.Unmarshal([]byte(text), into)
}

// inNote is when a visit was noted last.
type inNote struct {
	at      time.Time
	refused string
}

// noteIn notes a visit, at most every few seconds unless something changed.
func (d *Delivery) noteIn(partner wire.Org, refused, clock string) {
	now := d.Now()
	d.mu.Lock()
	last := d.notes[partner]
	if now.Sub(last.at) < 5*time.Second && last.refused == refused || len(d.notes) > 10_000 {
		d.mu.Unlock()
		return
	}
	d.notes[partner] = inNote{now, refused}
	d.mu.Unlock()
	v := Visitor{At: now, Refused: refused}
	if t, ok := clockOf(clock); ok {
		v.Skew = t.Sub(now).Microseconds()
	}
	text, err := json.Marshal(v)
	if err != nil {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = d.Leases.Note(ctx, visitorName(partner), string(text)) // a word for those who look; nothing hangs on it
	}()
}
