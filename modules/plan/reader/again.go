package reader

import (
	"slices"

	"reeve/kernel/i18n"
	"reeve/modules/plan/tree"
)

// again is a number that is there already: the same row going on, the same node in another language, or a mistake.
func (b *builder) again(old *built, n *line, level tree.Level) bool {
	sameText, other := true, false
	for tag, text := range n.text {
		have, known := old.node.Text[tag]
		other = other || !known
		sameText = sameText && (!known || flat(have) == flat(text))
	}
	switch {
	case sameText && other && old.layout != n.layout: // a sheet for each language
		for tag, text := range n.text {
			if old.node.Text[tag] == "" {
				old.node.Text[tag] = text
			}
		}
		b.fill(old, n)
		return true
	case sameText && !other && (old.layout != n.layout || n.row > old.row):
		b.fill(old, n)
		return true
	}
	b.remark(n.place(), Wrong, n.number, "plan.reader.number_twice", "number", n.number, "first", old.at.Name(), "text", short(n.text[firstTag(n.text)]))
	return true
}

func firstTag(t i18n.Text) string {
	var tags []string
	for tag := range t {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	if len(tags) == 0 {
		return ""
	}
	return tags[0]
}

// Name is "Plan!C14" or "C14".
func (p Place) Name() string {
	if p.Sheet == "" {
		return p.Cell
	}
	return p.Sheet + "!" + p.Cell
}

// goesOn reads a row without a text of its own: more indicators of the node above or of the one it numbers.
func (b *builder) goesOn(n *line) {
	x := b.last
	if n.number != "" {
		x = b.byNumber[n.number]
	}
	if x == nil {
		if n.number != "" {
			b.remark(n.place(), Wrong, n.number, "plan.reader.text_missing", "number", n.number)
			return
		}
		b.remark(n.place(), Wrong, "", "plan.reader.row_unclear", "text", short(n.layout.rows[n.row][n.layout.filled(n.row)[0]].text))
		return
	}
	b.fill(x, n)
}
