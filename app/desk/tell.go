package desk

import (
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/mail"
)

// Tell writes the letter about a change of somebody's sign-in, in their language (identity.Identity.Tell).
func (d *Desk) Tell(tx *db.Tx, a identity.Account, n identity.Notice) error {
	if !strings.Contains(a.Email, "@") {
		return nil // a program reads no mail
	}
	lang := i18n.English
	if l, ok := i18n.ParseLang(a.Lang); ok {
		lang = l
	}
	t := d.Catalogue.For(lang).T
	text := t("desk.letter."+n.What, "label", n.Label, "n", n.Left, "reason", n.Reason, "by", n.By, "second", n.Second)
	site, _ := d.Settings.Get().Name.Best(lang, d.Settings.Get().Fallback)
	body := strings.Join([]string{t("desk.letter.hello", "name", a.Name), text, t("desk.letter.not_you"), site + "\n" + d.Address()}, "\n\n") + "\n"
	return d.Mail.Send(tx, mail.Message{Record: "account/" + a.ID, About: "desk.letter.about", To: a.Email, Lang: lang.HTML(), Subject: t("desk.letter.subject"), Text: body})
}
