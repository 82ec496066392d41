package i18n

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
)

// piece is a run of literal text or, if name is set, a placeholder.
type piece struct{ text, name string }

// pattern is one text cut at its placeholders.
type pattern []piece

// message is what a key stands for in one language: one pattern, or one for
// each plural form.
type message struct {
	plain pattern
	forms map[plural.Form]pattern
}

// parsePattern cuts a text at its placeholders. It refuses an empty text, a
// brace without partner and a name that is not lower-case ASCII.
func parsePattern(s string) (pattern, error) {
	if strings.TrimSpace(s) == "" {
		return nil, fmt.Errorf("empty text")
	}
	var p pattern
	for s != "" {
		open := strings.IndexAny(s, "{}")
		if open < 0 {
			return append(p, piece{text: s}), nil
		}
		if s[open] == '}' {
			return nil, fmt.Errorf("closing brace without an opening one in %q", s)
		}
		if open > 0 {
			p = append(p, piece{text: s[:open]})
		}
		name, rest, closed := strings.Cut(s[open+1:], "}")
		if !closed || !placeholderName(name) {
			return nil, fmt.Errorf("malformed placeholder at %q", s[open:])
		}
		p = append(p, piece{name: name})
		s = rest
	}
	return p, nil
}

func placeholderName(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z'
		if !letter && (i == 0 || r != '_' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}

// names returns the placeholders of the pattern, sorted, each once.
func (p pattern) names() []string {
	var out []string
	for _, x := range p {
		if x.name != "" {
			out = append(out, x.name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// String returns the pattern as it was written.
func (p pattern) String() string {
	var b strings.Builder
	for _, x := range p {
		if x.name != "" {
			b.WriteString("{" + x.name + "}")
		} else {
			b.WriteString(x.text)
		}
	}
	return b.String()
}

// latin returns the pattern with its literal runs in Latin script. Names of
// placeholders are no text and stay.
func (p pattern) latin() pattern {
	out := make(pattern, len(p))
	for i, x := range p {
		out[i] = piece{text: Latin(x.text), name: x.name}
	}
	return out
}

func (m message) latin() message {
	if m.forms == nil {
		return message{plain: m.plain.latin()}
	}
	forms := make(map[plural.Form]pattern, len(m.forms))
	for f, p := range m.forms {
		forms[f] = p.latin()
	}
	return message{forms: forms}
}

// patterns returns every pattern of the message with the name of its form
// ("" for a plain text), in a fixed order.
func (m message) patterns() []namedPattern {
	if m.forms == nil {
		return []namedPattern{{"", m.plain}}
	}
	var out []namedPattern
	for _, name := range formNames() {
		if p, ok := m.forms[formByName(name)]; ok {
			out = append(out, namedPattern{name, p})
		}
	}
	return out
}

type namedPattern struct {
	form string
	pattern
}

// names returns the placeholders of all forms together, sorted.
func (m message) names() []string {
	var out []string
	for _, p := range m.patterns() {
		out = append(out, p.names()...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
