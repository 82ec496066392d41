package municipality

import (
	"context"
	"errors"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/mail"
	"reeve/kernel/policy"
)

// digestHour is when the digest of a day is written, in the zone of the municipality.
const digestHour = 7

// forget is how long it is remembered that somebody was told of an item.
const forget = 400 * 24 * time.Hour

// Tell writes the mails that are due at an instant. It may run as often as it likes: of one item an account is told once.
func (m *Municipality) Tell(ctx context.Context, now time.Time) error {
	if m.Mail == nil {
		return nil
	}
	var accounts []string
	err := m.DB.Read(ctx, func(s *db.Snapshot) (err error) { accounts, err = m.people(s, now); return err })
	for _, account := range accounts {
		if werr := m.tellOne(ctx, account, now); werr != nil && !errors.Is(werr, errNothing) {
			err = errors.Join(err, werr)
		}
	}
	return err
}

// people are the accounts that act for a municipality, by grant or by post.
func (m *Municipality) people(q db.Reader, now time.Time) ([]string, error) {
	all, err := identity.WithRole(q, now, "clerk", "mayor")
	seen := map[string]bool{}
	for _, a := range all {
		seen[a] = true
	}
	for _, f := range m.Places.Snapshot().Posts() {
		if f.Post.Role != "clerk" && f.Post.Role != "mayor" {
			continue
		}
		for _, a := range append([]string{f.Holder}, f.StandIns...) {
			if a != "" && !seen[a] {
				seen[a] = true
				all = append(all, a)
			}
		}
	}
	return all, err
}

// errNothing takes back a transaction in which nothing was to be done.
var errNothing = errors.New("nothing to do")

// tellOne writes the mails that one account is due.
func (m *Municipality) tellOne(ctx context.Context, account string, now time.Time) error {
	return m.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		n, err := noticeOf(tx, account)
		if err != nil {
			return err
		}
		who, err := m.Identity.Acting(tx, account, now)
		if errs.KindOf(err) == errs.NotFound {
			return errNothing
		}
		if err != nil {
			return err
		}
		a := Asker{Orgs: orgs(m.Scope(who.Principal, Read)), Scope: func(action string) policy.Scope { return m.Scope(who.Principal, action) }, Text: m.reader(who), Now: now}
		local := now.In(m.zone(a.Orgs))
		today := local.Format(time.DateOnly)
		if len(a.Orgs) == 0 || n.mode == Off || n.mode == Digest && (local.Hour() < digestHour || n.digestOn >= today) {
			return errNothing
		}
		parts, err := m.fresh(tx, account, a)
		if err != nil || len(parts) == 0 {
			return errors.Join(err, errNothing)
		}
		if n.mode == Digest {
			err = m.sendDigest(tx, who, a, parts, today)
		} else {
			err = m.sendEach(tx, who, a, parts)
		}
		if err != nil {
			return err
		}
		n.digestOn = today
		return m.save(tx, n, "community.municipality.tell")
	})
}

// reader is the language in which an account reads.
func (m *Municipality) reader(who identity.Who) *i18n.Localizer {
	l, ok := i18n.ParseLang(who.Account.Lang)
	if !ok {
		l = i18n.English
	}
	return m.Catalogue.For(l)
}

// zone is that of the first municipality acted for.
func (m *Municipality) zone(orgs []string) *time.Location {
	place := ""
	if len(orgs) > 0 {
		o, _ := m.Places.Snapshot().Org(orgs[0])
		place = o.Place
	}
	return m.Zone(place)
}

// fresh are the parts with what an account has not been told of; from now on it has.
func (m *Municipality) fresh(tx *db.Tx, account string, a Asker) (out []Part, err error) {
	all, err := m.parts(tx, a)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		part := Part{Provider: p.Provider}
		for _, it := range p.Items {
			told, err := tx.Exec("INSERT INTO municipality_told (account, item, told_at) VALUES ($1, $2, $3) ON CONFLICT (account, item) DO NOTHING",
				account, p.Code+"/"+it.ID, db.Micros(a.Now))
			if err != nil {
				return nil, err
			}
			if told > 0 {
				part.Items = append(part.Items, it)
			}
		}
		if len(part.Items) > 0 {
			out = append(out, part)
		}
	}
	if len(out) > 0 {
		_, err = tx.Exec("DELETE FROM municipality_told WHERE account = $1 AND told_at < $2", account, db.Micros(a.Now.Add(-forget)))
	}
	return out, err
}

func (m *Municipality) sendDigest(tx *db.Tx, who identity.Who, a Asker, parts []Part, today string) error {
	n, lines := int64(0), ""
	for _, p := range parts {
		n += int64(len(p.Items))
		lines += a.Text.T("municipality.mail.line", "part", a.Text.T(p.title()), "n", a.Text.Number(int64(len(p.Items)))) + "\n"
	}
	text := a.Text.T("municipality.mail.hello") + "\n\n" + lines + "\n" + m.BaseURL() + page + "\n"
	return m.send(tx, who, a, "digest/"+today, a.Text.N("municipality.mail.digest", n), text)
}

func (m *Municipality) sendEach(tx *db.Tx, who identity.Who, a Asker, parts []Part) error {
	for _, p := range parts {
		for _, it := range p.Items {
			title := a.Text.T(p.title())
			text := a.Text.T("municipality.mail.hello") + "\n\n" + title + "\n" + m.BaseURL() + it.Href + "\n"
			if err := m.send(tx, who, a, p.Code+"/"+it.ID, a.Text.T("municipality.mail.one", "part", title), text); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *Municipality) send(tx *db.Tx, who identity.Who, a Asker, key, subject, text string) error {
	end := m.BaseURL() + "/" + a.Text.Lang().HTML() + "/unsubscribe/" + m.token(who.Account.ID)
	return m.Mail.Send(tx, mail.Message{Key: "municipality/" + who.Account.ID + "/" + key, About: "municipality.mail.about", To: who.Account.Email,
		Lang: a.Text.Lang().HTML(), Subject: subject, Text: text + "\n" + a.Text.T("municipality.mail.why") + "\n" + end + "\n", Unsubscribe: end})
}

// title is the message key of a kind.
func (p Provider) title() string {
	if p.Title != "" {
		return p.Title
	}
	return "municipality.part." + p.Code
}
