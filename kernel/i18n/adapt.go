package i18n

import "strings"

// Adapt puts an installation's own words, by key, in the place of the
// catalogue's, in the languages in which they are written; what was adapted
// before and is not among them reads as the catalogue says again. An own word
// is shown as it was written, without placeholders. Serbian in Latin script
// follows from Cyrillic.
func (c *Catalogue) Adapt(words map[string]Text) { c.own.Store(&words) }

// adaptation is an installation's own word for a key.
func (c *Catalogue) adaptation(l Lang, key string) (string, bool) {
	words := c.own.Load()
	if words == nil {
		return "", false
	}
	t, ok := (*words)[key]
	if !ok {
		return "", false
	}
	if own := t[l.HTML()]; own != "" {
		return own, true
	}
	if l == SerbianLatin && t[Serbian.HTML()] != "" {
		return Latin(t[Serbian.HTML()]), true
	}
	return "", false
}

// Shipped is the catalogue's own text of a key in a language, whatever an
// installation has put in its place; its placeholders stand as {name}.
func (c *Catalogue) Shipped(l Lang, key string) string {
	var b strings.Builder
	for _, x := range c.texts[l][key].plain {
		if b.WriteString(x.text); x.name != "" {
			b.WriteString("{" + x.name + "}")
		}
	}
	return b.String()
}
