package workshop

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/meetings"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/rates"
)

const (
	mostItem  = 7000 // characters of the minutes of one item; meetings takes 8,000
	mostItems = 60
	mostNames = 7800
)

// Record is everything that minutes and the summary say of a room.
type Record struct {
	Room     Room
	State    *assess.State
	Rows     []Row // in the order of the plan
	Tallies  map[string]Tally
	Late     map[string]int64
	Comments map[string][]Comment
	Persons  []Person
	Left     int // rows that were not shown
}

// RecordOf reads it.
func (w *Workshop) RecordOf(q db.Reader, r Room, st *assess.State) (rec Record, err error) {
	rec = Record{Room: r, State: st, Late: map[string]int64{}, Comments: map[string][]Comment{}}
	if rec.Rows, err = Rows(q, r.ID); err != nil {
		return rec, err
	}
	if rec.Tallies, err = Tallies(q, r.ID); err != nil {
		return rec, err
	}
	votes, err := VotesOf(q, r.ID)
	if err != nil {
		return rec, err
	}
	for _, v := range votes {
		if v.Late {
			rec.Late[v.Number]++
		}
	}
	comments, err := Comments(q, r.ID)
	if err != nil {
		return rec, err
	}
	for _, c := range comments {
		rec.Comments[c.Number] = append(rec.Comments[c.Number], c)
	}
	if rec.Persons, err = Persons(q, r.ID); err != nil {
		return rec, err
	}
	place := map[string]int{}
	for i, s := range st.Standings {
		place[s.Node.Number] = i
	}
	slices.SortStableFunc(rec.Rows, func(a, b Row) int { return place[a.Number] - place[b.Number] })
	rec.Left = len(st.Standings) - len(rec.Rows)
	return rec, nil
}

// CountWords are the votes on a row in words.
func CountWords(l *i18n.Localizer, t Tally) string {
	var parts []string
	for _, s := range Votes() {
		if t[s] > 0 {
			parts = append(parts, l.T("plan.workshop.count", "status", i18n.Key(s.Key()), "n", t[s]))
		}
	}
	if len(parts) == 0 {
		return l.T("plan.workshop.no_votes")
	}
	return strings.Join(parts, ", ")
}

// rowWords are the lines of the minutes about a row.
func (rec Record) rowWords(l *i18n.Localizer, row Row, fallback []string) string {
	var b strings.Builder
	line := func(key string, args ...any) { b.WriteString(l.T(key, args...) + "\n") }
	s, _ := rec.State.Row(row.Number)
	text, _ := s.Node.Text.Best(l.Lang(), fallback)
	b.WriteString(row.Number + " " + text + "\n")
	line("plan.workshop.minutes_votes", "counts", CountWords(l, rec.Tallies[row.Number]), "n", rec.Tallies[row.Number].Sum())
	if n := rec.Late[row.Number]; n > 0 {
		line("plan.workshop.minutes_late", "n", n)
	}
	own, chair := l.T("i18n.no_value"), l.T("plan.workshop.row."+row.State)
	if s.Unit != nil && s.Unit.Status != rates.NoReport {
		own = l.T(s.Unit.Status.Key())
	}
	if row.State == RowClosed {
		chair = l.T(row.Status.Key())
	}
	line("plan.workshop.minutes_ratings", "own", own, "chair", chair)
	if row.Challenge != "" {
		line("plan.workshop.minutes_challenge", "text", row.Challenge)
	}
	if row.Advice != "" {
		line("plan.workshop.minutes_advice", "text", row.Advice)
	}
	for _, c := range rec.Comments[row.Number] {
		if !c.Hidden {
			line("plan.workshop.minutes_comment", "text", l.Quote(c.Body))
		}
	}
	return b.String()
}

// Agenda are the minutes in items: one for each objective, in parts where it is long. What has no room is told.
func (rec Record) Agenda(l *i18n.Localizer, fallback []string) (out []meetings.Item) {
	var text strings.Builder
	var title string
	rest := 0
	flush := func() {
		if text.Len() > 0 {
			out = append(out, meetings.Item{Text: title, Minutes: strings.TrimSpace(text.String())})
			text.Reset()
		}
	}
	at := ""
	for _, row := range rec.Rows {
		top := rec.State.Base.Objective(row.Number)
		words := short(rec.rowWords(l, row, fallback), mostItem)
		if top != at || utf8.RuneCountInString(text.String())+utf8.RuneCountInString(words) > mostItem {
			flush()
			n, _ := rec.State.Base.Node(top)
			name, _ := n.Text.Best(l.Lang(), fallback)
			title, at = short(top+" "+name, 290), top
		}
		if len(out) >= mostItems-1 {
			rest++
			continue
		}
		text.WriteString(words + "\n")
	}
	flush()
	summary := l.T("plan.workshop.minutes_rows", "shown", len(rec.Rows), "all", len(rec.State.Standings))
	if rest > 0 {
		summary += " " + l.T("plan.workshop.minutes_rest", "n", rest)
	}
	return append([]meetings.Item{{Text: l.T("plan.workshop.minutes_whole"), Minutes: summary, Link: "/desk/rooms/" + rec.Room.Ref + "/summary"}}, out...)
}

