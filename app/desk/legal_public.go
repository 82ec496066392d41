package desk

import (
	"slices"
	"strings"

	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// block is a heading or a paragraph of a legal text.
type block struct {
	Heading bool
	Text    string
}

// blocks reads a text: a line that begins with "# " is a heading, an empty line ends a paragraph.
func blocks(body string) []block {
	var all []block
	var paragraph []string
	end := func() {
		if len(paragraph) > 0 {
			all = append(all, block{Text: strings.Join(paragraph, "\n")})
			paragraph = nil
		}
	}
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		heading, is := strings.CutPrefix(line, "# ")
		switch {
		case is:
			end()
			all = append(all, block{Heading: true, Text: strings.TrimSpace(heading)})
		case line == "":
			end()
		default:
			paragraph = append(paragraph, line)
		}
	}
	end()
	return all
}

type legalView struct {
	look.Page
	Notice   *look.Alert
	Blocks   []block
	TextLang string // where it is not the page's
	Missing  *look.Empty
}

// legalPublic is GET /{lang}/legal/{kind}: the text in the reader's language, else in the first language of
// the installation's order in which somebody has written it, and said so.
func (d *Desk) legalPublic(r *web.Request) (web.Reply, error) {
	kind := r.PathValue("kind")
	if !slices.Contains(config.LegalKinds(), kind) {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	all := i18n.Text{}
	err := r.Read(func(s *db.Snapshot) error {
		for _, l := range i18n.Written() {
			body, _, err := config.Legal(s, kind, l)
			if err != nil {
				return err
			}
			all[l.HTML()] = strings.TrimSpace(body)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	set := d.Settings.Get()
	view := legalView{Page: d.Frame(r, r.Text.T("desk.legal."+kind))}
	body, tag := all.Best(r.Text.Lang(), append([]string{set.Default}, set.Fallback...))
	view.Blocks = blocks(body)
	switch {
	case len(view.Blocks) == 0:
		view.Missing = &look.Empty{Icon: "file-text", Title: r.Text.T("desk.legal.missing"), Text: r.Text.T("desk.legal.missing.text")}
	case tag != r.Text.Lang().HTML():
		view.TextLang = tag
		view.Notice = &look.Alert{Kind: "info", Text: r.Text.T("desk.legal.other_language", "language", langName(tag))}
	}
	return d.pages.legalPublic.With(view), nil
}
