package places

import (
	"maps"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
)

// store writes a row unless everything is as it says already. Everything is checked before anything is written, so a
// refused row leaves nothing behind. It may run more than once.
func (i *officers) store(tx *db.Tx, a arrivingOfficer, part *OfficerResult) error {
	line := OfficerChange{Row: a.row.Number, Post: a.post.Code, Person: a.email}
	post, err := i.planPost(tx, a, &line)
	if err != nil {
		return err
	}
	changed := len(line.Changes) > 0
	person, at, err := i.planAppointment(tx, a, post, &line, part)
	if err != nil {
		return err
	}
	if line.NewPost {
		if post, err = i.p.AddPost(tx, post); err != nil {
			return err
		}
	} else if changed {
		if post, err = i.p.SavePost(tx, post); err != nil {
			return err
		}
	}
	if err := i.storeContact(tx, a, post, &line); err != nil {
		return err
	}
	if a.email != "" {
		if err := i.storePerson(tx, a, post, person, at, &line); err != nil {
			return err
		}
	}
	if !line.NewPost && !line.Appointed && len(line.Changes) == 0 {
		part.Unchanged++
		return nil
	}
	part.Imported++
	part.Rows = append(part.Rows, line)
	return nil
}

// planPost is the post as the row wants it: new, or what is known with what the row says put onto it.
func (i *officers) planPost(tx *db.Tx, a arrivingOfficer, line *OfficerChange) (Post, error) {
	all, err := db.All(tx, scanPost, `SELECT `+postColumns+` FROM post t WHERE t.code = $1`, a.post.Code)
	if err != nil {
		return Post{}, err
	}
	if len(all) == 0 {
		line.NewPost = true
		if !a.title {
			return Post{}, errs.Bad("title", "places.officers.title_missing", "post", a.post.Code)
		}
		if _, err := i.p.checkPost(tx, a.post); err != nil {
			return Post{}, err
		}
		return a.post, nil
	}
	now := all[0]
	note := func(field, was, is string) {
		if was != is {
			line.Changes = append(line.Changes, FieldChange{field, was, is})
		}
	}
	if a.title {
		note("title", now.Titles[i.o.Lang], a.post.Titles[i.o.Lang])
		now.Titles = maps.Clone(now.Titles)
		now.Titles[i.o.Lang] = a.post.Titles[i.o.Lang]
	}
	if a.role {
		note("role", now.Role, a.post.Role)
		now.Role = a.post.Role
	}
	if now.Unit != a.post.Unit {
		was, is := i.unitCode(now.Unit), i.unitCode(a.post.Unit)
		note("unit", was, is)
		now.Unit = a.post.Unit
	}
	if i.header["beat"] != "" || i.header["community"] != "" {
		note("place", i.placeCode(now.Place), i.placeCode(a.post.Place))
		now.Place = a.post.Place
	}
	_, err = i.p.checkPost(tx, now)
	return now, err
}

func (i *officers) unitCode(id string) string {
	u, _ := i.p.Snapshot().Unit(id)
	return u.Code
}

func (i *officers) placeCode(id string) string {
	v, _ := i.p.Snapshot().Place(id)
	return v.Code
}

// planAppointment finds the person and the appointment that the row means, and refuses what stands in its way. The person
// may be without id: an account is then made; so may the appointment.
func (i *officers) planAppointment(tx *db.Tx, a arrivingOfficer, post Post, line *OfficerChange, part *OfficerResult) (person identity.Account, at Appointment, err error) {
	var others []Appointment
	if post.ID != "" {
		if others, err = Appointments(tx, post.ID); err != nil {
			return person, at, err
		}
	}
	today := i.p.dayIn(i.countryOf(post), tx.Now())
	if a.email == "" {
		for _, o := range others {
			if o.Kind == Holder && o.Valid.Holds(today) {
				part.Notes = append(part.Notes, errs.Field{Row: a.row.Number, Field: "name", Key: "places.officers.still_held", Args: map[string]any{"post": post.Code}})
			}
		}
		return person, at, nil
	}
	person, err = identity.AccountByEmailIn(tx, a.email)
	if errs.KindOf(err) == errs.NotFound && err != nil {
		person, err = identity.Account{Email: a.email, Name: a.name, Lang: i.o.Lang}, nil
		if a.name == "" {
			return person, at, errs.Bad("name", "places.officers.name_missing", "email", a.email)
		}
		line.NewAccount = true
	}
	if err != nil {
		return person, at, err
	}
	if !line.NewAccount && person.Kind != identity.Person {
		return person, at, errs.Bad("email", "places.office.account_unknown")
	}
	at = Appointment{Post: post.ID, Account: person.ID, Kind: a.kind, Valid: a.valid}
	n := slices.IndexFunc(others, func(o Appointment) bool {
		return o.Account == person.ID && o.Kind == a.kind && (o.Valid.From == a.valid.From || a.valid.From == "" && o.Valid.Holds(today))
	})
	switch {
	case n >= 0:
		at = others[n]
		if i.header["until"] != "" && at.Valid.Until != a.valid.Until {
			line.Changes = append(line.Changes, FieldChange{"until", at.Valid.Until, a.valid.Until})
			at.Valid.Until = a.valid.Until
		}
	case a.valid.From == "":
		at.Valid.From = today
	}
	at.Account = firstOf(person.ID, "new")
	if err := at.check(); err != nil {
		return person, at, err
	}
	if err := inTheWay(at, post, others); err != nil {
		return person, at, err
	}
	return person, at, i.holdsElsewhere(tx, a, person, at)
}

