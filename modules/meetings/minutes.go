package meetings

import (
	"net/http"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/document/docx"
	"reeve/kernel/document/pdf"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// paper is what minutes are written on: kernel/document/pdf and kernel/document/docx.
type paper interface {
	Heading(level int, text string)
	Text(text string)
	Small(text string)
	Table(head []string, rows [][]string)
	Facts(pairs [][2]string)
	Bytes() ([]byte, error)
}

// Kinds of files that minutes are written as.
const (
	kindPDF  = "pdf"
	kindDOCX = "docx"
)

func newPaper(kind, lang, title string, at time.Time) (p paper, media string) {
	if kind == kindDOCX {
		return docx.New(lang, title, at), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	return pdf.New(lang, title, at), "application/pdf"
}

// minutes are what a meeting's minutes say, for the desk or for everybody.
type minutes struct {
	openMeeting
	names  string // of persons; empty where nobody is to read them
	public bool   // only what everybody may read
}

// writeMinutes writes minutes in the reader's language.
func (m *Meetings) writeMinutes(r *web.Request, p paper, v minutes) {
	title, _ := m.title(r, v.Meeting)
	t := r.Text.T
	p.Heading(1, t("meetings.minutes_of", "title", title))
	facts := [][2]string{{t("meetings.when"), when(r, v.Meeting)}, {t("meetings.community"), m.placeWord(r, v.Place)}}
	add := func(key, text string) {
		if text != "" {
			facts = append(facts, [2]string{t(key), text})
		}
	}
	add("meetings.venue", v.Venue)
	add("meetings.kind", t("meetings.kind."+v.Kind))
	if org, ok := m.Places.Snapshot().Org(v.Org); ok {
		add("meetings.organiser", m.word(r, org.Names))
	}
	if !v.public {
		add("meetings.post", m.postWord(r, v.inst.Post))
	}
	add("meetings.state", t("meetings.state."+v.inst.State))
	p.Facts(facts)
	if !v.public {
		m.writePresence(r, p, v)
	}
	p.Heading(2, t("meetings.agenda"))
	for n, i := range v.Agenda {
		p.Heading(3, strconv.Itoa(n+1)+". "+i.Text)
		if !v.public || i.Open {
			p.Text(i.Minutes)
		}
		if i.Decision != "" {
			p.Text(t("meetings.decision_words", "text", i.Decision))
		}
	}
	if !v.public {
		m.writePromises(r, p, "meetings.before", v.before)
		m.writePromises(r, p, "meetings.commitments", v.asked)
	}
	if v.inst.State != Approved {
		p.Small(t("meetings.not_approved"))
	}
	p.Small(t("meetings.written_on", "time", r.Text.DateTime(r.Now, m.zoneAt(v.Place))))
}

// writePresence writes who was there: organisations and offices, how many people, and persons where they may be read.
func (m *Meetings) writePresence(r *web.Request, p paper, v minutes) {
	t := r.Text.T
	if len(v.Guests) == 0 && v.People == nil && v.names == "" {
		return
	}
	p.Heading(2, t("meetings.presence"))
	var rows [][]string
	for _, g := range v.Guests {
		name, _ := m.guestWord(r, g)
		there := t("meetings.absent")
		if g.Present {
			there = t("meetings.present")
		}
		rows = append(rows, []string{name, there})
	}
	if len(rows) > 0 {
		p.Table([]string{t("meetings.who"), t("meetings.present")}, rows)
	}
	var facts [][2]string
	if v.People != nil {
		facts = append(facts, [2]string{t("meetings.people"), r.Text.Number(*v.People)})
	}
	if v.names != "" {
		facts = append(facts, [2]string{t("meetings.names"), v.names})
	}
	if len(facts) > 0 {
		p.Facts(facts)
	}
}

// writePromises writes commitments with their answers.
func (m *Meetings) writePromises(r *web.Request, p paper, key string, all []CommitmentRow) {
	if len(all) == 0 {
		return
	}
	t := r.Text.T
	var rows [][]string
	for _, c := range all {
		answer := c.Commitment.Answer
		if c.Commitment.AnsweredOn != "" {
			answer = t("meetings.answer_words", "date", r.Text.Date(civil(c.Commitment.AnsweredOn)), "text", answer)
		}
		rows = append(rows, []string{c.Commitment.Body, m.postWord(r, c.Instance.Post), r.Text.Date(civil(c.Commitment.Due)), t("meetings.state." + c.Instance.State), answer})
	}
	p.Heading(2, t(key))
	p.Table([]string{t("meetings.commitment"), t("meetings.post"), t("meetings.due_on"), t("meetings.state"), t("meetings.text")}, rows)
}

// sendMinutes answers with minutes as a file, in the language of r.
func (m *Meetings) sendMinutes(w http.ResponseWriter, r *web.Request, kind string, v minutes) error {
	title, _ := m.title(r, v.Meeting)
	lang := r.Text.Lang()
	p, media := newPaper(kind, lang.HTML(), r.Text.T("meetings.minutes_of", "title", title), r.Now)
	m.writeMinutes(r, p, v)
	b, err := p.Bytes()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+v.Day()+"-"+v.Ref+"-"+lang.HTML()+"."+kind+`"`)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = w.Write(b)
	return err
}

// minutes is GET /desk/meetings/{ref}/minutes.pdf?lang= and minutes.docx: all of it, for who may read the meeting.
func (o *office) minutes(kind string) func(w http.ResponseWriter, r *web.Request) error {
	return func(w http.ResponseWriter, r *web.Request) error {
		a, err := o.open(r)
		if err != nil {
			return err
		}
		names, err := o.namesOf(r, a)
		if err != nil {
			return err
		}
		in := *r
		if l, ok := i18n.ParseLang(r.URL.Query().Get("lang")); ok {
			in.Text = o.m.Catalogue.For(l)
		}
		return o.m.sendMinutes(w, &in, kind, minutes{a, names, false})
	}
}

// minutes is GET /{lang}/meetings/{ref}/minutes.pdf and minutes.docx: what everybody may read of approved minutes.
func (s *site) minutes(kind string) func(w http.ResponseWriter, r *web.Request) error {
	return func(w http.ResponseWriter, r *web.Request) error {
		v, state, err := s.open(r)
		if err != nil {
			return err
		}
		if state != Approved {
			return errs.New(errs.NotFound, "meetings.no_minutes")
		}
		a := openMeeting{Meeting: v}
		a.inst.State = state
		return s.m.sendMinutes(w, r, kind, minutes{a, "", true})
	}
}

// withLife reads a meeting and its life by its id.
func (m *Meetings) withLife(q db.Reader, id string) (v Meeting, i process.Instance, err error) {
	if v, err = Get(q, id); err != nil {
		return v, i, err
	}
	i, err = process.Load(q, id)
	return v, i, err
}

// languages is the choice of the language of minutes as a file; the reader's own is chosen.
func languages(r *web.Request) look.Field {
	f := look.Field{Name: "lang", Type: "select", Label: r.Text.T("meetings.minutes_lang")}
	for _, l := range i18n.All() {
		f.Options = append(f.Options, look.Option{Value: l.HTML(), Word: l.Self(), Selected: l == r.Text.Lang()})
	}
	return f
}
