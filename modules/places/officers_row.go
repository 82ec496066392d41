package places

import (
	"net/mail"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/tabular"
)

// arrivingOfficer is a row that can be read. Only what the file has columns for, and a value in them, is taken over.
type arrivingOfficer struct {
	row   tabular.Row
	post  Post    // Titles in the language of the file alone
	title bool    // the row has a title
	role  bool    // the row has a role
	in    Contact // what the row says of it; empty values say nothing
	hours string
	place string
	email string // empty = vacancy
	name  string
	rank  string
	langs []string
	kind  string
	valid Span // From empty where the row does not say
}

// seenPost is what an earlier row of the file says of a post.
type seenPost struct {
	row                     int
	title, role, unit, land string
}

// seenHolder is an appointment that an earlier row of the file asks for.
type seenHolder struct {
	row   int
	post  string
	valid Span
}

// read finds out what a row says, and everything that is wrong with it.
func (i *officers) read(row tabular.Row) (a arrivingOfficer, err error) {
	if row.Problem != nil {
		return a, &errs.Error{Kind: errs.Invalid, Key: "errs.invalid", Fields: []errs.Field{*row.Problem}}
	}
	var f errs.Fields
	get := func(field string) string {
		value, _ := row.Get(i.header[field])
		return value
	}
	a = arrivingOfficer{row: row, name: get("name"), email: identity.FoldEmail(get("email")), rank: get("rank"), kind: Holder, hours: get("office_hours"), place: get("office_place"),
		in: Contact{Phone: get("phone"), Mail: get("public_mail")}, langs: strings.FieldsFunc(get("languages"), func(r rune) bool { return strings.ContainsRune(" ,;/", r) })}
	a.post = Post{Code: get("post"), Role: "officer", Titles: i18n.Text{}}
	checkCode(&f, a.post.Code)
	if title := get("title"); title != "" {
		a.post.Titles[i.o.Lang], a.title = title, true
	}
	if role := get("role"); role != "" {
		a.role = true
		if a.post.Role = i.words.roles[tabular.Fold(role)]; a.post.Role == "" {
			f.Add("role", "places.post_role_wrong", "role", role)
		}
	}
	if kind := get("kind"); kind != "" {
		if a.kind = i.words.kinds[tabular.Fold(kind)]; a.kind == "" {
			f.Add("kind", "places.appointment_kind_wrong", "kind", kind)
		}
	}
	unit, err := one("unit", get("unit"), i.find.units[tabular.Fold(get("unit"))], func(u Unit) string { return u.Code })
	if err != nil {
		f = append(f, errs.Of(err).Fields...)
	}
	a.post.Unit = unit.ID
	i.readLand(&a, get("beat"), get("community"), &f)
	i.readDays(&a, get("from"), get("until"), &f)
	if a.name != "" && a.email == "" {
		f.Add("email", "places.officers.email_missing", "name", a.name)
	}
	if to, err := mail.ParseAddress(a.email); a.email != "" && (err != nil || to.Address != a.email) {
		f.Add("email", "places.mail_wrong", "mail", a.email)
	}
	if err := (Profile{Rank: i18n.Text{i.o.Lang: a.rank}, Languages: a.langs, Name: a.name}).check(); err != nil {
		f = append(f, errs.Of(err).Fields...)
	}
	if err := (Contact{Phone: a.in.Phone, Mail: a.in.Mail, OfficeHours: i18n.Text{i.o.Lang: a.hours}, OfficePlace: i18n.Text{i.o.Lang: a.place}}).check(); err != nil {
		f = append(f, errs.Of(err).Fields...)
	}
	if err := f.Err(); err != nil {
		return a, err
	}
	return a, i.again(a)
}

// readLand finds the beat or the community that a post is for. Neither: the territory of its unit.
func (i *officers) readLand(a *arrivingOfficer, beat, community string, f *errs.Fields) {
	var found Place
	var err error
	switch {
	case beat != "":
		found, err = one("beat", beat, i.find.beats[tabular.Fold(beat)], func(p Place) string { return p.Code })
	case community != "":
		found, err = one("community", community, i.find.land[tabular.Fold(community)], func(p Place) string { return p.Code })
	}
	if err != nil {
		*f = append(*f, errs.Of(err).Fields...)
	}
	a.post.Place = found.ID
}

// readDays reads the first and the last day; what is stored is the first day after the last.
func (i *officers) readDays(a *arrivingOfficer, from, until string, f *errs.Fields) {
	for _, d := range []struct {
		field, value string
		to           *string
	}{{"from", from, &a.valid.From}, {"until", until, &a.valid.Until}} {
		if d.value == "" {
			continue
		}
		day, ok := tabular.Day(d.value)
		if !ok {
			f.Add(d.field, "places.date_wrong", "date", d.value)
			continue
		}
		*d.to = day
	}
	if a.valid.Until == "" {
		return
	}
	if a.valid.From > a.valid.Until {
		f.Add("until", "places.ends_before_it_begins", "from", a.valid.From, "until", a.valid.Until)
	}
	a.valid.Until = addDay(a.valid.Until, 1)
}

// again refuses what an earlier row of the file says otherwise: a post told in two ways, a person who would hold two posts
// at a time.
func (i *officers) again(a arrivingOfficer) error {
	now := seenPost{a.row.Number, a.post.Titles[i.o.Lang], a.post.Role, a.post.Unit, a.post.Place}
	if was, twice := i.posts[a.post.Code]; twice {
		if a.role && was.role != now.role || was.unit != now.unit || was.land != now.land || now.title != "" && was.title != now.title {
			return errs.Bad("post", "places.officers.post_differs", "post", a.post.Code, "row", was.row)
		}
	} else {
		i.posts[a.post.Code] = now
	}
	if a.email == "" || a.kind != Holder {
		return nil
	}
	for _, was := range i.held[a.email] {
		if was.valid.Meets(a.valid) {
			return errs.Bad("email", "places.officers.twice", "name", firstOf(a.name, a.email), "post", was.post, "row", was.row)
		}
	}
	i.held[a.email] = append(i.held[a.email], seenHolder{a.row.Number, a.post.Code, a.valid})
	return nil
}
