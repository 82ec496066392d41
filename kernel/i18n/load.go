package i18n

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
)

//go:embed lang/*.json
var ownTexts embed.FS // never written

// Load reads the texts of the modules, each from the folder lang of its file
// system, and the texts of this package, which need not be named. All faults
// are reported together: a key that two modules have, a language that is not
// one of Written, a malformed placeholder, a plural form too few or too many.
func Load(modules ...fs.FS) (*Catalogue, error) {
	return load(append([]fs.FS{ownTexts}, modules...))
}

func load(modules []fs.FS) (*Catalogue, error) {
	b := builder{
		texts:      map[Lang]map[string]message{},
		unreviewed: map[Lang]bool{},
		owner:      map[string]int{},
	}
	for _, l := range Written() {
		b.texts[l] = map[string]message{}
	}
	for i, m := range modules {
		b.module(i, m)
	}
	if len(b.faults) > 0 {
		return nil, errors.Join(b.faults...)
	}
	latin := make(map[string]message, len(b.texts[Serbian]))
	for k, m := range b.texts[Serbian] {
		latin[k] = m.latin()
	}
	b.texts[SerbianLatin] = latin
	return &Catalogue{texts: b.texts, unreviewed: b.unreviewed, missing: map[string]int64{}}, nil
}

// builder gathers texts and faults; owner remembers which module brought a key.
type builder struct {
	texts      map[Lang]map[string]message
	unreviewed map[Lang]bool
	owner      map[string]int
	faults     []error
}

func (b *builder) fault(format string, args ...any) {
	b.faults = append(b.faults, fmt.Errorf("i18n: "+format, args...))
}

func (b *builder) module(i int, fsys fs.FS) {
	files, err := fs.ReadDir(fsys, "lang")
	if err != nil {
		b.fault("module %d: %w", i, err)
		return
	}
	for _, f := range files {
		code, isJSON := strings.CutSuffix(f.Name(), ".json")
		if !isJSON || !slices.Contains(Written(), Lang(code)) {
			b.fault("module %d: lang/%s is not a language file", i, f.Name())
			continue
		}
		raw, err := fs.ReadFile(fsys, path.Join("lang", f.Name()))
		if err != nil {
			b.fault("module %d: %w", i, err)
			continue
		}
		b.file(i, Lang(code), raw)
	}
}

func (b *builder) file(i int, l Lang, raw []byte) {
	members, err := readObject(raw)
	if err != nil {
		b.fault("module %d: lang/%s.json: %w", i, l, err)
		return
	}
	reviewed := false
	for _, m := range members {
		if strings.HasPrefix(m.key, "_") {
			if m.key == "_reviewed" && json.Unmarshal(m.value, &reviewed) != nil {
				b.fault("module %d: lang/%s.json: _reviewed is not true or false", i, l)
			}
			continue
		}
		owner, known := b.owner[m.key]
		if known && owner != i {
			b.fault("%s: %s belongs to module %d and comes again from module %d", l, m.key, owner, i)
			continue
		}
		b.owner[m.key] = i
		msg, err := parseMessage(l, m.value)
		if err != nil || !validKey(m.key) {
			b.fault("%s: %s: %w", l, m.key, errors.Join(err, keyFault(m.key)))
			continue
		}
		b.texts[l][m.key] = msg
	}
	if !reviewed {
		b.unreviewed[l] = true
	}
}

func keyFault(k string) error {
	if validKey(k) {
		return nil
	}
	return errors.New("a key is words joined by full stops")
}

// validKey accepts at least two words joined by full stops.
func validKey(k string) bool {
	words := strings.Split(k, ".")
	for _, w := range words {
		if w == "" || strings.Trim(w, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" {
			return false
		}
	}
	return len(words) > 1
}

func parseMessage(l Lang, raw []byte) (message, error) {
	if raw[0] != '{' {
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return message{}, errors.New("neither a text nor an object of plural forms")
		}
		p, err := parsePattern(s)
		return message{plain: p}, err
	}
	members, err := readObject(raw)
	if err != nil {
		return message{}, err
	}
	texts := map[string]string{}
	for _, m := range members {
		var s string
		if err := json.Unmarshal(m.value, &s); err != nil {
			return message{}, fmt.Errorf("form %q is not a text", m.key)
		}
		texts[m.key] = s
	}
	want, have := slices.Sorted(slices.Values(Forms(l))), slices.Sorted(maps.Keys(texts))
	if !slices.Equal(want, have) {
		return message{}, fmt.Errorf("plural forms are %v, the language needs %v", have, want)
	}
	forms := map[plural.Form]pattern{}
	for name, s := range texts {
		p, err := parsePattern(s)
		if err != nil {
			return message{}, fmt.Errorf("form %s: %w", name, err)
		}
		forms[formByName(name)] = p
	}
	return message{forms: forms}, nil
}

type member struct {
	key   string
	value json.RawMessage
}

// readObject reads a JSON object member by member, because decoding into a map
// would let a key that stands twice in a file win unseen.
func readObject(raw []byte) ([]member, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("not a JSON object")
	}
	var out []member
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		m := member{key: t.(string)} // the decoder yields nothing else here
		if err := d.Decode(&m.value); err != nil {
			return nil, err
		}
		if seen[m.key] {
			return nil, fmt.Errorf("key %s stands twice", m.key)
		}
		seen[m.key] = true
		out = append(out, m)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the object")
	}
	return out, nil
}
