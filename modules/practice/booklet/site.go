package booklet

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// site is the public pages: publications, one of them, its files.
type site struct {
	k     *Booklets
	frame func(r *web.Request, title string) look.Page
	list  *web.Page[siteListView]
	one   *web.Page[siteOneView]
}

func newSite(k *Booklets, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*site, error) {
	s := &site{k: k, frame: frame}
	var err error
	if s.list, err = web.Add[siteListView](pages, files, "public", "page/site_list.html"); err != nil {
		return nil, err
	}
	s.one, err = web.Add[siteOneView](pages, files, "public", "page/site_one.html", "page/blocks.html")
	return s, err
}

// siteListView is GET /{lang}/publications.
type siteListView struct {
	look.Page
	Lead  string
	Items []siteItem
	Empty *look.Empty
}

type siteItem struct{ Title, Lang, Href, Note string }

const siteRows = 100

func (s *site) showList(r *web.Request) (web.Reply, error) {
	l := r.Text
	v := siteListView{Page: s.frame(r, l.T("practice.booklet.title")), Lead: l.T("practice.booklet.lead")}
	var all []Edition
	if err := r.Read(func(q *db.Snapshot) (err error) { all, err = Latest(q, siteRows); return err }); err != nil {
		return nil, err
	}
	for _, e := range all {
		title, lang := s.k.name(l, e.Data.Titles)
		v.Items = append(v.Items, siteItem{title, lang, "/" + l.Lang().HTML() + "/publications/" + e.Data.ID,
			l.T("practice.booklet.edition_of", "n", e.Number, "date", l.Date(e.At.In(s.k.zone()))) + ", " + languages(e.Data.Languages)})
	}
	if len(all) == 0 {
		v.Empty = &look.Empty{Icon: "book-open", Title: l.T("practice.booklet.none"), Text: l.T("practice.booklet.none_text")}
	}
	return s.list.With(v), nil
}

// name is a text in the reader's language, else in one that the installation falls back to, with its tag where it differs.
func (k *Booklets) name(l *i18n.Localizer, t i18n.Text) (name, lang string) {
	name, tag := t.Best(l.Lang(), k.Settings.Get().Fallback)
	if tag == "und" || tag == l.Lang().HTML() {
		tag = ""
	}
	return name, tag
}

// siteOneView is GET /{lang}/publications/{id}.
type siteOneView struct {
	look.Page
	Crumbs   look.Crumbs
	Blocks   []blockView
	Files    []fileView
	Annexes  []look.NavItem
	Checksum string
	Raw      string // address of the data
	Earlier  []look.NavItem
	Old      *look.Alert
}

// blockView is a block with what the templates draw it from.
type blockView struct {
	Block
	ID    string
	Facts []look.Fact
	Grid  look.Table
}

// fileView is a language in which the edition can be had as a file.
type fileView struct{ Lang, Name, PDF, DOCX string }

// draw makes blocks ready for a page.
func draw(all []Block) (out []blockView) {
	title := ""
	for n, b := range all {
		v := blockView{Block: b, ID: "part-" + strconv.Itoa(n)}
		for _, f := range b.Facts {
			v.Facts = append(v.Facts, look.Fact{Term: f[0], Text: f[1]})
		}
		if b.Level > 0 {
			title = b.Text
		}
		if b.Table() {
			v.Grid.Caption = title
			for _, h := range b.Head {
				v.Grid.Head = append(v.Grid.Head, look.Cell{Text: h})
			}
			for _, row := range b.Rows {
				var cells []look.Cell
				for _, text := range row {
					cells = append(cells, look.Cell{Text: text})
				}
				v.Grid.Rows = append(v.Grid.Rows, cells)
			}
		}
		out = append(out, v)
	}
	return out
}

// editionOf reads the edition of an address: ?edition=, else the last.
func (s *site) editionOf(r *web.Request) (e Edition, err error) {
	number, err := r.Int("edition", 0, 1, 100_000)
	if err != nil {
		return e, errs.New(errs.NotFound, "practice.booklet.no_such")
	}
	err = r.Read(func(q *db.Snapshot) (err error) {
		e, err = EditionOf(q, strings.ToUpper(r.PathValue("id")), int64(number))
		return err
	})
	return e, err
}

