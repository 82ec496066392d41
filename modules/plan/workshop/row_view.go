package workshop

import (
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// mostDots is how many votes are drawn as dots; beyond it the number stands alone.
const mostDots = 60

// wordView is a text in one language.
type wordView struct{ Tag, Text, Lang string }

// barView is one answer with its votes.
type barView struct {
	Light  look.Light
	Value  string
	Word   string
	Count  string
	Votes  int64
	Dots   []struct{}
	Chosen bool // by the person, or by the chair
}

// rowView is the row on the screen.
type rowView struct {
	Number    string
	Large     wordView
	Others    []wordView
	Facts     []look.Fact
	Own       *look.Light
	OwnWord   string
	OwnText   string // what the unit says
	State     string
	Word      string // of the state
	Bars      []barView
	Voted     string
	Chair     *barView // the chair's rating of a closed row
	Challenge string
	Advice    string
	TextLang  string
	Comments  []commentView
	Version   int64
}

type commentView struct {
	ID, Text, Lang, Hide string
	Hidden               bool
}

// rowOn reads the row on the screen; nil where there is none.
func (w *Workshop) rowOn(q db.Reader, r *web.Request, room Room, st *assess.State) (*rowView, error) {
	row, ok, err := rowOf(q, room.ID, room.Current)
	if err != nil || !ok {
		return nil, err
	}
	tally, err := TallyOf(q, room.ID, row.Number)
	if err != nil {
		return nil, err
	}
	var present int64
	if err := q.QueryRow("SELECT COUNT(*) FROM plan_room_person WHERE room = $1 AND left_at IS NULL", room.ID).Scan(&present); err != nil {
		return nil, err
	}
	comments, err := CommentsOn(q, room.ID, row.Number)
	if err != nil {
		return nil, err
	}
	l := r.Text
	s, _ := st.Row(row.Number)
	v := &rowView{Number: row.Number, State: row.State, Word: l.T("plan.workshop.row." + row.State), Challenge: row.Challenge, Advice: row.Advice, TextLang: row.Lang, Version: row.Version,
		Voted: l.T("plan.workshop.voted", "n", tally.Sum(), "present", present)}
	v.texts(w, r, room, s.Node)
	v.facts(w, r, s)
	for _, status := range Votes() {
		b := barOf(l, status, tally[status])
		b.Chosen = row.State == RowClosed && row.Status == status
		v.Bars = append(v.Bars, b)
	}
	if row.State == RowClosed {
		b := barOf(l, row.Status, tally[row.Status])
		v.Chair = &b
	}
	for _, c := range comments {
		word := l.T("plan.workshop.hide")
		if c.Hidden {
			word = l.T("plan.workshop.unhide")
		}
		v.Comments = append(v.Comments, commentView{ID: c.ID, Text: c.Body, Lang: c.Lang, Hidden: c.Hidden, Hide: word})
	}
	return v, nil
}

// longText is from how many characters on a text is written smaller on the big screen.
const longText = 70

// Long tells whether the large text has to be written smaller.
func (v rowView) Long() bool { return len([]rune(v.Large.Text)) > longText }

// Said are the comments that everybody reads.
func (v rowView) Said() (out []commentView) {
	for _, c := range v.Comments {
		if !c.Hidden {
			out = append(out, c)
		}
	}
	return out
}

func barOf(l *i18n.Localizer, s rates.Status, n int64) barView {
	light := s.Light()
	b := barView{Light: look.Light{Code: string(light), Letter: l.T(light.LetterKey())}, Value: string(s), Word: l.T(s.Key()), Count: l.Number(n), Votes: n}
	if n <= mostDots {
		b.Dots = make([]struct{}, n)
	}
	return b
}

// texts are the row in the languages of the room; the first that it has is written large.
func (v *rowView) texts(w *Workshop, r *web.Request, room Room, n tree.Node) {
	for _, tag := range room.Languages {
		text := strings.TrimSpace(n.Text[tag])
		if text == "" {
			continue
		}
		one := wordView{Tag: strings.ToUpper(strings.SplitN(tag, "-", 2)[0]), Text: text, Lang: tag}
		if v.Large.Text == "" {
			v.Large = one
		} else {
			v.Others = append(v.Others, one)
		}
	}
	if v.Large.Text == "" {
		v.Large.Text, v.Large.Lang = w.Register.Word(r, n.Text)
	}
}

// facts are who leads, until when, by what it is measured, and what the unit says.
func (v *rowView) facts(w *Workshop, r *web.Request, s assess.Standing) {
	l := r.Text
	add := func(key, text, lang string) {
		if text != "" {
			v.Facts = append(v.Facts, look.Fact{Term: l.T(key), Text: text, Lang: lang})
		}
	}
	if a := s.Node.Activity; a != nil {
		lead := w.Register.UnitName(r, a.LeadUnit)
		if lead == "" {
			lead = a.Lead
		}
		add("plan.tree.field.lead", lead, "")
		add("plan.tree.field.deadline", register.DeadlineWord(l, a.Deadline), "")
	}
	if len(s.Node.Indicators) > 0 {
		text, lang := w.Register.Word(r, s.Node.Indicators[0].Text)
		add("plan.workshop.indicator", text, lang)
	}
	if s.Unit != nil && s.Unit.Status != rates.NoReport {
		b := barOf(l, s.Unit.Status, 0)
		v.Own, v.OwnWord, v.OwnText = &b.Light, b.Word, s.Unit.Comment
		return
	}
	b := barOf(l, rates.NoReport, 0)
	v.Own, v.OwnWord = &b.Light, b.Word
}

// langWord is a language's own name.
func langWord(tag string) string {
	if l, ok := i18n.ParseLang(tag); ok {
		return l.Self()
	}
	return tag
}

// placeOfRow is where a row stands among all: its place from 1, 0 where it is none of them.
func placeOfRow(numbers []string, number string) int {
	for i, n := range numbers {
		if n == number {
			return i + 1
		}
	}
	return 0
}

func itoa(n int) string { return strconv.Itoa(n) }
