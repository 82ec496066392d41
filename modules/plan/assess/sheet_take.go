package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// Values is what a sheet needs of the values of indicators, which a later feature keeps.
type Values struct {
	// Known are the values of a period that have been entered, by the number of their indicator.
	Known func(q db.Reader, p register.Plan, period string) (map[string]tree.Quantity, error)
	// Parse reads a number as it is typed; part and whole are those of a fraction.
	Parse func(m tree.Measure, value, part, whole string) (tree.Quantity, error)
	// May tells whether the asker may enter a value.
	May func(r *web.Request, p register.Plan, n tree.Node, i tree.Indicator) bool
	// Enter stores a value as a draft.
	Enter func(tx *db.Tx, p register.Plan, e *register.Edition, number, period string, q tree.Quantity, note string) error
}

// SheetChange is one field that a sheet changes.
type SheetChange struct {
	Number, Field string // Field: status, progress, challenges, value
	Was, Is       string
}

// SheetPlan is what a sheet would do.
type SheetPlan struct {
	Changes   []SheetChange
	Conflicts []SheetChange // overtaken: Was is what stands there now
	Bad       []SheetFault
	Same      int

	rows   []planned
	values []plannedValue
}

type planned struct {
	number string
	said   Said
}

type plannedValue struct {
	number   string
	quantity tree.Quantity
}

