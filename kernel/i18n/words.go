package i18n

// Quote puts s between the quotation marks of the language; s stays as it is.
func (l *Localizer) Quote(s string) string { return l.format.open + s + l.format.close }

// QuoteInner puts s between the marks for a quotation within a quotation.
func (l *Localizer) QuoteInner(s string) string { return l.format.innerOpen + s + l.format.innerClose }

// List joins items to a list that has them all: a, b and c.
func (l *Localizer) List(items []string) string { return l.join(items, "i18n.list.and") }

// ListOr joins items to a list of choices: a, b or c.
func (l *Localizer) ListOr(items []string) string { return l.join(items, "i18n.list.or") }

func (l *Localizer) join(items []string, lastKey string) string {
	if len(items) == 0 {
		return ""
	}
	out := items[0]
	for i, item := range items[1:] {
		key := "i18n.list.more"
		if i == len(items)-2 {
			key = lastKey
		}
		out = l.T(key, "a", out, "b", item)
	}
	return out
}
