package places

import "reeve/kernel/db"

const orgColumns = `o.id, o.code, o.kind, o.names, COALESCE(o.place, ''), o.version`

func scanOrg(scan db.Scan) (o Org, err error) {
	err = scan(&o.ID, &o.Code, &o.Kind, textColumn{&o.Names}, &o.Place, &o.Version)
	return o, err
}

// GetOrg reads an organisation by its id; errs.NotFound if there is none.
func GetOrg(r db.Reader, id string) (Org, error) {
	o, err := scanOrg(r.QueryRow(`SELECT `+orgColumns+` FROM org o WHERE o.id = $1`, id).Scan)
	return o, found(err, "places.no_such_org", "org", id)
}

const unitColumns = `u.id, u.org, u.code, COALESCE(u.parent, ''), u.names, COALESCE(u.place, ''), u.phone, u.mail, u.version`

func scanUnit(scan db.Scan) (u Unit, err error) {
	err = scan(&u.ID, &u.Org, &u.Code, &u.Parent, textColumn{&u.Names}, &u.Place, &u.Phone, &u.Mail, &u.Version)
	return u, err
}

// GetUnit reads a unit by its id; errs.NotFound if there is none.
func GetUnit(r db.Reader, id string) (Unit, error) {
	u, err := scanUnit(r.QueryRow(`SELECT `+unitColumns+` FROM unit u WHERE u.id = $1`, id).Scan)
	return u, found(err, "places.no_such_unit", "unit", id)
}

const postColumns = `t.id, t.code, t.titles, t.role, t.unit, COALESCE(t.place, ''), t.version`

func scanPost(scan db.Scan) (p Post, err error) {
	err = scan(&p.ID, &p.Code, textColumn{&p.Titles}, &p.Role, &p.Unit, &p.Place, &p.Version)
	return p, err
}

// GetPost reads a post by its id; errs.NotFound if there is none.
func GetPost(r db.Reader, id string) (Post, error) {
	p, err := scanPost(r.QueryRow(`SELECT `+postColumns+` FROM post t WHERE t.id = $1`, id).Scan)
	return p, found(err, "places.no_such_post", "post", id)
}

const appointmentColumns = `a.id, a.post, a.account, a.kind, a.valid_from, COALESCE(a.valid_until, ''), a.version`

func scanAppointment(scan db.Scan) (a Appointment, err error) {
	err = scan(&a.ID, &a.Post, &a.Account, &a.Kind, &a.Valid.From, &a.Valid.Until, &a.Version)
	return a, err
}

// GetAppointment reads an appointment by its id; errs.NotFound if there is none.
func GetAppointment(r db.Reader, id string) (Appointment, error) {
	a, err := scanAppointment(r.QueryRow(`SELECT `+appointmentColumns+` FROM appointment a WHERE a.id = $1`, id).Scan)
	return a, found(err, "places.no_such_appointment", "appointment", id)
}

// Appointments reads all appointments to a post, oldest first.
func Appointments(r db.Reader, post string) ([]Appointment, error) {
	return db.All(r, scanAppointment, `SELECT `+appointmentColumns+` FROM appointment a WHERE a.post = $1 ORDER BY a.valid_from, a.id`, post)
}
