package mail

import (
	"encoding/json"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/jobs"
)

// Message is what one reader is to be sent, as plain text.
type Message struct {
	Key    string // of one key there is one message, for ever or until its row is swept; empty = always a new one
	Record string // whose erasure erases the message too: "account/…"; empty = the message's own
	About  string // message key of what it is about, for the list of the outbox
	To     string // address
	Lang   string // BCP 47, of subject and words

	Subject string // one line
	Text    string // line breaks are \n

	// Unsubscribe is the https address that ends the subscription when it is sent a POST (RFC 8058); empty where the
	// message is none of a subscription.
	Unsubscribe string
}

// content is what is sealed of a message.
type content struct {
	To, Lang, Subject, Text, Unsubscribe string
}

const (
	kind        = "mail.send" // of jobs
	maxSubject  = 300
	maxText     = 100_000
	sealedField = "letter"
)

// States of a message.
const (
	Waiting = "waiting"
	Sent    = "sent"
	Dead    = "dead"
)

// Send puts a message into the outbox, in the transaction of whatever it tells of. It is sent once that transaction is
// committed. The transaction's own audit entries say what happened; a message has none.
func (o *Outbox) Send(tx *db.Tx, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	if m.Key != "" {
		var n int
		if err := tx.QueryRow("SELECT count(*) FROM mail_message WHERE key = $1", m.Key).Scan(&n); err != nil || n > 0 {
			return err
		}
	}
	letter := id.At(tx.Now())
	if m.Record == "" {
		m.Record = "mail/" + letter
	}
	plain, err := json.Marshal(content{m.To, m.Lang, m.Subject, m.Text, m.Unsubscribe})
	if err != nil {
		return err
	}
	sealed, err := o.keys.Seal(tx, m.Record, sealedField+" "+letter, plain)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO mail_message (id, key, record, about, message_id, state, sealed, attempts, busy_until, failure, queued_at, ended_at)
		VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, 0, '', $7, NULL)`,
		letter, db.NullText(m.Key), m.Record, m.About, strings.ToLower(id.Ref())+"."+letter, sealed, db.Micros(tx.Now())); err != nil {
		return err
	}
	return jobs.Enqueue(tx, kind, letter, []byte(letter), tx.Now())
}

// Subject is a text as one line that every mail program shows: at most 200 characters, an ellipsis in the last one's place.
func Subject(s string) string {
	all := []rune(strings.Join(strings.Fields(s), " "))
	if len(all) > 200 {
		return string(all[:199]) + "…"
	}
	return string(all)
}

func (m Message) check() error {
	a, err := mail.ParseAddress(m.To)
	switch {
	case err != nil || a.Address != m.To:
		return errs.Bad("to", "mail.address_wrong")
	case m.Subject == "" || utf8.RuneCountInString(m.Subject) > maxSubject || strings.ContainsAny(m.Subject, "\r\n"):
		return errs.Bad("subject", "mail.subject_wrong")
	case m.Text == "" || len(m.Text) > maxText:
		return errs.Bad("text", "mail.text_wrong")
	}
	return nil
}

// Letter is a message of the outbox without what is sealed.
type Letter struct {
	ID, About, State, Failure string
	Attempts                  int64
	QueuedAt, EndedAt         time.Time // EndedAt zero while it waits
}

// Letters are those in a state, the latest first; next is the cursor of the page after it.
func Letters(q db.Reader, state, after string, limit int) (all []Letter, next string, err error) {
	b := db.NewQuery("SELECT id, about, state, failure, attempts, queued_at, COALESCE(ended_at, 0) FROM mail_message WHERE state = ")
	b.Add(b.Arg(state))
	if after != "" {
		at, letter, err := db.ParseCursor(after)
		if err != nil {
			return nil, "", errs.Bad("after", "errs.bad_cursor")
		}
		t := b.Arg(at)
		b.Add(" AND (queued_at < " + t + " OR (queued_at = " + t + " AND id < " + b.Arg(letter) + "))")
	}
	b.Add(" ORDER BY queued_at DESC, id DESC LIMIT " + b.Arg(limit+1))
	all, err = db.AllQ(q, func(scan db.Scan) (l Letter, err error) {
		var queued, ended int64
		err = scan(&l.ID, &l.About, &l.State, &l.Failure, &l.Attempts, &queued, &ended)
		l.QueuedAt = db.Time(queued)
		if ended > 0 {
			l.EndedAt = db.Time(ended)
		}
		return l, err
	}, b)
	if len(all) > limit {
		all = all[:limit]
		next = db.Cursor(db.Micros(all[limit-1].QueuedAt), all[limit-1].ID)
	}
	return all, next, err
}

// Counts is how many letters are in each state.
func Counts(q db.Reader) (map[string]int64, error) {
	out := map[string]int64{}
	return out, db.Each(q, func(scan db.Scan) error {
		var state string
		var n int64
		if err := scan(&state, &n); err != nil {
			return err
		}
		out[state] = n
		return nil
	}, "SELECT state, count(*) FROM mail_message GROUP BY state")
}
