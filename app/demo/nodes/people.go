package nodes

import (
	"context"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/identity/totp"
	"reeve/modules/places"
)

// factor sets up an authenticator app for somebody of the desk, as the page for it does, and gives its secret.
func (c *country) factor(ctx context.Context, role string, acc identity.Account, password string, now time.Time) (string, error) {
	if role != "spoc" {
		return "", nil
	}
	in, err := c.app.Identity.SignIn(ctx, identity.Credentials{Email: acc.Email, Password: password, Agent: "demonstration"}, now)
	if err != nil {
		return "", err
	}
	who, err := c.app.Identity.Principal(ctx, in.Token, now)
	if err != nil {
		return "", err
	}
	offer := c.app.Identity.OfferApp(who, now)
	secret, err := totp.Parse(offer.Secret)
	if err != nil {
		return "", err
	}
	if _, err := c.app.Identity.AddApp(ctx, who, who.Actor(""), offer, secret.Code(totp.Step(now)), now); err != nil {
		return "", err
	}
	return offer.Secret, c.app.Identity.SignOut(ctx, in.Token)
}

// desk makes the organisation, and a post for each who works at its desk.
func (c *country) posts(ctx context.Context, from time.Time) error {
	unit := places.StaffUnit{Unit: places.Unit{Code: c.Code + "-SPOC", Names: c.Names}}
	for n, account := range c.accounts["spoc"] {
		unit.Posts = append(unit.Posts, places.StaffPost{Post: places.Post{Code: c.Code + "-SPOC-" + string(rune('1'+n)), Role: "spoc", Titles: i18n.Text{"en": "Duty officer of the single point of contact",
			"lt": "BKP budėtojas", "lv": "VKP dežurants", "et": "ÜKP korrapidaja", "pl": "Dyżurny punktu kontaktowego"}}, Holder: account, From: from.Format(time.DateOnly)})
	}
	err := c.app.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		_, err := c.app.Places.SetUp(tx, places.Staff{Org: places.Org{Code: strings.ToLower(c.Code) + "-police", Kind: "police", Names: c.Names}, Units: []places.StaffUnit{unit}})
		return err
	})
	if err != nil {
		return err
	}
	return c.app.Places.Reload(ctx)
}

// actor is the nth person of the desk.
func (c *country) actor(n int) db.Actor {
	account := c.accounts["spoc"][n]
	a := db.Actor{Kind: "account", ID: account}
	for _, p := range c.app.Places.Snapshot().Posts() {
		if p.Account() == account {
			a.Post = p.Post.ID
		}
	}
	return a
}
