package booklet

import (
	"time"

	"reeve/kernel/document/docx"
	"reeve/kernel/document/pdf"
	"reeve/kernel/i18n"
	"reeve/kernel/web/form"
	"reeve/modules/practice/bank"
)

// Block is one heading, paragraph, list, table or list of facts: what page, PDF and DOCX show, and nothing else.
type Block struct {
	Level int    // of a heading, 1 to 3; 0 = no heading
	Text  string // of a heading or paragraph
	Lang  string // of the text, where it is not the document's
	Small bool
	Label bool // a small one that says what the next is about
	Items []string
	Facts [][2]string
	Head  []string // of a table
	Rows  [][]string
}

// Table tells whether the block is a table.
func (b Block) Table() bool { return b.Head != nil }

// Writer writes an edition in a language.
type writer struct {
	l        *i18n.Localizer
	fallback []string
	out      []Block
}

// Blocks are an edition in a language, heading by heading. digest is empty for what is not published yet.
func (k *Booklets) Blocks(l *i18n.Localizer, d Data, digest string) []Block {
	w := &writer{l: l, fallback: append(append([]string{}, d.Languages...), k.Settings.Get().Fallback...)}
	w.heading(1, d.Titles)
	zone, err := time.LoadLocation(d.Zone)
	if err != nil {
		zone = time.UTC
	}
	facts := [][2]string{{l.T("practice.bank.org"), w.best(d.Organisation.Name)}, {l.T("practice.booklet.edition"), l.T("practice.booklet.edition_of", "n", d.Edition, "date", l.Date(d.PublishedAt.In(zone)))},
		{l.T("practice.booklet.languages"), languages(d.Languages)}}
	if digest != "" {
		facts = append(facts, [2]string{l.T("practice.booklet.checksum"), digest})
	}
	w.out = append(w.out, Block{Facts: facts})
	w.text(d.Abstracts)
	for n, ch := range d.Chapters {
		title, lang := w.in(ch.Titles)
		w.out = append(w.out, Block{Level: 2, Text: l.T("practice.booklet.chapter_of", "n", n+1, "title", title), Lang: lang})
		w.text(ch.Texts)
		for _, p := range ch.Problems {
			w.problem(p)
		}
		for _, p := range ch.Practices {
			w.practice(p)
		}
		for _, a := range ch.Recommendations {
			w.recommendation(a)
		}
	}
	w.uptake(d)
	w.annexes(d)
	return w.out
}

func languages(tags []string) (out string) {
	for _, tag := range tags {
		if l, ok := i18n.ParseLang(tag); ok {
			if out != "" {
				out += ", "
			}
			out += l.Self()
		}
	}
	return out
}

// in is a text in the document's language, else in one of the edition's, with its tag where it differs.
func (w *writer) in(t i18n.Text) (text, lang string) {
	text, lang = t.Best(w.l.Lang(), w.fallback)
	if lang == w.l.Lang().HTML() {
		lang = ""
	}
	return text, lang
}

func (w *writer) best(t i18n.Text) string {
	text, _ := w.in(t)
	return text
}

func (w *writer) heading(level int, t i18n.Text) {
	text, lang := w.in(t)
	w.out = append(w.out, Block{Level: level, Text: text, Lang: lang})
}

func (w *writer) text(t i18n.Text) {
	if text, lang := w.in(t); text != "" {
		w.out = append(w.out, Block{Text: text, Lang: lang})
	}
}

// said is a text under what it is about.
func (w *writer) said(key string, t i18n.Text) {
	if text, lang := w.in(t); text != "" {
		w.out = append(w.out, Block{Text: w.l.T(key), Small: true, Label: true}, Block{Text: text, Lang: lang})
	}
}

func (w *writer) problem(p ProblemData) {
	w.heading(3, p.Titles)
	w.out = append(w.out, Block{Small: true, Text: w.l.T("practice.booklet.problem_ref", "ref", p.ID)})
	w.text(p.Description)
	w.said("practice.bank.text.actors", p.Actors)
	w.said("practice.bank.text.legal", p.Legal)
	w.said("practice.bank.text.methodology", p.Methodology)
	if steps, lang := w.in(p.Steps); steps != "" {
		w.out = append(w.out, Block{Text: w.l.T("practice.bank.text.steps"), Small: true, Label: true}, Block{Items: form.Lines(steps), Lang: lang})
	}
}

