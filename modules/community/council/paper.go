package council

import (
	"net/http"
	"slices"
	"strings"

	"reeve/kernel/document/docx"
	"reeve/kernel/document/pdf"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
)

// paper is a document that is being written: PDF or DOCX.
type paper interface {
	Heading(level int, text string)
	Text(text string)
	Small(text string)
	Facts(pairs [][2]string)
	Table(head []string, rows [][]string)
	Bytes() ([]byte, error)
}

// PDF writes a report in a language.
func (c *Council) PDF(text *i18n.Localizer, v Report) ([]byte, error) {
	return c.write(pdf.New(text.Lang().HTML(), c.title(text, v), v.CountedAt), text, v)
}

// DOCX writes a report in a language.
func (c *Council) DOCX(text *i18n.Localizer, v Report) ([]byte, error) {
	return c.write(docx.New(text.Lang().HTML(), c.title(text, v), v.CountedAt), text, v)
}

func (c *Council) write(p paper, text *i18n.Localizer, v Report) ([]byte, error) {
	p.Heading(1, c.title(text, v))
	p.Facts(c.head(text, v))
	head := []string{text.T("council.what"), text.T("council.number"), text.T("council.base")}
	for _, part := range parts(text, v.Data) {
		p.Heading(2, part.Title)
		var rows [][]string
		for _, l := range part.Lines {
			rows = append(rows, []string{l.Label, l.Value, l.Note})
		}
		p.Table(head, rows)
	}
	if len(v.Data.Priorities) > 0 {
		p.Heading(2, text.T("council.priorities"))
		p.Table([]string{text.T("council.priority"), text.T("council.state"), text.T("council.before"), text.T("council.after")}, c.priorities(text, v.Data))
	}
	if v.Words != "" {
		p.Heading(2, text.T("council.words"))
		p.Text(v.Words)
		if l, ok := i18n.ParseLang(v.Lang); ok && l != text.Lang() {
			p.Small(text.T("council.written_in", "lang", l.Self()))
		}
	}
	if v.Decision != "" {
		p.Heading(2, text.T("council.decision"))
		p.Text(v.Decision)
	}
	p.Small(text.T("council.source", "digest", v.Digest))
	return p.Bytes()
}

// priorities are the rows of the half-year priorities.
func (c *Council) priorities(text *i18n.Localizer, d Data) (rows [][]string) {
	number := func(n *int64) string {
		if n == nil {
			return text.T("i18n.no_value")
		}
		return text.Number(*n)
	}
	for _, v := range d.Priorities {
		rows = append(rows, []string{c.wordIn(text, v.Title), text.T(v.State), number(v.Before), number(v.After)})
	}
	return rows
}

// file is GET /desk/council_reports/{ref}/files/{file}?lang=: report.pdf or report.docx, in the reader's language or another.
func (o *office) file(w http.ResponseWriter, r *web.Request) error {
	v, err := o.open(r)
	if err != nil {
		return err
	}
	text := r.Text
	if name := r.URL.Query().Get("lang"); name != "" {
		l, ok := i18n.ParseLang(name)
		if !ok || !slices.Contains(i18n.All(), l) {
			return errs.Bad("lang", "council.lang_wrong")
		}
		text = o.c.Catalogue.For(l)
	}
	var b []byte
	kind := "application/pdf"
	switch r.PathValue("file") {
	case "report.pdf":
		b, err = o.c.PDF(text, v.Report)
	case "report.docx":
		kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		b, err = o.c.DOCX(text, v.Report)
	default:
		return errs.New(errs.NotFound, "web.no_such_page")
	}
	if err != nil {
		return err
	}
	_, ending, _ := strings.Cut(r.PathValue("file"), ".")
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Disposition", `attachment; filename="report-`+strings.ToLower(v.Ref)+"-"+v.From+"-"+text.Lang().HTML()+"."+ending+`"`)
	_, err = w.Write(b)
	return err
}
