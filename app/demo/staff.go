package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/modules/places"
	"reeve/modules/threatmap"
)

// staff is data/staff.json: invented people, organisations, posts and who holds them.
type staff struct {
	SignIns  []string `json:"sign_ins"` // keys of people, one for each role, named as the roles
	People   []person `json:"people"`
	Orgs     []org    `json:"orgs"`
	StandIns []struct {
		Post      string `json:"post"`
		Account   string `json:"account"`
		Kind      string `json:"kind"`
		FromDays  int    `json:"from_days"`  // from the end of the story
		UntilDays int    `json:"until_days"` // 0 = for ever
	} `json:"stand_ins"`
	Routes []threatmap.RouteRule `json:"routes"` // place and post by code
}

type person struct {
	Key   string `json:"key"`
	Email string `json:"email"`
	Name  string `json:"name"`
	Lang  string `json:"lang"`
	Role  string `json:"role"`  // given by hand, beside what a post brings
	Place string `json:"place"` // code of the place in which; empty = the whole installation
}

type org struct {
	Code  string    `json:"code"`
	Kind  string    `json:"kind"`
	Place string    `json:"place"`
	Names i18n.Text `json:"names"`
	Units []struct {
		Code   string    `json:"code"`
		Parent string    `json:"parent"`
		Place  string    `json:"place"`
		Names  i18n.Text `json:"names"`
		Phone  string    `json:"phone"`
		Mail   string    `json:"mail"`
		Posts  []post    `json:"posts"`
	} `json:"units"`
}

type post struct {
	Code   string    `json:"code"`
	Role   string    `json:"role"`
	Place  string    `json:"place"`
	Titles i18n.Text `json:"titles"`
	Holder string    `json:"holder"` // key of a person, empty = vacant

	// What is public of the post and of its holder.
	Phone     string    `json:"phone"`
	Hours     i18n.Text `json:"office_hours"`
	Office    i18n.Text `json:"office_place"`
	Rank      i18n.Text `json:"rank"`
	Languages []string  `json:"languages"`
}

func readStaff() (s staff, err error) {
	err = readJSON("staff.json", &s)
	return s, err
}

func (s staff) person(key string) person {
	n := slices.IndexFunc(s.People, func(p person) bool { return p.Key == key })
	return s.People[n]
}

// posts are all posts.
func (s staff) posts() (all []post) {
	for _, o := range s.Orgs {
		for _, u := range o.Units {
			all = append(all, u.Posts...)
		}
	}
	return all
}

func (l *loader) add(ctx context.Context, p person) (identity.Account, error) {
	return l.a.Identity.Create(ctx, db.System(), identity.NewAccount{Email: p.Email, Name: p.Name, Lang: p.Lang})
}

// people makes the accounts; passwords and tokens come with demo.json.
func (l *loader) people(ctx context.Context) error {
	l.accounts = map[string]string{}
	for _, p := range l.staff.People {
		account, err := l.a.Identity.AccountByEmail(ctx, p.Email)
		if errs.KindOf(err) == errs.NotFound {
			account, err = l.add(ctx, p)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.Email, err)
		}
		l.accounts[p.Key] = account.ID
	}
	return nil
}

// organisations makes those that are not there, each with its posts at once, then who stands in, then the rules
// that send traffic to the traffic unit.
func (l *loader) organisations(ctx context.Context) error {
	known := map[string]bool{}
	for _, o := range l.a.Places.Snapshot().Orgs() {
		known[o.Code] = true
	}
	for _, o := range l.staff.Orgs {
		if known[o.Code] {
			continue
		}
		err := l.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
			_, err := l.a.Places.SetUp(tx, l.asStaff(o))
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", o.Code, err)
		}
	}
	if err := l.a.Places.Reload(ctx); err != nil {
		return err
	}
	if err := l.standIns(ctx); err != nil {
		return err
	}
	if err := l.routes(ctx); err != nil {
		return err
	}
	return l.a.Places.Reload(ctx)
}

