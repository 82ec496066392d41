package places

import (
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/identity"
)

// HeldPosts are the posts that an account fills at an instant, its own before those it stands in for. A post
// without a place answers for the territory of its unit, or else of its organisation. It is what
// identity.New wants.
func (p *Places) HeldPosts(r db.Reader, account string, at time.Time) ([]identity.HeldPost, error) {
	type row struct {
		identity.HeldPost
		kind, place, country string
		valid                Span
	}
	rows, err := db.All(r, func(scan db.Scan) (v row, err error) {
		err = scan(&v.Post, &v.Title, &v.Role, &v.Unit, &v.Org, &v.kind, &v.valid.From, &v.valid.Until, &v.place, &v.country)
		return v, err
	}, `SELECT t.id, t.titles, t.role, t.unit, u.org, a.kind, a.valid_from, COALESCE(a.valid_until, ''),
		COALESCE(p.id, ''), COALESCE(p.country, '')
		FROM appointment a JOIN post t ON t.id = a.post JOIN unit u ON u.id = t.unit JOIN org o ON o.id = u.org
		LEFT JOIN place p ON p.id = COALESCE(t.place, u.place, o.place)
		WHERE a.account = $1 ORDER BY a.valid_from, a.id`, account)
	if err != nil {
		return nil, err
	}
	var held []identity.HeldPost
	for _, v := range rows {
		if !v.valid.Holds(p.dayIn(v.country, at)) {
			continue
		}
		v.ActingFor = v.kind != Holder
		if v.place != "" {
			v.Places = []string{v.place}
		}
		held = append(held, v.HeldPost)
	}
	slices.SortStableFunc(held, func(a, b identity.HeldPost) int {
		switch {
		case a.ActingFor == b.ActingFor:
			return 0
		case b.ActingFor:
			return -1
		}
		return 1
	})
	return held, nil
}

// Filled is a post with who fills it on a day.
type Filled struct {
	Post      Post
	Org       string
	Holder    string // account, empty = vacant
	StandIns  []string
	UnitPhone string // what a vacant post shows
	UnitMail  string
}

// Vacant tells that the post has no holder.
func (f Filled) Vacant() bool { return f.Holder == "" }

// Account is who answers for the post: its holder, else who stands in; empty if nobody does.
func (f Filled) Account() string {
	if f.Holder == "" && len(f.StandIns) > 0 {
		return f.StandIns[0]
	}
	return f.Holder
}

// PostsFor are the posts for one place itself, with who fills them at an instant, by code.
func (p *Places) PostsFor(r db.Reader, place string, at time.Time) ([]Filled, error) {
	where, err := GetPlace(r, place)
	if err != nil {
		return nil, err
	}
	posts, err := db.All(r, scanFilled, `SELECT `+filledColumns+` FROM post t JOIN unit u ON u.id = t.unit WHERE t.place = $1 ORDER BY t.code`, place)
	if err != nil {
		return nil, err
	}
	return p.fill(r, posts, func(Filled) string { return p.dayIn(where.Country, at) })
}

// PostByID is one post with who fills it at an instant; errs.NotFound if there is none.
func (p *Places) PostByID(r db.Reader, post string, at time.Time) (Filled, error) {
	v, err := scanFilled(r.QueryRow(`SELECT `+filledColumns+` FROM post t JOIN unit u ON u.id = t.unit WHERE t.id = $1`, post).Scan)
	if err != nil {
		return v, found(err, "places.no_such_post", "post", post)
	}
	var country string
	err = r.QueryRow(`SELECT COALESCE((SELECT p.country FROM post t JOIN unit u ON u.id = t.unit JOIN org o ON o.id = u.org
		JOIN place p ON p.id = COALESCE(t.place, u.place, o.place) WHERE t.id = $1), '')`, post).Scan(&country)
	if err != nil {
		return v, err
	}
	all, err := p.fill(r, []Filled{v}, func(Filled) string { return p.dayIn(country, at) })
	if err != nil {
		return v, err
	}
	return all[0], nil
}

const filledColumns = postColumns + `, u.org, u.phone, u.mail`

func scanFilled(scan db.Scan) (f Filled, err error) {
	f.Post, err = scanPost(func(dest ...any) error { return scan(append(dest, &f.Org, &f.UnitPhone, &f.UnitMail)...) })
	return f, err
}

func (p *Places) fill(r db.Reader, posts []Filled, day func(Filled) string) ([]Filled, error) {
	for i := range posts {
		all, err := Appointments(r, posts[i].Post.ID)
		if err != nil {
			return nil, err
		}
		posts[i].take(all, day(posts[i]))
	}
	return posts, nil
}

// take reads from the appointments to the post who fills it on a day.
func (f *Filled) take(all []Appointment, day string) {
	for _, a := range all {
		switch {
		case !a.Valid.Holds(day):
		case a.Kind == Holder:
			f.Holder = a.Account
		default:
			f.StandIns = append(f.StandIns, a.Account)
		}
	}
}
