package tabular

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"reeve/kernel/errs"
)

// Encodings are the names that a Format may give.
func Encodings() []string {
	return []string{"utf-8", "windows-1250", "windows-1251", "windows-1252", "windows-1257", "iso-8859-2"}
}

// charset decodes one line. nil is UTF-8.
type charset struct {
	name  string
	table *charmap.Charmap
}

func charsetOf(name string) (charset, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "utf-8", "utf8":
		return charset{name: "utf-8"}, nil
	case "windows-1250", "cp1250":
		return charset{name, charmap.Windows1250}, nil
	case "windows-1251", "cp1251":
		return charset{name, charmap.Windows1251}, nil
	case "windows-1252", "cp1252":
		return charset{name, charmap.Windows1252}, nil
	case "windows-1257", "cp1257":
		return charset{name, charmap.Windows1257}, nil
	case "iso-8859-2", "latin2":
		return charset{name, charmap.ISO8859_2}, nil
	}
	return charset{}, errs.Bad("encoding", "tabular.encoding_unknown", "encoding", name, "known", strings.Join(Encodings(), ", "))
}

// decode gives a line as text; ok is false where a byte means nothing in the encoding.
func (c charset) decode(line []byte) (text string, ok bool) {
	if c.table == nil {
		return string(line), utf8.Valid(line)
	}
	var b strings.Builder
	b.Grow(len(line))
	ok = true
	for _, x := range line {
		r := c.table.DecodeByte(x)
		ok = ok && r != utf8.RuneError
		b.WriteRune(r)
	}
	return b.String(), ok
}

// guess tells the encoding of the beginning of a file, and nothing where it is not beyond doubt: UTF-8 proves
// itself; of the others only the one counts whose letters all belong to languages written with it, while those of
// no other do.
func guess(sample []byte) (charset, error) {
	if validStart(sample) {
		return charset{name: "utf-8"}, nil
	}
	var fit []charset
	for name, letters := range map[string]string{
		"windows-1250": "áčďéěíňóřšťúůýžąćęłńśźżëçđäöüôľĺ„”–’",
		"windows-1257": "ąčęėįšųūžāēģīķļņŗäöüõ„“–’",
	} {
		c, _ := charsetOf(name)
		if c.writes(sample, func(r rune) bool { return strings.ContainsRune(letters, unicode.ToLower(r)) }) {
			fit = append(fit, c)
		}
	}
	c, _ := charsetOf("windows-1251")
	if c.writes(sample, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) || strings.ContainsRune("«»№–’", r) }) && runs(sample) {
		fit = []charset{c}
	}
	if len(fit) != 1 {
		return charset{}, errs.Bad("encoding", "tabular.encoding_unclear", "known", strings.Join(Encodings(), ", "))
	}
	return fit[0], nil
}

// validStart is utf8.Valid for a text that may be cut in the middle of its last character.
func validStart(b []byte) bool {
	for cut := range min(utf8.UTFMax, len(b)+1) {
		if rest := b[len(b)-cut:]; (cut == 0 || !utf8.FullRune(rest)) && utf8.Valid(b[:len(b)-cut]) {
			return true
		}
	}
	return false
}

func (c charset) writes(sample []byte, letter func(r rune) bool) bool {
	return !slices.ContainsFunc(sample, func(x byte) bool { return x >= 0x80 && !letter(c.table.DecodeByte(x)) })
}

// runs tells whether letters beyond ASCII stand among themselves: so it is where they are the alphabet, and not
// letters with marks within a Latin one.
func runs(sample []byte) bool {
	latin := func(i int) bool {
		return i >= 0 && i < len(sample) && (sample[i]|0x20 >= 'a' && sample[i]|0x20 <= 'z')
	}
	high, mixed := 0, 0
	for i, x := range sample {
		if x < 0x80 {
			continue
		}
		if high++; latin(i-1) || latin(i+1) {
			mixed++
		}
	}
	return high > 0 && mixed*20 <= high
}
