package places

import (
	"net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
)

// Contact is how the public reaches a post, whoever holds it.
type Contact struct {
	Post                     string
	Phone, Mail              string
	OfficeHours, OfficePlace i18n.Text
	Version                  int64 // 0 = nothing was ever said
}

// Profile is what is public of a person in a post. It belongs to the appointment: rank and photo change with the person.
type Profile struct {
	Appointment string
	Name        string // as published; empty = not published
	Rank        i18n.Text
	Languages   []string // BCP 47 tags
	Photo       string   // random ref in the public address; empty = none
	File        string   // of the photo
	Version     int64    // 0 = nothing was ever said
}

const contactColumns = `c.post, c.phone, c.mail, c.office_hours, c.office_place, c.version`

func scanContact(scan db.Scan) (c Contact, err error) {
	err = scan(&c.Post, &c.Phone, &c.Mail, textColumn{&c.OfficeHours}, textColumn{&c.OfficePlace}, &c.Version)
	return c, err
}

// ContactOf reads how a post is reached; an empty Contact if nothing was ever said.
func ContactOf(r db.Reader, post string) (Contact, error) {
	all, err := db.All(r, scanContact, `SELECT `+contactColumns+` FROM post_contact c WHERE c.post = $1`, post)
	if err != nil || len(all) == 0 {
		return Contact{Post: post}, err
	}
	return all[0], nil
}

const profileColumns = `f.appointment, f.name, f.rank, f.languages, COALESCE(f.photo, ''), COALESCE(f.file, ''), f.version`

func scanProfile(scan db.Scan) (v Profile, err error) {
	var languages string
	err = scan(&v.Appointment, &v.Name, textColumn{&v.Rank}, &languages, &v.Photo, &v.File, &v.Version)
	v.Languages = strings.Fields(languages)
	return v, err
}

// ProfileOf reads what is public of an appointment; an empty Profile if nothing was ever said.
func ProfileOf(r db.Reader, appointment string) (Profile, error) {
	all, err := db.All(r, scanProfile, `SELECT `+profileColumns+` FROM officer_profile f WHERE f.appointment = $1`, appointment)
	if err != nil || len(all) == 0 {
		return Profile{Appointment: appointment}, err
	}
	return all[0], nil
}

func (c Contact) check() error {
	var f errs.Fields
	checkPhone(&f, c.Phone)
	checkMail(&f, c.Mail)
	checkWords(&f, "office_hours", c.OfficeHours)
	checkWords(&f, "office_place", c.OfficePlace)
	return f.Err()
}

func (v Profile) check() error {
	var f errs.Fields
	if utf8.RuneCountInString(v.Name) > mostWords {
		f.Add("public_name", "places.words_long", "most", mostWords)
	}
	checkWords(&f, "rank", v.Rank)
	for _, tag := range v.Languages {
		if _, err := language.Parse(tag); err != nil {
			f.Add("languages", "places.language_wrong", "language", tag)
		}
	}
	return f.Err()
}

// mostWords is how many characters a name, a rank or office hours may have.
const mostWords = 200

func checkWords(f *errs.Fields, field string, t i18n.Text) {
	for _, text := range t {
		if utf8.RuneCountInString(text) > mostWords {
			f.Add(field, "places.words_long", "most", mostWords)
			return
		}
	}
}

func checkPhone(f *errs.Fields, phone string) {
	if phone != "" && (len(phone) > 40 || !strings.ContainsAny(phone, "0123456789") || strings.Trim(phone, "+0123456789 ()-/.,") != "") {
		f.Add("phone", "places.phone_wrong", "phone", phone)
	}
}

func checkMail(f *errs.Fields, address string) {
	if a, err := mail.ParseAddress(address); address != "" && (err != nil || a.Address != address || len(address) > 254) {
		f.Add("mail", "places.mail_wrong", "mail", address)
	}
}

// SetContact stores how a post is reached, read as version c.Version. What is stored already changes nothing.
func (p *Places) SetContact(tx *db.Tx, c Contact) error {
	if err := c.check(); err != nil {
		return err
	}
	post, err := GetPost(tx, c.Post)
	if err != nil {
		return err
	}
	old, err := ContactOf(tx, c.Post)
	if err != nil {
		return err
	}
	if old.Version != c.Version {
		return movedOn(c.Post, old.Version)
	}
	hours, place := textJSON(c.OfficeHours), textJSON(c.OfficePlace)
	if old.Phone == c.Phone && old.Mail == c.Mail && textJSON(old.OfficeHours) == hours && textJSON(old.OfficePlace) == place {
		return nil
	}
	c.Version++
	if _, err := tx.Exec(`INSERT INTO post_contact (post, phone, mail, office_hours, office_place, version) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (post) DO UPDATE SET phone = excluded.phone, mail = excluded.mail, office_hours = excluded.office_hours,
		office_place = excluded.office_place, version = excluded.version`, c.Post, c.Phone, c.Mail, hours, place, c.Version); err != nil {
		return err
	}
	return p.log.Record(tx, audit.Entry{Operation: firstOr(c.Version), Action: "places.contact.set", Kind: KindContact, ID: c.Post, Version: c.Version, Place: post.Place})
}

// SetProfile stores what is public of an appointment, read as version v.Version. photo, where there is one, is a cleaned
// picture whose bytes are stored; it takes the place of the one before. An empty v.Photo takes the picture away. What is
// stored already changes nothing.
func (p *Places) SetProfile(tx *db.Tx, v Profile, photo *document.Upload) error {
	if err := v.check(); err != nil {
		return err
	}
	a, err := GetAppointment(tx, v.Appointment)
	if err != nil {
		return err
	}
	post, err := GetPost(tx, a.Post)
	if err != nil {
		return err
	}
	old, err := ProfileOf(tx, v.Appointment)
	if err != nil {
		return err
	}
	if old.Version != v.Version {
		return movedOn(v.Appointment, old.Version)
	}
	if photo == nil && old.Photo == v.Photo && old.Name == v.Name && textJSON(old.Rank) == textJSON(v.Rank) && strings.Join(old.Languages, " ") == strings.Join(v.Languages, " ") {
		return nil
	}
	v.File = old.File
	if photo != nil || v.Photo == "" {
		if old.File != "" {
			if _, err := p.Archive.Remove(tx, old.File, "places.profile.set"); err != nil { // the next sweep takes the bytes
				return err
			}
		}
		v.Photo, v.File = "", ""
	}
	if photo != nil {
		if err := p.Archive.Attach(tx, document.File{Visibility: document.Public, OwnerKind: KindProfile, OwnerID: v.Appointment}, *photo); err != nil {
			return err
		}
		v.Photo, v.File = id.Ref(), photo.ID
	}
	v.Version++
	if _, err := tx.Exec(`INSERT INTO officer_profile (appointment, name, rank, languages, photo, file, version) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (appointment) DO UPDATE SET name = excluded.name, rank = excluded.rank, languages = excluded.languages, photo = excluded.photo,
		file = excluded.file, version = excluded.version`,
		v.Appointment, v.Name, textJSON(v.Rank), strings.Join(v.Languages, " "), db.NullText(v.Photo), db.NullText(v.File), v.Version); err != nil {
		return err
	}
	return p.log.Record(tx, audit.Entry{Operation: firstOr(v.Version), Action: "places.profile.set", Kind: KindProfile, ID: v.Appointment, Version: v.Version, Place: post.Place})
}

// firstOr is what a stored version is to the log: the first is new, the others change it.
func firstOr(version int64) audit.Operation {
	if version == 1 {
		return audit.Collection
	}
	return audit.Alteration
}
