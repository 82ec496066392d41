package desk

import (
	"strconv"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/mail"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// mailView is GET /desk/mail: the server that takes mail, and what lies in the outbox.
type mailView struct {
	look.Page
	Lead  string
	Tiles []look.Tile
	Form  form
	Try   *button // nil where no server is named
	Dead  []deadView
	May   bool
}

// deadView is a letter that was given up.
type deadView struct {
	About, Meta string
	Again, Drop button
}

const deadLetters = 50

func (d *Desk) mailPage(r *web.Request) (web.Reply, error) { return d.mail(r, answers{form: "mail"}) }

func (d *Desk) mail(r *web.Request, a answers) (web.Reply, error) {
	text := r.Text
	var set mail.Settings
	var counts map[string]int64
	var dead []mail.Letter
	err := r.Read(func(s *db.Snapshot) (err error) {
		if set, err = mail.Stored(s); err != nil {
			return err
		}
		if counts, err = mail.Counts(s); err != nil {
			return err
		}
		dead, _, err = mail.Letters(s, mail.Dead, "", deadLetters)
		return err
	})
	if err != nil {
		return nil, err
	}
	v := mailView{Page: d.Frame(r, text.T("desk.mail.title")), Lead: text.T("desk.mail.lead"), May: r.May("config.settings.write")}
	v.NoIndex, v.Flash = true, a.above(r)
	for _, state := range []string{mail.Waiting, mail.Sent, mail.Dead} {
		v.Tiles = append(v.Tiles, look.Tile{Label: text.T("desk.mail." + state), Value: text.Number(counts[state])})
	}
	password := look.Field{Name: "password", Type: "password", Label: text.T("desk.password"), Autocomplete: "off", Optional: text.T("desk.optional")}
	if set.Kept {
		password.Help = text.T("desk.mail.kept")
	}
	v.Form = a.fill(r, form{Action: "/desk/mail", Submit: text.T("desk.save"), Hidden: []hidden{{"base", formatInt(set.Version)}, once()}},
		look.Field{Name: "host", Label: text.T("desk.mail.host"), Help: text.T("desk.mail.host_help"), Value: set.Host, Optional: text.T("desk.optional"), Key: true},
		look.Field{Name: "port", Type: "number", Label: text.T("desk.mail.port"), Value: formatInt(set.Port), Minimum: "1", Maximum: "65535", Required: true},
		look.Field{Name: "tls", Type: "select", Label: text.T("desk.mail.tls"), Value: set.TLS, Options: options(mail.Modes(), func(m string) string { return text.T("desk.mail.tls." + m) })},
		look.Field{Name: "username", Label: text.T("desk.mail.username"), Value: set.Username, Autocomplete: "off", Optional: text.T("desk.optional"), Key: true},
		password,
		look.Field{Name: "from", Type: "email", Label: text.T("desk.mail.from"), Help: text.T("desk.mail.from_help"), Value: set.From, Optional: text.T("desk.optional")})
	if set.Host != "" && v.May {
		v.Try = &button{Action: "/desk/mail/try", Word: text.T("desk.mail.try"), Hidden: []hidden{once()}}
	}
	for _, l := range dead {
		about := text.T(l.About)
		v.Dead = append(v.Dead, deadView{About: about, Meta: text.T("desk.mail.dead_meta", "time", d.at(r, l.QueuedAt), "tries", text.Number(l.Attempts), "answer", l.Failure),
			Again: button{Action: "/desk/mail/" + l.ID + "/again", Word: text.T("desk.mail.again"), About: about, Hidden: []hidden{once()}},
			Drop:  button{Action: "/desk/mail/" + l.ID + "/drop", Word: text.T("desk.mail.drop"), About: about, Color: "danger", Hidden: []hidden{once()}}})
	}
	return d.pages.mail.Status(a.code(), v), nil
}

// saveMail is POST /desk/mail.
func (d *Desk) saveMail(r *web.Request) (web.Reply, error) {
	f := r.PostForm
	port, _ := strconv.ParseInt(strings.TrimSpace(f.Get("port")), 10, 64)
	set := mail.Settings{Host: f.Get("host"), Port: port, TLS: f.Get("tls"), Username: f.Get("username"), Password: f.Get("password"), From: f.Get("from"), Version: base(r)}
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) { return web.None{}, d.Mail.Save(tx, set) })
	if a, ok := refused(r, "mail", err); ok {
		return d.mail(r, a)
	}
	return web.SeeOther("/desk/mail?done=saved"), err
}

// tryMail is POST /desk/mail/try: a letter to who asks.
func (d *Desk) tryMail(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		if err := d.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "mail.letter.try", Kind: mail.KindLetter, ID: r.Who.Account.ID}); err != nil {
			return web.None{}, err
		}
		return web.None{}, d.Mail.Send(tx, mail.Message{About: "desk.mail.try", To: r.Who.Account.Email, Lang: r.Text.Lang().HTML(), Subject: r.Text.T("desk.mail.try_subject"),
			Text: r.Text.T("desk.mail.try_text") + "\n"})
	})
	if a, ok := refused(r, "mail", err); ok {
		return d.mail(r, a)
	}
	return web.SeeOther("/desk/mail?done=tried"), err
}

// againMail and dropMail are POST /desk/mail/{id}/again and …/drop.
func (d *Desk) againMail(r *web.Request) (web.Reply, error) { return d.letter(r, d.Mail.Again) }
func (d *Desk) dropMail(r *web.Request) (web.Reply, error)  { return d.letter(r, d.Mail.Drop) }

func (d *Desk) letter(r *web.Request, act func(tx *db.Tx, letter string) error) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) { return web.None{}, act(tx, r.PathValue("id")) })
	return web.SeeOther("/desk/mail?done=saved"), err
}