func (w *writer) practice(p PracticeData) {
	w.heading(3, p.Titles)
	facts := [][2]string{{w.l.T("practice.booklet.practice"), p.ID}, {w.l.T("practice.bank.org"), w.best(p.Organisation.Name)},
		{w.l.T("practice.evidence_level"), bank.EvidenceWord(w.l, p.Evidence)}, {w.l.T("practice.bank.adopted"), w.l.Number(int64(len(p.Adoptions)))}}
	if p.DidNotWork {
		facts = append(facts, [2]string{w.l.T("practice.bank.outcome"), w.l.T("practice.did_not_work")})
	}
	w.out = append(w.out, Block{Facts: facts})
	w.said("practice.bank.text.problem", p.Problem)
	w.said("practice.bank.text.response", p.Response)
	w.said("practice.bank.text.results", p.Results)
	w.said("practice.bank.text.failed", p.Failed)
	w.said("practice.bank.text.transfer", p.Transfer)
}

func (w *writer) recommendation(a RecommendationData) {
	w.out = append(w.out, Block{Level: 3, Text: w.l.T("practice.booklet.recommendation_ref", "ref", a.ID)})
	w.text(a.Texts)
	if a.Due != "" {
		w.out = append(w.out, Block{Small: true, Text: w.l.T("practice.booklet.due", "date", w.l.Date(bank.Civil(a.Due)))})
	}
}

// uptake is the table of how many organisations decided what, with the sums in its last row.
func (w *writer) uptake(d Data) {
	b := Block{Head: []string{w.l.T("practice.booklet.recommendation"), w.l.T("practice.booklet.addressed")}}
	for _, decision := range Decisions() {
		b.Head = append(b.Head, w.l.T("practice.booklet.decided."+decision))
	}
	row := func(name string, addressed int64, uptake map[string]int64) {
		cells := []string{name, w.l.Number(addressed)}
		for _, decision := range Decisions() {
			cells = append(cells, w.l.Number(uptake[decision]))
		}
		b.Rows = append(b.Rows, cells)
	}
	all := int64(0)
	for _, ch := range d.Chapters {
		for _, a := range ch.Recommendations {
			row(a.ID, a.Addressed, a.Uptake)
			all += a.Addressed
		}
	}
	if len(b.Rows) == 0 {
		return
	}
	row(w.l.T("practice.booklet.together"), all, d.Uptake)
	w.out = append(w.out, Block{Level: 2, Text: w.l.T("practice.uptake")}, b)
}

func (w *writer) annexes(d Data) {
	if len(d.Annexes) == 0 {
		return
	}
	b := Block{Head: []string{w.l.T("practice.booklet.annex"), w.l.T("practice.booklet.file"), w.l.T("practice.booklet.checksum")}}
	for _, a := range d.Annexes {
		title := w.best(a.Titles)
		if title == "" {
			title = a.Name
		}
		b.Rows = append(b.Rows, []string{title, a.Name, a.SHA256})
	}
	w.out = append(w.out, Block{Level: 2, Text: w.l.T("practice.booklet.annexes")}, b)
}

// paper is a document that is being written: PDF or DOCX.
type paper interface {
	Heading(level int, text string)
	Text(text string)
	Small(text string)
	List(items []string)
	Facts(pairs [][2]string)
	Table(head []string, rows [][]string)
	Bytes() ([]byte, error)
}

// PDF writes an edition in a language.
func (k *Booklets) PDF(l *i18n.Localizer, d Data, digest string) ([]byte, error) {
	title, _ := d.Titles.Best(l.Lang(), d.Languages)
	return write(pdf.New(l.Lang().HTML(), title, d.PublishedAt), k.Blocks(l, d, digest))
}

// DOCX writes an edition in a language.
func (k *Booklets) DOCX(l *i18n.Localizer, d Data, digest string) ([]byte, error) {
	title, _ := d.Titles.Best(l.Lang(), d.Languages)
	return write(docx.New(l.Lang().HTML(), title, d.PublishedAt), k.Blocks(l, d, digest))
}

func write(p paper, all []Block) ([]byte, error) {
	for _, b := range all {
		switch {
		case b.Level > 0:
			p.Heading(b.Level, b.Text)
		case b.Table():
			p.Table(b.Head, b.Rows)
		case b.Facts != nil:
			p.Facts(b.Facts)
		case b.Items != nil:
			p.List(b.Items)
		case b.Small:
			p.Small(b.Text)
		default:
			p.Text(b.Text)
		}
	}
	return p.Bytes()
}
