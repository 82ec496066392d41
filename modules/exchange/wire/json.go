package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"reeve/kernel/errs"
)

// maxDepth of nested JSON; the formats need fewer.
const maxDepth = 16

// Encode writes v as the formats want it: no spaces, no escapes that are not needed, null nowhere.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Decode reads one JSON object into v. It refuses what two readers could read differently: names twice, unknown names,
// names that differ from the format's by case, null, bytes that are not UTF-8, halves of surrogate pairs, U+0000,
// numbers that are no plain integers, anything after the object.
func Decode(b []byte, max int, v any) error {
	if len(b) > max {
		return errs.New(errs.TooLarge, "wire.too_large", "max", max)
	}
	if !utf8.Valid(b) {
		return errs.New(errs.Invalid, "wire.not_utf8")
	}
	s := scanner{b: b}
	if err := s.document(); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return refuse(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errs.New(errs.Invalid, "wire.trailing")
	}
	return nil
}

func refuse(err error) error {
	var t *json.UnmarshalTypeError
	if errors.As(err, &t) {
		return &errs.Error{Kind: errs.Invalid, Key: "wire.refused", Fields: errs.Fields{complaint(t.Field, "wire.json_type", "got", t.Value)}, Cause: err}
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return errs.Wrap(err, errs.Invalid, "wire.unknown_field", "field", strings.Trim(name, `"`))
	}
	return errs.Wrap(err, errs.Invalid, "wire.not_json")
}

// scanner walks JSON before it is decoded, for what encoding/json lets pass.
type scanner struct {
	b     []byte
	at    int
	depth int
}

func (s *scanner) document() error {
	if s.space(); s.peek() != '{' {
		return errs.New(errs.Invalid, "wire.not_json")
	}
	if err := s.value(); err != nil {
		return err
	}
	if s.space(); s.at != len(s.b) {
		return errs.New(errs.Invalid, "wire.trailing")
	}
	return nil
}

func (s *scanner) space() {
	for s.at < len(s.b) && strings.IndexByte(" \t\r\n", s.b[s.at]) >= 0 {
		s.at++
	}
}

func (s *scanner) peek() byte {
	if s.at < len(s.b) {
		return s.b[s.at]
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.peek() == c {
		s.at++
		return true
	}
	return false
}

func (s *scanner) value() error {
	s.space()
	switch c := s.peek(); {
	case c == '{' || c == '[':
		if s.depth++; s.depth > maxDepth {
			return errs.New(errs.Invalid, "wire.too_deep", "max", maxDepth)
		}
		defer func() { s.depth-- }()
		if c == '{' {
			return s.object()
		}
		return s.array()
	case c == '"':
		_, err := s.text()
		return err
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	case bytes.HasPrefix(s.b[s.at:], []byte("true")):
		s.at += 4
		return nil
	case bytes.HasPrefix(s.b[s.at:], []byte("false")):
		s.at += 5
		return nil
	case bytes.HasPrefix(s.b[s.at:], []byte("null")):
		return errs.New(errs.Invalid, "wire.null")
	}
	return errs.New(errs.Invalid, "wire.not_json")
}

func (s *scanner) object() error {
	s.at++
	seen := make(map[string]bool, 16)
	for s.space(); !s.take('}'); s.space() {
		if len(seen) > 0 {
			if !s.take(',') {
				return errs.New(errs.Invalid, "wire.not_json")
			}
			s.space()
		}
		name, err := s.text()
		if err != nil {
			return err
		}
		if !isName(name) {
			return errs.New(errs.Invalid, "wire.unknown_field", "field", short(name))
		}
		if seen[name] {
			return errs.New(errs.Invalid, "wire.name_twice", "field", short(name))
		}
		seen[name] = true
		if s.space(); !s.take(':') {
			return errs.New(errs.Invalid, "wire.not_json")
		}
		if err := s.value(); err != nil {
			return err
		}
	}
	return nil
}

func (s *scanner) array() error {
	s.at++
	for n := 0; ; n++ {
		if s.space(); s.take(']') {
			return nil
		}
		if n > 0 && !s.take(',') {
			return errs.New(errs.Invalid, "wire.not_json")
		}
		if err := s.value(); err != nil {
			return err
		}
	}
}

// text gives the string's bytes as they stand between the quotes.
func (s *scanner) text() (string, error) {
	if !s.take('"') {
		return "", errs.New(errs.Invalid, "wire.not_json")
	}
	from := s.at
	for s.at < len(s.b) {
		switch c := s.b[s.at]; {
		case c == '"':
			s.at++
			return string(s.b[from : s.at-1]), nil
		case c < 0x20:
			return "", errs.New(errs.Invalid, "wire.not_json")
		case c == '\\':
			if err := s.escape(); err != nil {
				return "", err
			}
		default:
			s.at++
		}
	}
	return "", errs.New(errs.Invalid, "wire.not_json")
}

func (s *scanner) escape() error {
	if s.at+1 >= len(s.b) {
		return errs.New(errs.Invalid, "wire.not_json")
	}
	if s.b[s.at+1] != 'u' {
		s.at += 2
		return nil
	}
	r, ok := s.unit()
	switch {
	case !ok:
		return errs.New(errs.Invalid, "wire.not_json")
	case r == 0:
		return errs.New(errs.Invalid, "wire.control")
	case r >= 0xdc00 && r < 0xe000:
		return errs.New(errs.Invalid, "wire.not_utf8")
	case r >= 0xd800 && r < 0xdc00:
		if low, ok := s.unit(); !ok || low < 0xdc00 || low >= 0xe000 {
			return errs.New(errs.Invalid, "wire.not_utf8")
		}
	}
	return nil
}

// unit reads \uXXXX.
func (s *scanner) unit() (r int, ok bool) {
	if s.at+6 > len(s.b) || s.b[s.at] != '\\' || s.b[s.at+1] != 'u' {
		return 0, false
	}
	for _, c := range s.b[s.at+2 : s.at+6] {
		i := strings.IndexByte("0123456789abcdef", c|0x20)
		if c >= '0' && c <= '9' {
			i = int(c - '0')
		}
		if i < 0 {
			return 0, false
		}
		r = r<<4 | i
	}
	s.at += 6
	return r, true
}

func (s *scanner) number() error {
	from := s.at
	s.take('-')
	digits := s.at
	for s.peek() >= '0' && s.peek() <= '9' {
		s.at++
	}
	n := s.at - digits
	if n == 0 || n > 18 || s.b[digits] == '0' && (n > 1 || digits > from) || strings.IndexByte(".eE", s.peek()) >= 0 && s.peek() != 0 {
		return errs.New(errs.Invalid, "wire.number_form")
	}
	return nil
}

// isName tells whether a name could be one of the formats': lower case letters, digits, underscores, and for languages
// and scripts a minus with letters after it. With these encoding/json's matching without case is exact.
func isName(s string) bool {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	first, _, _ := strings.Cut(s, "-")
	for i, c := range []byte(s) {
		lower := c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-'
		if !lower && !(i > len(first) && c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return true
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
