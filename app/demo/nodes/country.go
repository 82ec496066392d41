package nodes

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"reeve/app"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/modules/exchange/node"
)

// country is a node of data/nodes.json.
type country struct {
	Code   string    `json:"code"`
	Lang   string    `json:"lang"`
	Port   int       `json:"port"` // added to the first address
	Names  i18n.Text `json:"names"`
	People []struct {
		Email string `json:"email"`
		Name  string `json:"name"`
		Role  string `json:"role"`
	} `json:"people"`

	dir, desk, nodes string // folder and addresses
	app              *app.App
	accounts         map[string][]string // by role
	stop             func() error
}

// User is a sign-in of a node's desk.
type User struct {
	Email    string `json:"email"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Password string `json:"password"`
	Secret   string `json:"totp_secret,omitempty"` // for an authenticator app
}

// begin makes the keys of a node and opens it.
func (c *country) begin(ctx context.Context, now func() time.Time) error {
	if app.Of(c.dir) == app.Community {
		names := map[string]string{}
		for l, n := range c.Names {
			names[string(l)] = n
		}
		if err := node.Init(ctx, c.dir, node.Options{Names: names, Country: c.Code, Role: "spoc", Addresses: []string{"https://" + c.nodes}, Now: now()}); err != nil {
			return err
		}
	}
	return c.open(ctx, now)
}

func (c *country) open(ctx context.Context, now func() time.Time) (err error) {
	c.app, err = app.Open(ctx, app.Options{Dir: c.dir, BaseURL: "http://" + c.desk, Now: now})
	return err
}

// people names the installation and adds who works there.
func (c *country) people(ctx context.Context, now time.Time) (users []User, err error) {
	a := c.app
	err = a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		set := config.Default()
		set.Name, set.Owner, set.Default, set.Country, set.Synthetic = i18n.Text{"en": "Reeve"}, c.Names, c.Lang, c.Code, true
		set.Fallback = []string{c.Lang, "en"}
		return a.Settings.Save(tx, set)
	})
	if err != nil {
		return nil, err
	}
	if err := a.Settings.Refresh(ctx); err != nil {
		return nil, err
	}
	c.accounts = map[string][]string{}
	for _, p := range c.People {
		u := User{Email: p.Email, Name: p.Name, Role: p.Role, Password: strings.ToLower(rand.Text()[:16])}
		acc, err := a.Identity.Create(ctx, db.System(), identity.NewAccount{Email: p.Email, Name: p.Name, Lang: c.Lang, Password: u.Password})
		if err != nil {
			return nil, err
		}
		if _, err := a.Identity.Give(ctx, db.System(), acc.ID, policy.Grant{Role: p.Role, Scope: policy.Everything()}, time.Time{}, time.Time{}); err != nil {
			return nil, err
		}
		if u.Secret, err = c.factor(ctx, p.Role, acc, u.Password, now); err != nil {
			return nil, err
		}
		c.accounts[p.Role] = append(c.accounts[p.Role], acc.ID)
		users = append(users, u)
	}
	return users, nil
}

// befriend lets one node trust another and opens a channel to it.
func (c *country) befriend(ctx context.Context, other *country) error {
	card := other.app.Exchange.Own
	return c.app.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		p, err := c.app.Exchange.Nodes.Trust(tx, card.SignedCard(), node.Fingerprint(card.Card()))
		if err != nil {
			return err
		}
		_, err = c.app.Exchange.Nodes.OpenChannel(tx, node.Channel{Partner: p.Org, Basis: "Directive (EU) 2023/977", Allows: node.Allows{All: true}, Classification: "restricted"})
		return err
	})
}

// place is where the nth node lies and listens: desks from the base port on, addresses for nodes a hundred above.
func (c *country) place(dir, host string, base int) {
	c.dir = filepath.Join(dir, strings.ToLower(c.Code))
	c.desk, c.nodes = fmt.Sprintf("%s:%d", host, base+c.Port), fmt.Sprintf("%s:%d", host, base+100+c.Port)
}
