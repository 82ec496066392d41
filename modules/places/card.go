package places

import "reeve/kernel/i18n"

// Card is what the public may know of a post on the snapshot's day: who fills it, and how to reach them.
type Card struct {
	Post    string // id
	Code    string
	Title   i18n.Text
	Place   string   // id of the beat or community it is for; empty = the territory of its unit
	Vacancy bool     // there is no holder
	Officer *Officer // the holder; nil = vacant

	// Substitute stands in for a holder who is away, Acting for one who is not there. nil = nobody does.
	Substitute *Officer
	Acting     *Officer

	// How to reach the post. Phone and Mail are empty while nobody fills it: a number that nobody answers is not shown.
	Phone, Mail              string
	OfficeHours, OfficePlace i18n.Text

	Unit                i18n.Text
	UnitPhone, UnitMail string
}

// Officer is what is public of a person who fills a post. An empty Name: the post is filled and the name is not published.
type Officer struct {
	Appointment string // id
	Name        string
	Rank        i18n.Text
	Languages   []string // BCP 47 tags
	Photo       string   // ref, served at /officer-photos/{ref}; empty = none
}

// Answers is who answers now: who stands in, else the holder; nil = nobody.
func (c Card) Answers() *Officer {
	switch {
	case c.Substitute != nil:
		return c.Substitute
	case c.Officer != nil:
		return c.Officer
	}
	return c.Acting
}

// Call is the number to call: the post's, else that of its unit; empty where neither is known.
func (c Card) Call() string {
	if c.Phone != "" {
		return c.Phone
	}
	return c.UnitPhone
}

// Card is the public face of a post, by its id; ok is false where there is no such post.
func (s *Snapshot) Card(post string) (c Card, ok bool) {
	if v := s.cards[post]; v != nil {
		return *v, true
	}
	return Card{}, false
}

// card puts together what is public of a post, from its appointments on a day.
func (s *Snapshot) card(f *Filled, all []Appointment, day string, contact Contact, profiles map[string]Profile) *Card {
	unit := s.units[f.Post.Unit]
	c := &Card{Post: f.Post.ID, Code: f.Post.Code, Title: f.Post.Titles, Place: f.Post.Place, OfficeHours: contact.OfficeHours, OfficePlace: contact.OfficePlace,
		Unit: unit.Names, UnitPhone: unit.Phone, UnitMail: unit.Mail}
	for _, a := range all {
		if !a.Valid.Holds(day) {
			continue
		}
		v := profiles[a.ID]
		if v.Photo != "" {
			s.photos[v.Photo] = v.File
		}
		officer := &Officer{Appointment: a.ID, Name: v.Name, Rank: v.Rank, Languages: v.Languages, Photo: v.Photo}
		switch {
		case a.Kind == Holder:
			c.Officer = officer
		case a.Kind == Substitute && c.Substitute == nil:
			c.Substitute = officer
		case a.Kind == Acting && c.Acting == nil:
			c.Acting = officer
		}
	}
	c.Vacancy = c.Officer == nil
	if c.Answers() != nil {
		c.Phone, c.Mail = contact.Phone, contact.Mail
	}
	return c
}