// holdsElsewhere refuses a second post for somebody who holds one on the same days.
func (i *officers) holdsElsewhere(tx *db.Tx, a arrivingOfficer, person identity.Account, at Appointment) error {
	if person.ID == "" || at.Kind != Holder {
		return nil
	}
	all, err := db.All(tx, scanAppointment, `SELECT `+appointmentColumns+` FROM appointment a WHERE a.account = $1 AND a.kind = $2 ORDER BY a.valid_from, a.id`, person.ID, Holder)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.Post == at.Post || !o.Valid.Meets(at.Valid) {
			continue
		}
		other, err := GetPost(tx, o.Post)
		if err != nil {
			return err
		}
		return errs.Bad("email", "places.officers.holds_other", "name", person.Name, "post", other.Code, "days", o.Valid.days())
	}
	return nil
}

func (i *officers) countryOf(post Post) string {
	s := i.p.Snapshot()
	unit, _ := s.Unit(post.Unit)
	return s.countryOf(&Filled{Post: post, Org: unit.Org})
}

// storeContact puts what the row says of how to reach the post onto what is known.
func (i *officers) storeContact(tx *db.Tx, a arrivingOfficer, post Post, line *OfficerChange) error {
	c, err := ContactOf(tx, post.ID)
	if err != nil {
		return err
	}
	put := func(field string, to *string, value string) {
		if value != "" && *to != value {
			if c.Version > 0 {
				line.Changes = append(line.Changes, FieldChange{field, *to, value})
			} else if !line.NewPost {
				line.Changes = append(line.Changes, FieldChange{field, "", value})
			}
			*to = value
		}
	}
	put("phone", &c.Phone, a.in.Phone)
	put("public_mail", &c.Mail, a.in.Mail)
	c.OfficeHours, c.OfficePlace = i.with(c.OfficeHours, "office_hours", a.hours, line, put), i.with(c.OfficePlace, "office_place", a.place, line, put)
	if c.Version == 0 && c.Phone == "" && c.Mail == "" && len(c.OfficeHours) == 0 && len(c.OfficePlace) == 0 {
		return nil
	}
	return i.p.SetContact(tx, c)
}

// with is a text with a value in the language of the file; an empty value leaves it as it was.
func (i *officers) with(t i18n.Text, field, value string, line *OfficerChange, put func(field string, to *string, value string)) i18n.Text {
	out := i18n.Text{}
	maps.Copy(out, t)
	if text := out[i.o.Lang]; value != "" {
		put(field, &text, value)
		out[i.o.Lang] = text
	}
	return out
}

// storePerson makes the account where there is none, appoints it, and stores what is public of it.
func (i *officers) storePerson(tx *db.Tx, a arrivingOfficer, post Post, person identity.Account, at Appointment, line *OfficerChange) error {
	var err error
	if line.NewAccount {
		if person, err = i.p.Identity.Invite(tx, identity.NewAccount{Email: a.email, Name: a.name, Lang: i.o.Lang}); err != nil {
			return err
		}
	}
	at.Post, at.Account = post.ID, person.ID
	if at.ID == "" {
		line.Appointed = true
		at, err = i.p.Appoint(tx, at)
	} else if slices.ContainsFunc(line.Changes, func(c FieldChange) bool { return c.Field == "until" }) {
		at, err = i.p.SaveAppointment(tx, at)
	}
	if err != nil {
		return err
	}
	v, err := ProfileOf(tx, at.ID)
	if err != nil {
		return err
	}
	note := func(field, was, is string) {
		if !line.Appointed && was != is {
			line.Changes = append(line.Changes, FieldChange{field, was, is})
		}
	}
	rank := i18n.Text{}
	maps.Copy(rank, v.Rank)
	if a.name != "" {
		note("name", v.Name, a.name)
		v.Name = a.name
	}
	if a.rank != "" {
		note("rank", rank[i.o.Lang], a.rank)
		rank[i.o.Lang] = a.rank
	}
	if len(a.langs) > 0 {
		note("languages", strings.Join(v.Languages, " "), strings.Join(a.langs, " "))
		v.Languages = a.langs
	}
	v.Rank = rank
	return i.p.SetProfile(tx, v, nil)
}
