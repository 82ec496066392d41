package duty

import (
	"encoding/hex"
	"encoding/json"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/identity"
	"reeve/modules/places"
)

const noteField = "note"

// Record stores what the actor of the transaction did, as one of the posts that the actor filled at that time. What was
// sent before under the same id changes nothing: duplicate is true, and the entry is the one that stands now. Errors:
// errs.Invalid, errs.Forbidden for a post that the actor did not fill, errs.Conflict for an id under which something
// else stands.
func (d *Duty) Record(tx *db.Tx, in Input) (e Entry, duplicate bool, err error) {
	in = in.tidy()
	sent := d.digest(in, tx.Actor().ID)
	if id.IsUUID(in.ID) {
		switch old, err := Get(tx, in.ID); {
		case err == nil && old.Account == tx.Actor().ID && old.sent == sent:
			return old, true, nil
		case err == nil:
			e := errs.New(errs.Conflict, "duty.id_taken")
			if old.Account == tx.Actor().ID {
				e.Current = map[string]any{"id": old.ID, "version": old.Version}
			}
			return Entry{}, false, e
		case errs.KindOf(err) != errs.NotFound:
			return Entry{}, false, err
		}
	}
	e = Entry{Input: in, Account: tx.Actor().ID, RecordedAt: tx.Now(), Version: 1, sent: sent}
	if err := d.settle(tx, &e); err != nil {
		return e, false, err
	}
	note, err := d.seal(tx, e.ID, in.Note)
	if err != nil {
		return e, false, err
	}
	if err := insert(tx, e, note); err != nil {
		return e, false, err
	}
	return e, false, d.record(tx, e, audit.Collection, "community.duty.record", e.LateReason)
}

// Correct replaces what an own entry says and keeps what it said. base is the version that was read. Errors as of
// Record; errs.Conflict when the entry has moved on.
func (d *Duty) Correct(tx *db.Tx, in Input, base int64, reason string) (Entry, error) {
	old, err := d.mine(tx, in.ID, base)
	if err != nil {
		return old, err
	}
	e := old
	e.Input = in.tidy()
	if e.Post == "" {
		e.Post = old.Post
	}
	if err := d.settle(tx, &e); err != nil {
		return e, err
	}
	note, err := d.seal(tx, e.ID, e.Note)
	if err != nil {
		return e, err
	}
	return e, d.replace(tx, old, &e, note, "community.duty.correct", reason)
}

// Withdraw takes an own entry out of all figures. It stays to be seen. Errors as of Correct; errs.Invalid without a
// reason.
func (d *Duty) Withdraw(tx *db.Tx, entry string, base int64, reason string) (Entry, error) {
	old, err := d.mine(tx, entry, base)
	if err != nil {
		return old, err
	}
	if reason == "" {
		return old, errs.Bad("reason", "duty.reason_missing")
	}
	note, err := sealedNote(tx, entry)
	if err != nil {
		return old, err
	}
	e := old
	e.Withdrawn = true
	return e, d.replace(tx, old, &e, note, "community.duty.withdraw", reason)
}

// Note opens the private note for who wrote it; errs.Forbidden for everybody else.
func (d *Duty) Note(q db.Reader, e Entry, account string) (string, error) {
	if e.Account != account {
		return "", errs.New(errs.Forbidden, "duty.not_yours")
	}
	sealed, err := sealedNote(q, e.ID)
	if err != nil || len(sealed) == 0 {
		return "", err
	}
	plain, err := d.Keys.Open(q, e.ID, noteField, sealed)
	if errs.KindOf(err) == errs.Gone { // a copy from before the note was erased
		return "", nil
	}
	return string(plain), err
}

// mine is an entry of the actor's own; others do not exist for this.
func (d *Duty) mine(tx *db.Tx, entry string, base int64) (Entry, error) {
	e, err := Get(tx, entry)
	if err != nil {
		return e, err
	}
	if e.Account != tx.Actor().ID {
		return Entry{}, errs.New(errs.NotFound, "duty.no_such_entry")
	}
	if e.Version != base || e.Withdrawn {
		moved := errs.New(errs.Conflict, "duty.changed_meanwhile")
		moved.Current = map[string]any{"id": e.ID, "version": e.Version}
		return e, moved
	}
	return e, nil
}

// replace stores e in place of old.
func (d *Duty) replace(tx *db.Tx, old Entry, e *Entry, note []byte, action, reason string) error {
	if err := keep(tx, id.At(tx.Now()), old, reason); err != nil {
		return err
	}
	e.Version = old.Version + 1
	if err := update(tx, *e, note); err != nil {
		return err
	}
	return d.record(tx, *e, audit.Alteration, action, reason)
}

func (d *Duty) record(tx *db.Tx, e Entry, what audit.Operation, action, why string) error {
	s := d.Places.Snapshot()
	f, _ := s.Post(e.Post)
	return d.Log.Record(tx, audit.Entry{Operation: what, Action: action, Kind: Kind, ID: e.ID, Version: e.Version, Place: ground(s, f), Org: f.Org, Justification: why})
}

// settle finds post and place, and checks what only the database knows.
func (d *Duty) settle(tx *db.Tx, e *Entry) error {
	if err := e.check(e.RecordedAt); err != nil {
		return err
	}
	s := d.Places.Snapshot()
	if e.Post == "" {
		e.Post = tx.Actor().Post
	}
	f, ok := postBy(s, e.Post)
	if !ok {
		return errs.Bad("post", "duty.no_such_post", "post", e.Post)
	}
	e.Post = f.Post.ID
	held, err := d.Places.HeldPosts(tx, e.Account, e.From)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(held, func(h identity.HeldPost) bool { return h.Post == e.Post })
	if n < 0 {
		return errs.New(errs.Forbidden, "duty.post_not_held", "post", f.Post.Code)
	}
	e.Acting = held[n].ActingFor
	if err := d.stand(s, f, e); err != nil {
		return err
	}
	if other, taken, err := overlapping(tx, *e); err != nil {
		return err
	} else if taken {
		zone := d.zoneOf(e.Post)
		return errs.Bad("from", "duty.overlap", "kind", other.Type, "day", dayIn(other.From, zone), "from", other.From.In(zone).Format("15:04"), "to", other.To.In(zone).Format("15:04"))
	}
	return nil
}

// stand finds the place of an entry and whether it counts as inside: in the post's own community, or below it.
func (d *Duty) stand(s *places.Snapshot, f places.Filled, e *Entry) error {
	e.Inside = false
	if e.Where != Community {
		e.Place = ""
		return nil
	}
	at := home(s, f)
	if e.Place == "" {
		e.Place = at
	} else if p, ok := s.ByCode(e.Place); ok {
		e.Place = p.ID
	} else if _, ok := s.Place(e.Place); !ok {
		return errs.Bad("place", "duty.no_such_place", "place", e.Place)
	}
	e.Inside = Present(e.Type) && slices.ContainsFunc(s.Path(e.Place), func(p places.Place) bool { return p.ID == at })
	return nil
}

// digest knows what was sent again. It is keyed, because the private note is in it.
func (d *Duty) digest(in Input, account string) string {
	raw, _ := json.Marshal(in) // a struct of texts, numbers and times always has a form
	return hex.EncodeToString(d.Keys.MAC("duty.sent", append(raw, account...)))
}

func (d *Duty) seal(tx *db.Tx, entry, note string) ([]byte, error) {
	if note == "" {
		return nil, nil
	}
	return d.Keys.Seal(tx, entry, noteField, []byte(note))
}