func (s *site) showOne(r *web.Request) (web.Reply, error) {
	e, err := s.editionOf(r)
	if err != nil {
		return nil, err
	}
	var last Edition
	if err := r.Read(func(q *db.Snapshot) (err error) { last, err = EditionOf(q, e.Data.ID, 0); return err }); err != nil {
		return nil, err
	}
	l, k := r.Text, s.k
	title, _ := k.name(l, e.Data.Titles)
	base := "/" + l.Lang().HTML() + "/publications"
	at, edition := base+"/"+e.Data.ID, "?edition="+strconv.FormatInt(e.Number, 10)
	v := siteOneView{Page: s.frame(r, title), Blocks: draw(k.Blocks(l, e.Data, e.Digest)), Checksum: e.Digest, Raw: at + "/files/content.json" + edition,
		Crumbs: form.Crumbs(r, look.NavItem{Word: l.T("practice.booklet.title"), Href: base}, look.NavItem{Word: title})}
	for _, lang := range i18n.All() {
		if slices.Contains(e.Data.Languages, lang.HTML()) {
			files := "/" + lang.HTML() + "/publications/" + e.Data.ID + "/files/"
			v.Files = append(v.Files, fileView{lang.HTML(), lang.Self(), files + "booklet.pdf" + edition, files + "booklet.docx" + edition})
		}
	}
	for n, a := range e.Data.Annexes {
		word, _ := k.name(l, a.Titles)
		if word == "" {
			word = a.Name
		}
		v.Annexes = append(v.Annexes, look.NavItem{Word: strconv.Itoa(n+1) + ". " + word, Href: at + "/annexes/" + a.ID})
	}
	for n := last.Number; n >= 1; n-- {
		if n != e.Number && len(v.Earlier) < 20 {
			v.Earlier = append(v.Earlier, look.NavItem{Word: l.T("practice.booklet.edition_n", "n", n), Href: at + "?edition=" + strconv.FormatInt(n, 10)})
		}
	}
	if e.Number != last.Number {
		v.Old = &look.Alert{Kind: "info", Text: l.T("practice.booklet.old", "n", last.Number), Acts: []look.Act{{Word: l.T("practice.booklet.edition_n", "n", last.Number), Href: at, Variant: "secondary"}}}
	}
	return s.one.With(v), nil
}

// file is GET /{lang}/publications/{id}/files/{file}?edition=: booklet.pdf, booklet.docx in the language of the address, or
// content.json, whose SHA-256 is the checksum.
func (s *site) file(w http.ResponseWriter, r *web.Request) error {
	e, err := s.editionOf(r)
	if err != nil {
		return err
	}
	return s.k.send(w, r, e.Data, e.Digest, e.Raw)
}

// send writes a file of an edition, or of one that is being put together.
func (k *Booklets) send(w http.ResponseWriter, r *web.Request, d Data, digest string, raw []byte) (err error) {
	b, kind := raw, "application/json"
	switch r.PathValue("file") {
	case "booklet.pdf":
		kind = "application/pdf"
		b, err = k.PDF(r.Text, d, digest)
	case "booklet.docx":
		kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		b, err = k.DOCX(r.Text, d, digest)
	case "content.json":
	default:
		err = errs.New(errs.NotFound, "web.no_such_page")
	}
	if err != nil {
		return err
	}
	_, ending, _ := strings.Cut(r.PathValue("file"), ".")
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Disposition", `attachment; filename="`+strings.ToLower(d.ID)+"-"+strconv.FormatInt(d.Edition, 10)+"-"+r.Text.Lang().HTML()+"."+ending+`"`)
	_, err = w.Write(b)
	return err
}

// annex is GET /{lang}/publications/{id}/annexes/{annex}: a file that an edition has.
func (s *site) annex(w http.ResponseWriter, r *web.Request) error {
	var file string
	err := r.Read(func(q *db.Snapshot) error {
		e, err := EditionOf(q, strings.ToUpper(r.PathValue("id")), 0)
		if err != nil {
			return err
		}
		all, err := AnnexesOf(q, e.Booklet)
		if n := slices.IndexFunc(all, func(a Annex) bool { return a.ID == r.PathValue("annex") && a.Shown }); n >= 0 {
			file = all[n].File
		}
		return err
	})
	if err != nil {
		return err
	}
	if file == "" {
		return errs.New(errs.NotFound, "document.not_found")
	}
	return s.k.Archive.Send(r.Context(), w, file, document.Inside)
}
