package desk

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/web/static"
	"reeve/modules/places"
)

// Item is one thing that an installation needs before residents can rely on it.
type Item struct {
	Done bool
	Key  string // message key of what is missing, or that it is there
	Args []any  // of the message, names and values in turn
	Href string // where it can be done
}

// Say is the item in the reader's language.
func (i Item) Say(l *i18n.Localizer) string { return l.T(i.Key, i.Args...) }

// Checklist looks what is still missing, in the order in which it is best done. now decides which posts are
// held and which years' holidays must be known.
func (d *Desk) Checklist(ctx context.Context, now time.Time) ([]Item, error) {
	list := d.checkPlaces()
	more, err := d.checkPeople(ctx, now)
	if err != nil {
		return nil, err
	}
	list = append(list, more...)
	if more, err = d.checkLegal(ctx); err != nil {
		return nil, err
	}
	list = append(append(list, more...), d.checkHolidays(now)...)
	assets, err := static.Load(static.Embedded())
	if err != nil {
		return nil, err
	}
	return append(list,
		item("desk.setup.settings", !reflect.DeepEqual(d.Settings.Get(), config.Default()), "/desk/settings"),
		item("desk.setup.https", d.Secure(), "/desk/setup"),
		item("desk.setup.assets", assets.Ready(), "/desk/setup")), nil
}

// item chooses between the message of what is missing and, with ".done" behind it, that it is there.
func item(key string, done bool, href string, args ...any) Item {
	if done {
		return Item{Done: true, Key: key + ".done", Href: href}
	}
	return Item{Key: key, Args: args, Href: href}
}

// checkPlaces: the ground on which reports are filed.
func (d *Desk) checkPlaces() []Item {
	s := d.Places.Snapshot()
	communities := s.WithRole(places.Community)
	unpeopled, unposted := 0, 0
	for _, c := range communities {
		if c.Population == nil {
			unpeopled++
		}
	}
	for _, b := range s.WithRole(places.Beat) {
		if len(s.PostsOf(b.ID)) == 0 {
			unposted++
		}
	}
	list := []Item{item("desk.setup.boundaries", len(communities) > 0, "/desk/places")}
	if len(communities) > 0 {
		list = append(list, item("desk.setup.population", unpeopled == 0, "/desk/places", "n", unpeopled, "all", len(communities)),
			item("desk.setup.beats", unposted == 0, "/desk/posts", "n", unposted))
	}
	return list
}

// checkPeople: whoever a report goes to is there.
func (d *Desk) checkPeople(ctx context.Context, now time.Time) ([]Item, error) {
	s := d.Places.Snapshot()
	posts := s.Posts()
	vacant := 0
	for _, f := range posts {
		if f.Vacant() {
			vacant++
		}
	}
	covered, err := d.queueCovered(ctx, now)
	if err != nil {
		return nil, err
	}
	alone := 0
	for _, c := range s.WithRole(places.Community) {
		if !covered.Allows(policy.Resource{In: s.InPlace(c.ID)}) {
			alone++
		}
	}
	list := []Item{item("desk.setup.posts", len(posts) > 0, "/desk/posts")}
	if len(posts) > 0 { // without posts there is nobody to miss
		list = append(list, item("desk.setup.vacant", vacant == 0, "/desk/posts?filled=no", "n", vacant, "all", len(posts)))
	}
	return append(list,
		item("desk.setup.queue", alone == 0 && (covered.All || len(covered.Refs) > 0), "/desk/users", "n", alone)), nil
}

// queueCovered is where somebody looks after the queue: by a post that is filled, or by a grant.
func (d *Desk) queueCovered(ctx context.Context, now time.Time) (policy.Scope, error) {
	s := d.Places.Snapshot()
	p := policy.Principal{}
	for _, f := range s.Posts() {
		if f.Account() == "" {
			continue
		}
		place := f.Post.Place
		if u, ok := s.Unit(f.Post.Unit); ok && place == "" {
			place = u.Place
		}
		if o, ok := s.Org(f.Org); ok && place == "" {
			place = o.Place
		}
		p.Grants = append(p.Grants, policy.Grant{Role: f.Post.Role, Scope: policy.Ref{Kind: policy.Place, ID: place}})
	}
	err := d.DB.Read(ctx, func(r *db.Snapshot) error {
		given, err := db.All(r, func(scan db.Scan) (g policy.Grant, err error) {
			return g, scan(&g.Role, &g.Scope.Kind, &g.Scope.ID)
		}, `SELECT DISTINCT g.role, g.scope_kind, g.scope_id FROM grant_of g JOIN account a ON a.id = g.account
			WHERE a.state = 'active' AND a.kind = 'person' AND g.valid_from <= $1 AND (g.valid_until IS NULL OR g.valid_until > $1)`, db.Micros(now))
		p.Grants = append(p.Grants, given...)
		return err
	})
	return d.Policy.Scope(p, d.Queue), err
}

// checkLegal: the texts that the law asks of a public site, in every language it is shown in.
func (d *Desk) checkLegal(ctx context.Context) ([]Item, error) {
	var list []Item
	err := d.DB.Read(ctx, func(s *db.Snapshot) error {
		for _, kind := range config.LegalKinds() {
			var missing []string
			for _, l := range i18n.Written() {
				body, _, err := config.Legal(s, kind, l)
				if err != nil {
					return err
				}
				if strings.TrimSpace(body) == "" {
					missing = append(missing, l.Self())
				}
			}
			list = append(list, item("desk.setup.legal."+kind, len(missing) == 0, "/desk/legal", "languages", strings.Join(missing, ", ")))
		}
		return nil
	})
	return list, err
}

// checkHolidays: deadlines are counted in working days, this year and the next.
func (d *Desk) checkHolidays(now time.Time) []Item {
	countries := []string{d.Settings.Get().Country}
	for _, c := range d.Places.Snapshot().WithRole(places.Community) {
		if !slices.Contains(countries, c.Country) {
			countries = append(countries, c.Country)
		}
	}
	slices.Sort(countries)
	var list []Item
	for _, code := range countries {
		c := d.Process.Calendar(code)
		if c == nil {
			list = append(list, item("desk.setup.calendar", false, "/desk/setup", "country", code))
			continue
		}
		year := now.In(c.Zone).Year()
		done := item("desk.setup.holidays", c.Complete(year) && c.Complete(year+1), "/desk/setup")
		done.Args = []any{"country", i18n.Key("desk.country." + code), "year", formatInt(int64(year)), "next", formatInt(int64(year + 1))}
		list = append(list, done)
	}
	return list
}
