package officers

import (
	"bytes"
	"encoding/json"

	"reeve/kernel/i18n"
	"reeve/modules/places"
)

// The types of this file are all that public handlers may answer with.

// PublicLocated is who answers for a point. Outside every boundary all of it is null, and vacancy is false.
type PublicLocated struct {
	Region     *places.PublicRef `json:"region"`
	Community  *places.PublicRef `json:"community"`
	Beat       *places.PublicRef `json:"beat"`
	Post       *PublicPost       `json:"post"`
	Officer    *PublicPerson     `json:"officer"`    // the holder; null = vacant, or no post
	Substitute *PublicPerson     `json:"substitute"` // answers while the holder is away
	Acting     *PublicPerson     `json:"acting"`     // answers while there is no holder
	Vacancy    bool              `json:"vacancy"`    // there is a post, and nobody holds it
	Contact    *PublicContact    `json:"contact"`

	kept []byte
}

// MarshalJSON writes what was written before for the same place and snapshot, where it was.
func (l PublicLocated) MarshalJSON() ([]byte, error) {
	if l.kept != nil {
		return l.kept, nil
	}
	type plain PublicLocated
	b, err := json.Marshal(plain(l))
	return bytes.TrimSpace(b), err
}

// PublicPost names an officer's post.
type PublicPost struct {
	Code  string    `json:"code"`
	Title i18n.Text `json:"title"`
}

// PublicPerson is what is public of a person in a post.
type PublicPerson struct {
	Name      *string   `json:"name"` // null = not published
	Rank      i18n.Text `json:"rank"`
	Languages []string  `json:"languages"` // BCP 47
	Photo     *string   `json:"photo"`     // path; null = none
}

// PublicContact is how to reach who answers. phone and mail are null while nobody fills the post; the unit answers then.
type PublicContact struct {
	Phone       *string   `json:"phone"`
	Mail        *string   `json:"mail"`
	OfficeHours i18n.Text `json:"office_hours"`
	OfficePlace i18n.Text `json:"office_place"`
	Unit        i18n.Text `json:"unit"`
	UnitPhone   *string   `json:"unit_phone"`
	UnitMail    *string   `json:"unit_mail"`
}

// PublicOfficers is a page of officers' posts by code.
type PublicOfficers struct {
	Items []PublicOfficer `json:"items"`
	Next  *string         `json:"next"`
}

// PublicOfficer is one officer's post.
type PublicOfficer struct {
	Post           PublicPost        `json:"post"`
	Region         *places.PublicRef `json:"region"`
	Community      *places.PublicRef `json:"community"`
	Beat           *places.PublicRef `json:"beat"`
	Officer        *PublicPerson     `json:"officer"`
	Substitute     *PublicPerson     `json:"substitute"`
	Acting         *PublicPerson     `json:"acting"`
	Vacancy        bool              `json:"vacancy"`
	Contact        *PublicContact    `json:"contact"`
	AgreementEnded *string           `json:"agreement_ended"` // first day without the agreement that opened the post; null = it holds, or there never was one
}

func publicPlace(p *places.Place) *places.PublicRef {
	if p == nil {
		return nil
	}
	return &places.PublicRef{Code: p.Code, Name: p.Names}
}

func publicPerson(o *places.Officer) *PublicPerson {
	if o == nil {
		return nil
	}
	v := &PublicPerson{Name: orNull(o.Name), Rank: orEmpty(o.Rank), Languages: o.Languages}
	if v.Languages == nil {
		v.Languages = []string{}
	}
	if o.Photo != "" {
		v.Photo = orNull("/officer-photos/" + o.Photo)
	}
	return v
}

// publicContact is how a post is reached, or where there is none the unit of the place.
func (d *directory) publicContact(c *places.Card, place string) *PublicContact {
	u, ok := d.unit(place)
	if c == nil {
		if !ok {
			return nil
		}
		return &PublicContact{OfficeHours: i18n.Text{}, OfficePlace: i18n.Text{}, Unit: orEmpty(u.Names), UnitPhone: orNull(u.Phone), UnitMail: orNull(u.Mail)}
	}
	v := &PublicContact{Phone: orNull(c.Phone), Mail: orNull(c.Mail), OfficeHours: orEmpty(c.OfficeHours), OfficePlace: orEmpty(c.OfficePlace),
		Unit: orEmpty(c.Unit), UnitPhone: orNull(c.UnitPhone), UnitMail: orNull(c.UnitMail)}
	if c.UnitPhone == "" && ok {
		v.Unit, v.UnitPhone, v.UnitMail = orEmpty(u.Names), orNull(u.Phone), orNull(u.Mail)
	}
	return v
}

func orEmpty(t i18n.Text) i18n.Text {
	if t == nil {
		return i18n.Text{}
	}
	return t
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// PublicPack is what a device keeps of a region for when it has no connection, in one language. All texts are as that
// language's pages write them.
type PublicPack struct {
	Region    string        `json:"region"` // code; empty = communities of no region
	Name      string        `json:"name"`
	Lang      string        `json:"lang"`
	At        string        `json:"at"` // RFC 3339, when this was true
	Emergency string        `json:"emergency"`
	GrainM    int           `json:"grain_m"` // how far outlines may lie beside the boundaries, metres; 0 = there are none
	Digests   []string      `json:"digests"` // of all parts, in their order
	Parts     []*PublicPart `json:"parts"`   // those whose digest the asker has not
}

// PublicPart is one community of a pack. Its digest is over everything else that it holds.
type PublicPart struct {
	Digest      string        `json:"digest"`
	Code        string        `json:"code"`
	Name        string        `json:"name"`
	Keys        string        `json:"keys,omitempty"` // other spellings, with | between
	Rings       []string      `json:"rings,omitempty"`
	Settlements [][2]string   `json:"settlements,omitempty"` // name, other spellings
	Beats       []PublicBeat  `json:"beats,omitempty"`
	Posts       []PublicCard  `json:"posts,omitempty"` // all of the community, and whoever answers from above it
	Post        string        `json:"post,omitempty"`  // code of the one that answers for the community as a whole
	Meetings    []PublicSoon  `json:"meetings,omitempty"`
	Unit        *PublicNumber `json:"unit,omitempty"` // where nobody answers
}

// PublicBeat is a beat and the code of the post that answers for it.
type PublicBeat struct {
	Name  string   `json:"name"`
	Keys  string   `json:"keys,omitempty"`
	Rings []string `json:"rings,omitempty"`
	Post  string   `json:"post,omitempty"`
}

// PublicCard is an officer's post in words.
type PublicCard struct {
	Code   string      `json:"code"`
	Title  string      `json:"title"`
	Name   string      `json:"name"` // or that the post is vacant
	Keys   string      `json:"keys,omitempty"`
	Rank   string      `json:"rank,omitempty"`
	Place  string      `json:"place,omitempty"`
	Vacant bool        `json:"vacant,omitempty"`
	Phone  string      `json:"phone,omitempty"`
	Mail   string      `json:"mail,omitempty"`
	Flag   string      `json:"flag,omitempty"`
	Facts  [][2]string `json:"facts,omitempty"`
}

// PublicSoon is a public meeting to come: when and what.
type PublicSoon struct {
	When string `json:"when"`
	What string `json:"what"`
}

// PublicNumber is a unit and its number.
type PublicNumber struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}