func (l *loader) asStaff(o org) places.Staff {
	s := places.Staff{Org: places.Org{Code: o.Code, Kind: o.Kind, Names: o.Names, Place: o.Place}}
	for _, u := range o.Units {
		unit := places.StaffUnit{Unit: places.Unit{Code: u.Code, Parent: u.Parent, Names: u.Names, Place: u.Place, Phone: u.Phone, Mail: u.Mail}}
		for _, p := range u.Posts {
			v := places.StaffPost{Post: places.Post{Code: p.Code, Titles: p.Titles, Role: p.Role, Place: p.Place},
				Holder: l.accounts[p.Holder], From: l.start.AddDate(0, 0, -300).Format(time.DateOnly)}
			if p.Phone != "" {
				v.Contact = &places.Contact{Phone: p.Phone, OfficeHours: p.Hours, OfficePlace: p.Office}
			}
			if p.Rank != nil {
				v.Profile = &places.Profile{Name: l.staff.person(p.Holder).Name, Rank: p.Rank, Languages: p.Languages}
			}
			unit.Posts = append(unit.Posts, v)
		}
		s.Units = append(s.Units, unit)
	}
	return s
}

func (l *loader) standIns(ctx context.Context) error {
	for _, in := range l.staff.StandIns {
		post, ok := l.post(in.Post)
		if !ok {
			return fmt.Errorf("no post %s", in.Post)
		}
		appointment := places.Appointment{Post: post, Account: l.accounts[in.Account], Kind: in.Kind,
			Valid: places.Span{From: l.storyEnd().AddDate(0, 0, in.FromDays).Format(time.DateOnly)}}
		if in.UntilDays != 0 {
			appointment.Valid.Until = l.storyEnd().AddDate(0, 0, in.UntilDays).Format(time.DateOnly)
		}
		err := l.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
			all, err := places.Appointments(tx, post)
			if err != nil || slices.ContainsFunc(all, func(a places.Appointment) bool { return a.Account == appointment.Account }) {
				return err
			}
			_, err = l.a.Places.Appoint(tx, appointment)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) routes(ctx context.Context) error {
	for _, r := range l.staff.Routes {
		place, ok := l.a.Places.Snapshot().ByCode(r.Place)
		if !ok {
			return fmt.Errorf("no place %s", r.Place)
		}
		r.Place = place.ID
		if r.Post, ok = l.post(r.Post); !ok {
			return fmt.Errorf("no post for the route %s", r.ID)
		}
		err := l.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error { return l.a.Map.AddRoute(tx, r) })
		if err != nil && !db.IsUnique(err) { // one that is there stays
			return err
		}
	}
	return l.a.Map.Categories.Refresh(ctx)
}

func (l *loader) post(code string) (id string, ok bool) {
	for _, p := range l.a.Places.Snapshot().Posts() {
		if p.Post.Code == code {
			return p.Post.ID, true
		}
	}
	return "", false
}

// grants gives the roles that no post brings.
func (l *loader) grants(ctx context.Context) error {
	for _, p := range l.staff.People {
		if p.Role == "" {
			continue
		}
		g := policy.Grant{Role: p.Role, Scope: policy.Everything()}
		if p.Place != "" {
			place, ok := l.a.Places.Snapshot().ByCode(p.Place)
			if !ok {
				return fmt.Errorf("no place %s", p.Place)
			}
			g.Scope = policy.Ref{Kind: policy.Place, ID: place.ID}
		}
		given, err := l.a.Identity.Grants(ctx, l.accounts[p.Key])
		if err != nil {
			return err
		}
		if slices.ContainsFunc(given, func(have identity.Given) bool { return have.Grant == g }) {
			continue
		}
		if _, err := l.a.Identity.Give(ctx, db.System(), l.accounts[p.Key], g, time.Time{}, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}

// storyEnd is the now of the run that began the story.
func (l *loader) storyEnd() time.Time { return l.start.Add(span) }
