package request

import (
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/search"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// Keep decides that a request is still needed, why, and when that is asked again: at most a year later.
func (s *Requests) Keep(tx *db.Tx, what, reason string, next time.Time) (Request, error) {
	v, err := Load(tx, what)
	if err != nil {
		return v, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return v, needReason(reason)
	}
	if next.IsZero() {
		next = tx.Now().AddDate(0, 6, 0)
	}
	if !next.After(tx.Now()) || next.After(tx.Now().AddDate(1, 0, 1)) {
		return v, errs.Bad("next", "request.next_review")
	}
	if err := s.take(tx, &v, "keep", taking{reason: reason}); err != nil {
		return v, err
	}
	v.KeptFor, v.ReviewAt = reason, next
	if err := s.save(tx, &v, "exchange.request.keep", reason); err != nil {
		return v, err
	}
	return v, remind(tx, v)
}

// Erase deletes what a request and the messages of its thread with this partner say, for good. That they existed, and that
// they were erased, still proves. After the commit the caller calls Keys.SyncLedger.
func (s *Requests) Erase(tx *db.Tx, what, reason string) (Request, error) {
	v, err := Load(tx, what)
	if err != nil {
		return v, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return v, needReason(reason)
	}
	if err := s.take(tx, &v, "erase", taking{}); err != nil {
		return v, err
	}
	if v.Message != "" {
		if err := s.eraseThread(tx, v); err != nil {
			return v, err
		}
	}
	if err := s.eraseDrafts(tx, v); err != nil {
		return v, err
	}
	if err := s.Keys.Erase(tx, labelRecord(v.ID), Kind, "request.erased"); err != nil {
		return v, err
	}
	if err := search.Remove(tx, Kind, v.ID); err != nil {
		return v, err
	}
	if _, err := tx.Exec("DELETE FROM exchange_same WHERE request = $1", v.ID); err != nil {
		return v, err
	}
	v.label, v.ReviewAt = nil, time.Time{}
	return v, s.save(tx, &v, "exchange.request.erase", reason)
}

// eraseThread erases the messages that belong to a request: it, and what answers it, directly or in turn. A message that
// another partner's request still needs stays.
func (s *Requests) eraseThread(tx *db.Tx, v Request) error {
	thread, err := message.Case(tx, v.Case)
	if err != nil {
		return err
	}
	belongs := map[wire.ID]bool{v.Message: true}
	for _, m := range thread { // answers come after what they answer
		if !belongs[m.ID] && !belongs[m.Envelope.AnswerTo] {
			continue
		}
		belongs[m.ID] = true
		shared, err := s.neededElsewhere(tx, v, m)
		if err != nil {
			return err
		}
		if !shared {
			if err := s.Messages.Erase(tx, m.ID, "request.erased"); err != nil {
				return err
			}
		}
	}
	return nil
}

// neededElsewhere tells whether a message went to another partner too, whose request is not erased.
func (s *Requests) neededElsewhere(tx *db.Tx, v Request, m message.Message) (bool, error) {
	if !m.Own || len(m.Envelope.Recipient) < 2 {
		return false, nil
	}
	all, err := Find(tx, string(v.Message))
	for _, o := range all {
		if _, gets := m.Envelope.For(o.Partner); gets && o.ID != v.ID && o.Life.State != Erased {
			return true, err
		}
	}
	return false, err
}

// eraseDrafts erases what is written and not sent about a request, and the reasons kept with steps of what was.
func (s *Requests) eraseDrafts(tx *db.Tx, v Request) error {
	all, err := db.All(tx, scanDraft, "SELECT "+draftColumns+fromDraft+"WHERE d.request = $1 ORDER BY d.id", v.ID)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.Message == "" && d.content != nil && d.ID != v.ID {
			if _, err := s.Drop(tx, d.Ref); err != nil {
				return err
			}
			continue
		}
		if err := s.Keys.Erase(tx, draftRecord(d.ID), DraftKind, "request.erased"); err != nil {
			return err
		}
	}
	return nil
}

// Reason is what somebody gave as the reason of a step; empty where none was, or where it was erased.
func (s *Requests) Reason(q db.Reader, v Request, t process.Taken) string {
	if t.Detail == nil {
		return ""
	}
	plain, err := s.Keys.Open(q, labelRecord(v.ID), "step", t.Detail)
	if err != nil {
		return ""
	}
	return string(plain)
}
