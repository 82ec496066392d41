package community

import (
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
	"reeve/modules/places"
)

// arrival is a row that can be read. Only what the file has columns for is taken over from it.
type arrival struct {
	row   tabular.Row
	place places.Place
	has   map[string]bool
	a     Agreement
	posts []string // ids of the posts named by code
}

// read finds out what a row says, and everything that is wrong with it.
func (i *importer) read(row tabular.Row) (arrival, error) {
	if row.Problem != nil {
		return arrival{}, &errs.Error{Kind: errs.Invalid, Key: "errs.invalid", Fields: []errs.Field{*row.Problem}}
	}
	in := arrival{row: row, has: map[string]bool{}, a: Agreement{Titles: i18n.Text{}, Clauses: map[string]string{}, RenewMonths: renewBefore}}
	var f errs.Fields
	get := func(field string) string {
		column, ok := i.header[field]
		if !ok {
			return ""
		}
		value, _ := row.Get(column)
		in.has[field] = true
		return value
	}
	if value := get("kind"); i.words.values[folded(value)] != "" {
		in.a.Kind = i.words.values[folded(value)]
	} else {
		in.a.Kind = strings.ToLower(value)
	}
	in.a.Number = get("number")
	place, err := i.land.community(get("community"), get("region"))
	if err != nil {
		f = append(f, errs.Of(err).Fields...)
	}
	in.place, in.a.Place = place, place.ID
	for field, to := range map[string]*string{"signed": &in.a.Signed, "from": &in.a.From, "until": &in.a.Until} {
		value := get(field)
		if value == "" || field == "until" && i.words.values[folded(value)] == "unlimited" {
			continue
		}
		var ok bool
		if *to, ok = tabular.Day(value); !ok {
			f.Add(field, "community.date_wrong", "date", value)
		}
	}
	if title := get("title"); title != "" {
		in.a.Titles[i.titleLang(place)] = title
	}
	in.a.Ceremony = get("ceremony")
	in.a.Languages = strings.FieldsFunc(get("languages"), func(r rune) bool { return r == ' ' || r == ',' || r == ';' })
	in.a.OpensChannel = i.words.values[folded(get("opens_channel"))] == "yes"
	if value := get("renew_months"); value != "" {
		if in.a.RenewMonths, err = strconv.ParseInt(value, 10, 64); err != nil {
			f.Add("renew_months", "community.renew_wrong", "most", 60)
		}
	}
	i.readTerritory(get("territory"), get("region"), &in, &f)
	i.readPosts(get("posts"), &in, &f)
	in.a.Parties = i.readParties(get("parties"), get("signatories"), place)
	f = append(f, unknownTo(f, in.a.check())...)
	if err := f.Err(); err != nil {
		return in, err
	}
	key := in.a.Kind + "\x00" + in.a.Number + "\x00" + in.a.Place
	if n, twice := i.first[key]; twice {
		return in, errs.Bad("number", "community.import.twice", "row", n, "number", in.a.Number)
	}
	i.first[key] = row.Number
	return in, nil
}

// titleLang is the language of titles: the one named, else that of the community's only name, else the installation's.
func (i *importer) titleLang(p places.Place) string {
	if i.o.Lang != "" {
		return i.o.Lang
	}
	if len(p.Names) == 1 {
		for tag := range p.Names {
			return tag
		}
	}
	return i.c.Settings.Get().Default
}

// unknownTo are the complaints of a rule about fields of which nothing has been said yet.
func unknownTo(said errs.Fields, err error) (more errs.Fields) {
	e := errs.Of(err)
	if e == nil {
		return nil
	}
	for _, f := range e.Fields {
		known := false
		for _, s := range said {
			known = known || s.Field == f.Field
		}
		if !known {
			more = append(more, f)
		}
	}
	return more
}

func (i *importer) readTerritory(value, region string, in *arrival, f *errs.Fields) {
	for _, part := range split(value) {
		p, err := i.land.community(part, region)
		if err != nil {
			if other, ok := i.land.s.ByCode(part); ok {
				p, err = other, nil
			}
		}
		if err != nil {
			f.Add("territory", "community.no_such_place", "place", part)
			continue
		}
		if p.ID != in.place.ID {
			in.a.Territory = append(in.a.Territory, p.ID)
		}
	}
}

// readPosts reads how many posts are opened, or which ones by their codes. Several codes have signs between them.
func (i *importer) readPosts(value string, in *arrival, f *errs.Fields) {
	if value == "" {
		return
	}
	in.a.OpensPosts = true
	if n, err := strconv.ParseFloat(value, 64); err == nil && n == float64(int64(n)) {
		in.a.PostsAgreed, in.a.OpensPosts = int64(n), n != 0
		return
	}
	for _, code := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(",;| ", r) }) {
		post, ok := i.land.posts[code]
		if !ok {
			f.Add("posts", "community.import.post_unknown", "post", code)
			continue
		}
		in.posts = append(in.posts, post)
	}
	in.a.PostsAgreed = int64(len(in.posts))
}

// readParties reads parties and who signs for them, each list with semicolons between. As many signatories as parties
// sign for one each, else the last party has the rest.
func (i *importer) readParties(parties, signatories string, at places.Place) (all []Party) {
	for _, part := range split(parties) {
		all = append(all, i.land.party(part, at))
	}
	signing := split(signatories)
	if len(all) == 0 && len(signing) > 0 {
		all = []Party{{Place: at.ID}}
	}
	for n, part := range signing {
		p := &all[min(n, len(all)-1)]
		p.Signatories = append(p.Signatories, signatory(part))
	}
	return all
}

// signatory reads "Name (post)" or "Name, post".
func signatory(text string) Signatory {
	if name, post, ok := strings.Cut(text, "("); ok {
		return Signatory{strings.TrimSpace(name), strings.TrimSuffix(strings.TrimSpace(post), ")")}
	}
	name, post, _ := strings.Cut(text, ",")
	return Signatory{strings.TrimSpace(name), strings.TrimSpace(post)}
}

func split(value string) (parts []string) {
	for _, part := range strings.FieldsFunc(value, func(r rune) bool { return r == ';' || r == '|' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