// Digest is over what would be done, so that what was seen is what is done.
func (p SheetPlan) Digest() string {
	sum := sha256.New()
	for _, c := range p.Changes {
		fmt.Fprintf(sum, "%q %q %q %q\n", c.Number, c.Field, c.Was, c.Is)
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

// compare compares a sheet with what stands there now.
func (w *work) compare(q db.Reader, r *web.Request, s *Assess, sheet Sheet) (p SheetPlan, err error) {
	p.Bad = sheet.Bad
	for _, line := range sheet.Lines {
		bad := func(key string, args ...any) {
			p.Bad = append(p.Bad, SheetFault{Sheet: line.Sheet, Cell: "A" + itoa(int64(line.Line)), Number: line.Number, Key: key, Args: args})
		}
		one, ok := w.st.Row(line.Number)
		if !ok || !w.fills(one.Node) {
			bad("plan.assess.sheet_not_yours", "number", line.Number)
			continue
		}
		row, said := w.row(one), line.said(r.Text.Lang().HTML())
		if row.Said.Same(said) || said.Token() == line.Token {
			p.Same++
			continue
		}
		switch {
		case utf8.RuneCountInString(said.Progress) > maxComment, utf8.RuneCountInString(said.Challenges) > maxComment:
			bad("plan.assess.comment_long", "most", maxComment)
			continue
		case said.Status == rates.Dropped && !one.Dropped:
			bad("plan.assess.dropped_needs_amendment", "number", line.Number)
			continue
		case !w.open(leadUnit(one.Node)):
			bad("plan.assess.locked", "year", itoa(int64(w.a.Year)))
			continue
		case !row.Fillable():
			bad("plan.assess.row_reviewed", "number", line.Number)
			continue
		}
		diffs := differences(r.Text, line.Number, row.Said, said)
		if overtaken(line.Token, said.Token(), row.Said.Token()) {
			p.Conflicts = append(p.Conflicts, diffs...)
			continue
		}
		p.Changes = append(p.Changes, diffs...)
		p.rows = append(p.rows, planned{line.Number, said})
	}
	return p, w.planValues(q, r, s, sheet, &p)
}

func differences(l *i18n.Localizer, number string, was, is Said) (out []SheetChange) {
	word := func(s rates.Status) string {
		if s == "" {
			return l.T("i18n.no_value")
		}
		return l.T(s.Key())
	}
	if was.Status != is.Status {
		out = append(out, SheetChange{number, "plan.assess.own", word(was.Status), word(is.Status)})
	}
	if was.Progress != is.Progress {
		out = append(out, SheetChange{number, "plan.assess.progress", was.Progress, is.Progress})
	}
	if was.Challenges != is.Challenges {
		out = append(out, SheetChange{number, "plan.assess.challenges", was.Challenges, is.Challenges})
	}
	return out
}

// planValues compares the values of indicators. An empty line changes nothing: that there is no number must be said.
func (w *work) planValues(q db.Reader, r *web.Request, s *Assess, sheet Sheet, p *SheetPlan) error {
	if s.Values == nil || len(sheet.Values) == 0 {
		return nil
	}
	have, err := s.Values.Known(q, w.plan, itoa(int64(w.a.Year)))
	if err != nil {
		return err
	}
	nodes, indicators := w.indicators()
	for _, v := range sheet.Values {
		if v.Value == "" && v.Why == "" {
			p.Same++
			continue
		}
		bad := func(key string, args ...any) {
			p.Bad = append(p.Bad, SheetFault{Sheet: v.Sheet, Cell: "A" + itoa(int64(v.Line)), Number: v.Number, Key: key, Args: args})
		}
		ind, ok := indicators[v.Number]
		if !ok || !s.Values.May(r, w.plan, nodes[v.Number], ind) {
			bad("plan.assess.sheet_not_yours", "number", v.Number)
			continue
		}
		is, err := s.parse(ind.Measure, v)
		if err != nil {
			bad("plan.assess.sheet_number", "word", v.Value)
			continue
		}
		was := have[v.Number]
		if quantityToken(was) == quantityToken(is) || same(was, is) {
			p.Same++
			continue
		}
		c := SheetChange{v.Number, "plan.assess.value", quantityWord(r.Text, ind.Measure, was), quantityWord(r.Text, ind.Measure, is)}
		if overtaken(v.Token, quantityToken(is), quantityToken(was)) {
			p.Conflicts = append(p.Conflicts, c)
			continue
		}
		p.Changes = append(p.Changes, c)
		p.values = append(p.values, plannedValue{v.Number, is})
	}
	return nil
}

// same tells whether two quantities are the same number, however their fractions are written.
func same(a, b tree.Quantity) bool {
	return a.Known() && b.Known() && a.Rat().Cmp(b.Rat()) == 0
}

func quantityWord(l *i18n.Localizer, m tree.Measure, q tree.Quantity) string {
	number, why := plainQuantity(l, m, q)
	if number == "" && why == "" {
		return l.T("i18n.no_value")
	}
	return number + why
}

func (s *Assess) parse(m tree.Measure, v SentValue) (tree.Quantity, error) {
	if v.Why != "" {
		return tree.None(v.Why), nil
	}
	part, whole, fraction := cutFraction(v.Value)
	if fraction {
		return s.Values.Parse(m, "", part, whole)
	}
	return s.Values.Parse(m, v.Value, "", "")
}

// indicators are those of the base version that are typed, by number, with their nodes.
func (w *work) indicators() (nodes map[string]tree.Node, all map[string]tree.Indicator) {
	nodes, all = map[string]tree.Node{}, map[string]tree.Indicator{}
	for _, n := range w.st.Base.Plan.Nodes {
		for _, i := range n.Indicators {
			if i.Computed == "" {
				nodes[i.Number], all[i.Number] = n, i
			}
		}
	}
	return nodes, all
}

// TakeSheet does what a sheet says, as seen: a plan whose digest is another one by now is a Conflict. Rows that have a
// status are handed in where that is wanted.
func (s *Assess) TakeSheet(tx *db.Tx, r *web.Request, w *work, sheet Sheet, seen string, handIn bool, note string) error {
	p, err := w.compare(tx, r, s, sheet)
	if err != nil {
		return err
	}
	if p.Digest() != seen {
		return errs.New(errs.Conflict, "plan.assess.sheet_moved")
	}
	var rows []Row
	for _, one := range p.rows {
		row, err := s.SaveRow(tx, w.plan, w.a, one.number, one.said, nil)
		if err != nil {
			return err
		}
		if row.Status != "" {
			rows = append(rows, row)
		}
	}
	if handIn && len(rows) > 0 {
		if w.a, err = s.HandIn(tx, w.plan, w.a, rows, w.may); err != nil {
			return err
		}
	}
	for _, v := range p.values {
		if err := s.Values.Enter(tx, w.plan, w.st.Base, v.number, itoa(int64(w.a.Year)), v.quantity, note); err != nil {
			return err
		}
	}
	return nil
}

// cutFraction takes "3/7" apart.
func cutFraction(value string) (part, whole string, ok bool) { return strings.Cut(value, "/") }
