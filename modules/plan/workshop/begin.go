package workshop

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/modules/meetings"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

const (
	codeDigits   = 8
	codeLife     = 12 * time.Hour
	maxLanguages = 3
	maxLimit     = 3600 // seconds for a row
	codeTries    = 5
)

// Opening is what somebody says who opens a room.
type Opening struct {
	Languages []string // empty = the first three of the plan
	Order     Order    // empty = those without a report first
	Limit     int64    // seconds for a row; 0 = none
}

// Begin opens a room for an assessment. Errors: errs.Conflict where one is open already, or the year is closed.
func (w *Workshop) Begin(tx *db.Tx, p register.Plan, a assess.Assessment, account string, o Opening) (Room, error) {
	if !a.Open() {
		return Room{}, errs.New(errs.Conflict, "plan.assess.locked", "year", fmt.Sprint(a.Year))
	}
	if err := tx.Lock(Kind, p.ID); err != nil { // not of the assessment, which may have been opened a moment ago under an id of this try
		return Room{}, err
	}
	had, err := Rooms(tx, a.ID)
	if err != nil {
		return Room{}, err
	}
	if len(had) > 0 && had[0].State == Open {
		return Room{}, errs.New(errs.Conflict, "plan.workshop.one_room")
	}
	st, err := w.Assess.Load(tx, p, a)
	if err != nil {
		return Room{}, err
	}
	if err := o.fill(st.Base.Plan); err != nil {
		return Room{}, err
	}
	r := Room{ID: id.At(tx.Now()), Ref: id.Ref(), Plan: p.ID, Assessment: a.ID, State: Open, CodeUntil: tx.Now().Add(codeLife), Languages: o.Languages, Order: o.Order,
		Limit: o.Limit, Account: account, OpenedAt: tx.Now(), Rev: 1, Version: 1}
	if r.Code, err = freeCode(tx); err != nil {
		return r, err
	}
	if r.Meeting, err = w.convene(tx, p, a, st, r); err != nil {
		return r, err
	}
	return r, w.insertRoom(tx, r, p.Org, Sequence(st, o.Order))
}

// fill puts in what is usual, and refuses what cannot be.
func (o *Opening) fill(p tree.Plan) error {
	var f errs.Fields
	known := register.Languages(p)
	if len(o.Languages) == 0 {
		o.Languages = known[:min(len(known), maxLanguages)]
	}
	o.Languages = slices.Compact(slices.Clone(o.Languages))
	if len(o.Languages) > maxLanguages || slices.ContainsFunc(o.Languages, func(tag string) bool { return !slices.Contains(known, tag) }) {
		f.Add("languages", "plan.workshop.languages_wrong", "most", maxLanguages)
	}
	if o.Order == "" {
		o.Order = BySilence
	}
	if !slices.Contains(Orders(), o.Order) {
		f.Add("order", "plan.workshop.order_wrong")
	}
	if o.Limit < 0 || o.Limit > maxLimit {
		f.Add("limit", "plan.workshop.limit_wrong", "most", maxLimit/60)
	}
	return f.Err()
}

// freeCode is a code that no room has.
func freeCode(tx *db.Tx) (string, error) {
	most := new(big.Int).Exp(big.NewInt(10), big.NewInt(codeDigits), nil)
	for range codeTries {
		n, err := rand.Int(rand.Reader, most)
		if err != nil {
			return "", err
		}
		code := fmt.Sprintf("%0*d", codeDigits, n)
		if _, err := byCode(tx, code); errs.KindOf(err) == errs.NotFound {
			return code, nil
		} else if err != nil {
			return "", err
		}
	}
	return "", errs.New(errs.Unavailable, "plan.workshop.no_code")
}

// ParseCode reads a code as people type it; ok is false for what can be none.
func ParseCode(typed string) (string, bool) {
	var b strings.Builder
	for _, c := range typed {
		switch {
		case c >= '0' && c <= '9':
			b.WriteRune(c)
		case c == ' ' || c == '-' || c == '\u00a0' || c == '.':
		default:
			return "", false
		}
	}
	return b.String(), b.Len() == codeDigits
}

// WriteCode writes a code in two groups.
func WriteCode(code string) string {
	if len(code) != codeDigits {
		return code
	}
	return code[:codeDigits/2] + "\u00a0" + code[codeDigits/2:]
}

// Sequence are the numbers of the rows of a year in an order.
func Sequence(st *assess.State, o Order) []string {
	rows := slices.Clone(st.Standings)
	switch o {
	case BySilence:
		slices.SortStableFunc(rows, func(a, b assess.Standing) int { return silent(b) - silent(a) })
	case ByObjective:
		rate := map[string]int64{}
		for _, line := range st.Result.Lines {
			if line.Level != tree.Objective {
				continue
			}
			rate[line.Number] = 2_000_000 // nothing planned: last
			if n, ok := line.Three.Strict.Per(1_000_000, 0); ok {
				rate[line.Number] = n
			}
		}
		slices.SortStableFunc(rows, func(a, b assess.Standing) int {
			return int(rate[st.Base.Objective(a.Node.Number)] - rate[st.Base.Objective(b.Node.Number)])
		})
	}
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = row.Node.Number
	}
	return out
}

func silent(s assess.Standing) int {
	if s.Status == rates.NoReport {
		return 1
	}
	return 0
}

// convene makes the meeting whose minutes the room will fill; empty where no place is known for it.
func (w *Workshop) convene(tx *db.Tx, p register.Plan, a assess.Assessment, st *assess.State, r Room) (string, error) {
	place := w.placeOf(p)
	if w.Meetings == nil || place == "" {
		return "", nil
	}
	const civil = "2006-01-02T15:04"
	starts := tx.Now().In(w.Register.Zone())
	m := meetings.Meeting{Kind: meetings.Workshop, Titles: i18n.Text{}, Place: place, Org: p.Org, Starts: starts.Format(civil), Ends: starts.Add(8 * time.Hour).Format(civil),
		Agenda: []meetings.Item{{Text: fmt.Sprint(a.Year) + " " + p.Code, Link: "/desk/rooms/" + r.Ref + "/summary"}}, Subject: meetings.Subject{Kind: assess.Kind, ID: a.ID}}
	for _, l := range i18n.Written() {
		title, _ := st.Base.Plan.Titles.Best(l, w.Register.Settings.Get().Fallback)
		m.Titles[string(l)] = w.Catalogue.For(l).T("plan.workshop.meeting_title", "year", fmt.Sprint(a.Year), "plan", short(title, 200))
	}
	m, err := w.Meetings.Add(tx, m, tx.Actor().Post)
	return m.ID, err
}

// placeOf is where a plan's owner is; else the widest place that there is.
func (w *Workshop) placeOf(p register.Plan) string {
	s := w.Places.Snapshot()
	if o, ok := s.Org(p.Org); ok && o.Place != "" {
		return o.Place
	}
	if top := s.Children(""); len(top) > 0 {
		return top[0].ID
	}
	return ""
}

// short cuts a text at so many characters.
func short(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
