package desk

import (
	"database/sql"
	"errors"
	"slices"
	"strings"

	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type legalListView struct {
	look.Page
	List look.Table
}

type legalEditView struct {
	look.Page
	Crumbs  look.Crumbs
	Form    form
	Preview []block
	Lang    string
	Public  string // address of the page that residents read
}

// legalListPage is GET /desk/legal: which texts are written in which language.
func (d *Desk) legalListPage(r *web.Request) (web.Reply, error) {
	view := legalListView{Page: d.Frame(r, r.Text.T("desk.legal.title"))}
	view.Flash = answers{}.above(r)
	view.List = look.Table{Caption: view.Title, Head: []look.Cell{{Text: r.Text.T("desk.language")}}}
	for _, kind := range config.LegalKinds() {
		view.List.Head = append(view.List.Head, look.Cell{Text: r.Text.T("desk.legal." + kind)})
	}
	err := r.Read(func(s *db.Snapshot) error {
		for _, l := range i18n.Written() {
			line := []look.Cell{{Text: l.Self(), Lang: l.HTML()}}
			for _, kind := range config.LegalKinds() {
				body, _, err := config.Legal(s, kind, l)
				if err != nil {
					return err
				}
				word := "desk.legal.written"
				if strings.TrimSpace(body) == "" {
					word = "desk.legal.not_written"
				}
				line = append(line, look.Cell{Text: r.Text.T(word), Href: "/desk/legal/" + kind + "/" + l.HTML()})
			}
			view.List.Rows = append(view.List.Rows, line)
		}
		return nil
	})
	return d.pages.legalList.With(view), err
}

// legalOf reads kind and language from the path.
func legalOf(r *web.Request) (kind string, lang i18n.Lang, err error) {
	kind = r.PathValue("kind")
	lang, ok := i18n.ParseLang(r.PathValue("lang"))
	if !ok || !slices.Contains(i18n.Written(), lang) || !slices.Contains(config.LegalKinds(), kind) {
		return "", "", errs.New(errs.NotFound, "web.no_such_page")
	}
	return kind, lang, nil
}

// legalPage is GET /desk/legal/{kind}/{lang}.
func (d *Desk) legalPage(r *web.Request) (web.Reply, error) {
	return d.legalForm(r, answers{form: "legal"})
}

func (d *Desk) legalForm(r *web.Request, a answers) (web.Reply, error) {
	kind, lang, err := legalOf(r)
	if err != nil {
		return nil, err
	}
	var body string
	var version int64
	err = r.Read(func(s *db.Snapshot) (err error) {
		if version, err = legalVersion(s, kind, lang); err != nil {
			return err
		}
		body, _, err = config.Legal(s, kind, lang)
		return err
	})
	if err != nil {
		return nil, err
	}
	text := r.Text
	view := legalEditView{Page: d.Frame(r, text.T("desk.legal.in", "kind", i18n.Key("desk.legal."+kind), "language", lang.Self())), Lang: lang.HTML(),
		Preview: blocks(body), Public: "/" + lang.HTML() + "/legal/" + kind}
	view.Flash = a.above(r)
	view.Crumbs = crumbs(r, look.NavItem{Word: text.T("desk.legal.title"), Href: "/desk/legal"}, view.Title)
	view.Form = a.fill(r, form{Action: "/desk/legal/" + kind + "/" + lang.HTML(), Submit: text.T("desk.save"), Hidden: []hidden{{"base", formatInt(version)}, once()}},
		look.Field{Name: "body", Type: "textarea", Rows: 20, Lang: lang.HTML(), Label: text.T("desk.legal.text"), Help: text.T("desk.legal.help"), Value: body})
	return d.pages.legal.Status(a.code(), view), nil
}

func legalVersion(q db.Reader, kind string, lang i18n.Lang) (version int64, err error) {
	err = q.QueryRow("SELECT version FROM legal_text WHERE id = $1", kind+"/"+string(lang)).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return version, err
}

// saveLegal is POST /desk/legal/{kind}/{lang}.
func (d *Desk) saveLegal(r *web.Request) (web.Reply, error) {
	kind, lang, err := legalOf(r)
	if err != nil {
		return nil, err
	}
	_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
		version, err := legalVersion(tx, kind, lang)
		if err != nil {
			return web.None{}, err
		}
		if version != base(r) {
			return web.None{}, errs.New(errs.Conflict, "desk.legal.moved")
		}
		return web.None{}, d.Settings.SaveLegal(tx, kind, lang, unix(r.PostForm.Get("body")))
	})
	if a, ok := refused(r, "legal", err); ok {
		return d.legalForm(r, a)
	}
	return web.SeeOther("/desk/legal?done=saved"), err
}

// unix turns the line ends of a browser's form into those that are stored.
func unix(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
