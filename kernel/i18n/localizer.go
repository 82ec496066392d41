package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Localizer is the catalogue seen in one language. Make one per request; a view
// struct embeds it, so that a template says {{.T "ui.save"}}.
type Localizer struct {
	catalogue *Catalogue
	lang      Lang
	format    format
}

// Key is an argument that is itself a catalogue text: it is shown in the
// reader's language and script. A plain string argument is content and is shown
// as it is, also when it is Cyrillic on a page in Latin script.
type Key string

// Day is an argument that is a civil day, YYYY-MM-DD: it is shown as the language writes days. What is no such day is
// shown as it is.
type Day string

// Lang returns the language of the reader; a template says {{.Lang.HTML}}.
func (l *Localizer) Lang() Lang { return l.lang }

// T returns the text of the key. args are names and values in turn, for the
// placeholders: l.T("report.title", "place", name). Whole numbers are written
// as the language writes them; a year or an identifier is passed as a string.
func (l *Localizer) T(key string, args ...any) string {
	if own, ok := l.catalogue.adaptation(l.lang, key); ok {
		return own
	}
	m, ok := l.catalogue.texts[l.lang][key]
	if !ok || m.forms != nil {
		return l.catalogue.absent(l.lang, key)
	}
	return l.fill(key, m.plain, "", args)
}

// N returns the text of the key in the plural form of n; {n} stands for n.
func (l *Localizer) N(key string, n int64, args ...any) string {
	return l.plural(key, decimalOf(n), args)
}

// NDecimal is N for a number with a fraction, shown with that many digits after
// the decimal sign. 1.0 with one digit has the form of a fraction, not of 1.
func (l *Localizer) NDecimal(key string, v float64, digits int, args ...any) string {
	d, ok := roundFloat(v, digits)
	if !ok {
		return l.catalogue.absent(l.lang, key+": n")
	}
	return l.plural(key, d, args)
}

// Int makes a length ready for N in a template: {{.N "x.items" (.Int (len .Items))}}.
func (l *Localizer) Int(n int) int64 { return int64(n) }

func (l *Localizer) plural(key string, d decimal, args []any) string {
	m, ok := l.catalogue.texts[l.lang][key]
	if !ok || m.forms == nil {
		return l.catalogue.absent(l.lang, key)
	}
	return l.fill(key, m.forms[formOf(l.lang, d.whole, d.fraction)], l.format.write(d), args)
}

// fill puts the arguments into the pattern. number is what {n} stands for, ""
// if nothing was counted.
func (l *Localizer) fill(key string, p pattern, number string, args []any) string {
	var b strings.Builder
	for _, x := range p {
		switch {
		case x.name == "":
			b.WriteString(x.text)
		case x.name == "n" && number != "":
			b.WriteString(number)
		default:
			b.WriteString(l.argument(key, x.name, args))
		}
	}
	return b.String()
}

func (l *Localizer) argument(key, name string, args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return l.show(args[i+1])
		}
	}
	return l.catalogue.absent(l.lang, key+": "+name)
}

// show writes one argument.
func (l *Localizer) show(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case Key:
		return l.T(string(v))
	case Day:
		civil, err := time.Parse(time.DateOnly, string(v))
		if err != nil {
			return string(v)
		}
		return l.Date(civil)
	case int:
		return l.Number(int64(v))
	case int32:
		return l.Number(int64(v))
	case int64:
		return l.Number(v)
	case float64:
		_, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
		return l.Decimal(v, len(fraction))
	}
	return fmt.Sprint(v)
}
