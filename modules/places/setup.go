package places

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// Staff is an organisation with all below it, to be set up at once.
type Staff struct {
	Org   Org // Place by code
	Units []StaffUnit
}

// StaffUnit is a unit with its posts.
type StaffUnit struct {
	Unit  Unit // Org is filled in; Parent and Place by code
	Posts []StaffPost
}

// StaffPost is a post, filled or vacant. With a Beat the post is for that beat, which is made.
type StaffPost struct {
	Post   Post // Unit is filled in; Place by code
	Beat   *NewBeat
	Holder string // account, empty = vacant
	From   string // YYYY-MM-DD, of the appointment

	Contact *Contact // Post is filled in; nil = nothing is public
	Profile *Profile // of the holder, Appointment is filled in; nil = nothing is public
}

// NewBeat is a beat to be made.
type NewBeat struct {
	Code      string
	Names     i18n.Text
	Community string // code
	Shape     geo.MultiPolygon
	Source    string
}

// SetUp makes an organisation with units, posts, beats and appointments. Units stand after their parents.
func (p *Places) SetUp(tx *db.Tx, s Staff) (Org, error) {
	if err := toID(tx, &s.Org.Place); err != nil {
		return Org{}, err
	}
	org, err := p.AddOrg(tx, s.Org)
	if err != nil {
		return org, err
	}
	made := map[string]string{"": ""}
	for _, u := range s.Units {
		parent, ok := made[u.Unit.Parent]
		if !ok {
			return org, errs.Bad("parent", "places.no_such_unit", "unit", u.Unit.Parent)
		}
		u.Unit.Org, u.Unit.Parent = org.ID, parent
		if err := toID(tx, &u.Unit.Place); err != nil {
			return org, err
		}
		unit, err := p.AddUnit(tx, u.Unit)
		if err != nil {
			return org, err
		}
		made[unit.Code] = unit.ID
		for _, post := range u.Posts {
			post.Post.Unit = unit.ID
			if err := p.setUpPost(tx, post); err != nil {
				return org, err
			}
		}
	}
	return org, nil
}

func (p *Places) setUpPost(tx *db.Tx, s StaffPost) error {
	if s.Beat != nil {
		beat, err := p.AddBeat(tx, *s.Beat)
		if err != nil {
			return err
		}
		s.Post.Place = beat.ID
	} else if err := toID(tx, &s.Post.Place); err != nil {
		return err
	}
	post, err := p.AddPost(tx, s.Post)
	if err != nil {
		return err
	}
	if s.Contact != nil {
		contact := *s.Contact
		contact.Post = post.ID
		if err := p.SetContact(tx, contact); err != nil {
			return err
		}
	}
	if s.Holder == "" {
		return nil
	}
	a, err := p.Appoint(tx, Appointment{Post: post.ID, Account: s.Holder, Kind: Holder, Valid: Span{From: s.From}})
	if err != nil || s.Profile == nil {
		return err
	}
	profile := *s.Profile
	profile.Appointment = a.ID
	return p.SetProfile(tx, profile, nil)
}

// AddBeat makes a beat of a community.
func (p *Places) AddBeat(tx *db.Tx, b NewBeat) (Place, error) {
	community, err := PlaceByCode(tx, b.Community)
	if err != nil {
		return Place{}, err
	}
	v, err := p.AddPlace(tx, Place{Code: b.Code, Country: community.Country, Level: Beat, Role: Beat, Names: b.Names,
		Parent: community.ID, At: geo.InteriorPoint(b.Shape)})
	if err != nil {
		return v, err
	}
	_, err = p.SetBoundary(tx, Boundary{Place: v.ID, Shape: b.Shape, Source: b.Source})
	return v, err
}

// toID turns the code of a place into its id.
func toID(tx *db.Tx, place *string) error {
	if *place == "" {
		return nil
	}
	v, err := PlaceByCode(tx, *place)
	*place = v.ID
	return err
}
