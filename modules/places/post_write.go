package places

import (
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
)

// AddPost stores a new post, vacant. A code that is taken is errs.Conflict.
func (p *Places) AddPost(tx *db.Tx, v Post) (Post, error) {
	v.ID, v.Version = id.At(tx.Now()), 1
	unit, err := p.checkPost(tx, v)
	if err != nil {
		return Post{}, err
	}
	if err := free(tx.QueryRow(`SELECT COUNT(*) FROM post WHERE code = $1`, v.Code), v.Code); err != nil {
		return Post{}, err
	}
	if _, err := tx.Exec(`INSERT INTO post (id, code, titles, role, unit, place, version) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		v.ID, v.Code, textJSON(v.Titles), v.Role, v.Unit, db.NullText(v.Place), v.Version); err != nil {
		return Post{}, err
	}
	return v, p.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "places.post.add", Kind: KindPost, ID: v.ID,
		Version: v.Version, Place: v.Place, Org: unit.Org})
}

// SavePost stores a changed post, read as version v.Version. The code stays.
func (p *Places) SavePost(tx *db.Tx, v Post) (Post, error) {
	old, err := GetPost(tx, v.ID)
	if err != nil {
		return Post{}, err
	}
	if old.Version != v.Version {
		return Post{}, movedOn(v.ID, old.Version)
	}
	v.Code, v.Version = old.Code, old.Version+1
	unit, err := p.checkPost(tx, v)
	if err != nil {
		return Post{}, err
	}
	if _, err := tx.Exec(`UPDATE post SET titles = $2, role = $3, unit = $4, place = $5, version = $6 WHERE id = $1`,
		v.ID, textJSON(v.Titles), v.Role, v.Unit, db.NullText(v.Place), v.Version); err != nil {
		return Post{}, err
	}
	return v, p.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "places.post.save", Kind: KindPost, ID: v.ID,
		Version: v.Version, Place: v.Place, Org: unit.Org})
}

func (p *Places) checkPost(tx *db.Tx, v Post) (Unit, error) {
	if err := v.check(); err != nil {
		return Unit{}, err
	}
	unit, err := GetUnit(tx, v.Unit)
	if err != nil {
		return Unit{}, unknown(err, "unit")
	}
	return unit, placeExists(tx, v.Place)
}

// Appoint stores a new appointment. errs.Conflict, with the appointment in the way, if the account has the
// post already on one of these days, or if two would be its holders.
func (p *Places) Appoint(tx *db.Tx, a Appointment) (Appointment, error) {
	a.ID, a.Version = id.At(tx.Now()), 1
	post, err := p.checkAppointment(tx, a)
	if err != nil {
		return Appointment{}, err
	}
	if _, err := tx.Exec(`INSERT INTO appointment (id, post, account, kind, valid_from, valid_until, version) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		a.ID, a.Post, a.Account, a.Kind, a.Valid.From, db.NullText(a.Valid.Until), a.Version); err != nil {
		return Appointment{}, err
	}
	return a, p.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "places.appointment.add", Kind: KindAppointment, ID: a.ID,
		Version: a.Version, Place: post.Place})
}

// SaveAppointment stores changed days or another kind, read as version a.Version. Post and account stay. The
// same conflicts as for Appoint.
func (p *Places) SaveAppointment(tx *db.Tx, a Appointment) (Appointment, error) {
	old, err := GetAppointment(tx, a.ID)
	if err != nil {
		return Appointment{}, err
	}
	if old.Version != a.Version {
		return Appointment{}, movedOn(a.ID, old.Version)
	}
	a.Post, a.Account, a.Version = old.Post, old.Account, old.Version+1
	post, err := p.checkAppointment(tx, a)
	if err != nil {
		return Appointment{}, err
	}
	if _, err := tx.Exec(`UPDATE appointment SET kind = $2, valid_from = $3, valid_until = $4, version = $5 WHERE id = $1`,
		a.ID, a.Kind, a.Valid.From, db.NullText(a.Valid.Until), a.Version); err != nil {
		return Appointment{}, err
	}
	return a, p.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "places.appointment.save", Kind: KindAppointment, ID: a.ID,
		Version: a.Version, Place: post.Place})
}

// EndAppointment lets an appointment end: day is the first day without it.
func (p *Places) EndAppointment(tx *db.Tx, appointment, day string) (Appointment, error) {
	a, err := GetAppointment(tx, appointment)
	if err != nil {
		return Appointment{}, err
	}
	a.Valid.Until = day
	return p.SaveAppointment(tx, a)
}

func (p *Places) checkAppointment(tx *db.Tx, a Appointment) (Post, error) {
	if err := a.check(); err != nil {
		return Post{}, err
	}
	post, err := GetPost(tx, a.Post)
	if err != nil {
		return Post{}, unknown(err, "post")
	}
	others, err := Appointments(tx, a.Post)
	if err != nil {
		return Post{}, err
	}
	return post, inTheWay(a, post, others)
}

// inTheWay finds an appointment to the same post that cannot stand beside a.
func inTheWay(a Appointment, post Post, others []Appointment) error {
	for _, o := range others {
		if o.ID == a.ID || !o.Valid.Meets(a.Valid) {
			continue
		}
		key := ""
		switch {
		case o.Account == a.Account:
			key = "places.appointed_twice"
		case o.Kind == Holder && a.Kind == Holder:
			key = "places.two_holders"
		default:
			continue
		}
		e := errs.New(errs.Conflict, key, "post", post.Code, "days", o.Valid.days())
		e.Current = map[string]any{"id": o.ID, "post": o.Post, "account": o.Account, "kind": o.Kind, "valid_from": o.Valid.From, "valid_until": o.Valid.Until}
		return e
	}
	return nil
}
