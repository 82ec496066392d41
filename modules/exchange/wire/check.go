package wire

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"reeve/kernel/errs"
)

// checks collects what is wrong with a value of the formats; each complaint names the field, and its text what would be
// right.
type checks struct{ fields errs.Fields }

func complaint(field, key string, args ...any) errs.Field {
	e := errs.New(errs.Invalid, key, args...)
	return errs.Field{Field: field, Key: key, Args: e.Args}
}

func (c *checks) bad(field, key string, args ...any) {
	c.fields = append(c.fields, complaint(field, key, args...))
}

func (c *checks) err(what string) error {
	if len(c.fields) == 0 {
		return nil
	}
	return &errs.Error{Kind: errs.Invalid, Key: "wire.refused_" + what, Fields: c.fields}
}

// text demands at most max characters, at least one if min is not 0, and no control characters but line ends and tabs.
func (c *checks) text(field, s string, min, max int) {
	switch n := utf8.RuneCountInString(s); {
	case s == "" && min > 0:
		c.bad(field, "wire.missing")
	case n > max:
		c.bad(field, "wire.too_long", "max", max)
	case !utf8.ValidString(s):
		c.bad(field, "wire.text")
	case strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }) >= 0:
		c.bad(field, "wire.text")
	}
}

// line is text without line ends and tabs.
func (c *checks) line(field, s string, min, max int) {
	if strings.ContainsAny(s, "\r\n\t\u2028\u2029") {
		c.bad(field, "wire.text")
		return
	}
	c.text(field, s, min, max)
}

func (c *checks) number(field string, n, min, max int64) {
	if n < min || n > max {
		c.bad(field, "wire.range", "min", min, "max", max)
	}
}

func (c *checks) version(n int) {
	if n != 1 {
		c.bad("v", "wire.version", "got", n)
	}
}

func (c *checks) org(field string, o Org) {
	if !o.Valid() {
		c.bad(field, "wire.org")
	}
}

func (c *checks) digest(field, s string) {
	if !isDigest(s) {
		c.bad(field, "wire.digest")
	}
}

// one demands one of a list; empty is refused.
func one[T ~string](c *checks, field string, v T, list ...T) {
	if v == "" {
		c.bad(field, "wire.missing")
		return
	}
	if !slices.Contains(list, v) {
		words := make([]string, len(list))
		for i, w := range list {
			words[i] = string(w)
		}
		c.bad(field, "wire.enum", "got", short(string(v)), "list", strings.Join(words, ", "))
	}
}

func (c *checks) count(field string, n, max int) bool {
	if n > max {
		c.bad(field, "wire.too_many", "max", max)
	}
	return n <= max
}

// none demands that a field is not there.
func (c *checks) none(field string, there bool, why string) {
	if there {
		c.bad(field, "wire.unexpected", "why", why)
	}
}

// instant demands RFC 3339 with an offset, years 1970 to 9999.
func (c *checks) instant(field, s string) {
	if _, err := ParseInstant(s); err != nil {
		c.bad(field, "wire.instant")
	}
}

// date demands a civil date, or nothing.
func (c *checks) date(field, s string) {
	if t, err := time.Parse(time.DateOnly, s); s != "" && (err != nil || t.Year() < 1800) {
		c.bad(field, "wire.date")
	}
}

func (c *checks) word(field, s string, ok func(string) bool, key string) {
	if s == "" {
		c.bad(field, "wire.missing")
	} else if !ok(s) {
		c.bad(field, key)
	}
}

func at(field string, i int, more string) string { return fmt.Sprintf("%s[%d]%s", field, i, more) }

// instantForm is how instants are written: RFC 3339 with microseconds and an offset.
const instantForm = "2006-01-02T15:04:05.999999Z07:00"

// FormatInstant writes an instant as the formats do, in the zone that t carries.
func FormatInstant(t time.Time) string { return t.Truncate(time.Microsecond).Format(instantForm) }

// ParseInstant reads an instant of the formats.
func ParseInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || len(s) > 35 || t.Year() < 1970 || t.Year() > 9998 || strings.Contains(s, ",") {
		return time.Time{}, errs.Bad("at", "wire.instant")
	}
	return t, nil
}

// isCode is for short technical names: letters, digits, and ._-/ between them.
func isCode(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i, c := range []byte(s) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || i == len(s)-1 || strings.IndexByte("._-/", c) < 0) {
			return false
		}
	}
	return true
}
