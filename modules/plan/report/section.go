package report

import (
	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/modules/plan/indicator"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/tree"
)

// Section is a part of a report in one language.
type Section struct {
	Title  string
	Texts  []string
	Facts  [][2]string
	Tables []Table
	Notes  []string
}

// Table is figures in one language.
type Table struct {
	Sheet string // name of its sheet in a workbook
	Title string // above it; empty = the section's
	Head  []string
	Rows  [][]Cell
	None  string // said where there is no row
}

// Cell is one cell. Number is what a sheet holds instead of the text; nil = the text.
type Cell struct {
	Text   string
	Lang   string // BCP 47 where it is not the report's
	Number *Number
}

// Number is a number as it is shown: Scaled units of 10^-Digits, and of per cent where Percent.
type Number struct {
	Scaled  int64
	Digits  int
	Percent bool
}

// Float is the number for a sheet, in which per cent are parts of 1.
func (n Number) Float() float64 {
	f := float64(n.Scaled)
	digits := n.Digits
	if n.Percent {
		digits += 2
	}
	den := 1.0
	for range digits {
		den *= 10
	}
	return f / den
}

// writer writes one report in one language.
type writer struct {
	l        *i18n.Localizer
	d        *Data
	fallback []string // languages of texts that lack the reader's: the authoritative ones first
}

// word is a text, which says its language where that is not the report's.
func (w *writer) word(t i18n.Text) Cell {
	text, tag := t.Best(w.l.Lang(), w.fallback)
	if text == "" || tag == w.l.Lang().HTML() || tag == string(w.l.Lang()) {
		return Cell{Text: text}
	}
	return Cell{Text: w.l.T("plan.report.in_language", "text", text, "lang", tag), Lang: tag}
}

func (w *writer) who(who Who) Cell {
	switch {
	case len(who.Names) > 0:
		return w.word(who.Names)
	case who.Written != "":
		return Cell{Text: who.Written}
	}
	return Cell{Text: w.l.T("plan.assess.no_lead")}
}

func (w *writer) count(n int64) Cell { return Cell{Text: w.l.Number(n), Number: &Number{Scaled: n}} }

// rateDigits are the digits of rates.
const rateDigits = 2

// rate writes a rate in per cent, or why there is none.
func (w *writer) rate(q tree.Quantity) Cell {
	return w.percent(q, rateDigits)
}

func (w *writer) percent(q tree.Quantity, digits int) Cell {
	c := Cell{Text: rates.Percent(w.l, q.Rate(), digits)}
	if n, ok := q.Rate().Per(100, digits); ok {
		c.Number = &Number{n, digits, true}
	}
	return c
}

// value writes the number of an indicator, or why there is none.
func (w *writer) value(m tree.Measure, q tree.Quantity) Cell {
	c := Cell{Text: indicator.Write(w.l, m, q)}
	switch {
	case !q.Known() || m == tree.YesNo:
	case m == tree.Percent:
		if q.Den == 100 || q.Den == 1000 || q.Den == 10_000 { // else the counts stand beside it, as text
			return w.percent(q, 1)
		}
	case q.Num%q.Den == 0:
		c.Number = &Number{Scaled: q.Num / q.Den}
	default:
		if n, ok := i18n.Ratio(q.Num, q.Den, 2); ok {
			c.Number = &Number{Scaled: n, Digits: 2}
		}
	}
	return c
}

func (w *writer) goal(m tree.Measure, q tree.Quantity, period string) Cell {
	c := w.value(m, q)
	if m == tree.Percent && q.Known() {
		c = w.percent(q, 1)
	}
	if period != "" && q.Known() {
		c.Text, c.Number = w.l.T("plan.assess.in_period", "value", c.Text, "period", period), nil
	}
	return c
}

func (w *writer) status(s rates.Status) Cell {
	if s == "" {
		return Cell{Text: w.l.T("i18n.no_value")}
	}
	return Cell{Text: w.l.T(s.Key())}
}

func (w *writer) said(s *Said) Cell {
	if s == nil {
		return w.status("")
	}
	return w.status(s.Status)
}

// known tells whether a quantity is a number.
func known(q tree.Quantity) bool { return q.Why() == measure.Known }