// names are those who were there, one a line.
func (w *Workshop) names(q db.Reader, l *i18n.Localizer, rec Record, accounts map[string]string, now time.Time) (string, error) {
	var b strings.Builder
	for i, p := range rec.Persons {
		name, err := w.nameOf(q, p, accounts)
		if err != nil {
			return "", err
		}
		if name == "" {
			name = l.T("plan.workshop.guest", "n", p.Position)
		}
		until := now
		if !p.Present() {
			until = p.LeftAt
		}
		line := name + ", " + l.TimeRange(p.JoinedAt, until, w.Register.Zone()) + "\n"
		if utf8.RuneCountInString(b.String())+utf8.RuneCountInString(line) > mostNames {
			b.WriteString(l.T("plan.workshop.names_more", "n", len(rec.Persons)-i))
			break
		}
		b.WriteString(line)
	}
	return b.String(), nil
}

// finish ends a room: its minutes are written, guests' names go into them and are erased here, recommendations are
// handed on. The code lets nobody in any more.
func (c *chair) finish(l *i18n.Localizer, accounts map[string]string) error {
	w, tx := c.w, c.tx
	if err := c.leaveRow(); err != nil {
		return err
	}
	st, err := c.state()
	if err != nil {
		return err
	}
	rec, err := w.RecordOf(tx, *c.room, st)
	if err != nil {
		return err
	}
	if err := c.minute(l, rec, accounts); err != nil {
		return err
	}
	if w.Recommend != nil {
		for _, row := range rec.Rows {
			if row.Advice == "" {
				continue
			}
			if err := w.Recommend(tx, recommendationOf(c.plan.ID, *c.room, row, tx.Now())); err != nil {
				return err
			}
		}
	}
	for _, p := range rec.Persons {
		if err := w.eraseName(tx, c.room, &p, c.plan.Org); err != nil {
			return err
		}
	}
	if a := st.Assessment; a.Held == "" {
		a.Held = w.Register.Today(tx.Now())
		if err := w.Assess.Save(tx, c.plan, &a, "plan.assessment.held", ""); err != nil {
			return err
		}
	}
	c.room.State, c.room.Code, c.room.ClosedAt = Finished, "", tx.Now()
	return w.saveRoom(tx, c.room, c.plan.Org, "plan.room.finish")
}

func recommendationOf(plan string, r Room, row Row, at time.Time) Recommendation {
	return Recommendation{Plan: plan, Assessment: r.Assessment, Room: r.ID, Row: row.ID, Node: row.Node, Number: row.Number, Text: row.Advice, Lang: row.Lang, At: at}
}

// minute writes the minutes into the meeting, unless somebody has approved other ones meanwhile.
func (c *chair) minute(l *i18n.Localizer, rec Record, accounts map[string]string) error {
	w, tx := c.w, c.tx
	if w.Meetings == nil || c.room.Meeting == "" {
		return nil
	}
	m, err := meetings.Get(tx, c.room.Meeting)
	if err != nil {
		return err
	}
	i, err := process.Load(tx, m.ID)
	if err != nil || i.State != meetings.Planned && i.State != meetings.HeldState {
		return err
	}
	names, err := w.names(tx, l, rec, accounts, tx.Now())
	if err != nil {
		return err
	}
	people := int64(len(rec.Persons))
	in := meetings.Minutes{Agenda: rec.Agenda(l, w.Register.Settings.Get().Fallback), Guests: m.Guests, People: &people, Names: &names}
	if m, err = w.Meetings.Write(tx, m, in); err != nil || i.State != meetings.Planned {
		return err
	}
	_, err = w.Meetings.Take(tx, m, meetings.StepInput{ID: id.New(), Step: "hold"})
	return err
}

// Recommendations are what the rooms of an assessment recommended, for who takes them up later.
func Recommendations(q db.Reader, plan, assessment string) (out []Recommendation, err error) {
	rooms, err := Rooms(q, assessment)
	if err != nil {
		return nil, err
	}
	for _, r := range rooms {
		rows, err := Rows(q, r.ID)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if row.Advice != "" {
				out = append(out, recommendationOf(plan, r, row, r.ClosedAt))
			}
		}
	}
	return out, nil
}

// minutesWord is a length of time on the screen.
func minutesWord(l *i18n.Localizer, seconds int64) string {
	return strconv.FormatInt(seconds/60, 10) + ":" + pad(seconds%60)
}

func pad(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}
