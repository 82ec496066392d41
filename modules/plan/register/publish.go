package register

import (
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/plan/tree"
)

// Publishable refuses a plan that lacks texts in a language in which it must be published, and names the nodes: several
// languages may have equal status, and then none is published without the others.
func Publishable(p tree.Plan) error {
	var f errs.Fields
	for _, lang := range p.Authoritative {
		var lack []string
		if !written(p.Titles, lang) {
			lack = append(lack, p.Code)
		}
		for _, n := range p.Nodes {
			if !n.IsDropped() && !written(n.Text, lang) {
				lack = append(lack, n.Number)
			}
		}
		if len(lack) > 0 {
			f.Add("authoritative", "plan.register.texts_missing", "lang", langName(lang), "numbers", shortened(lack), "n", len(lack))
		}
	}
	return f.Err()
}

// written tells whether a text stands in a language. Serbian in either script is Serbian.
func written(t i18n.Text, lang string) bool {
	for tag, text := range t {
		if text != "" && (tag == lang || base(tag) == base(lang)) {
			return true
		}
	}
	return false
}

func base(tag string) string { b, _, _ := strings.Cut(tag, "-"); return b }

// langName is a language's name in itself, else its tag.
func langName(tag string) string {
	if l, ok := i18n.ParseLang(tag); ok {
		return l.Self()
	}
	if l, ok := i18n.ParseLang(base(tag)); ok {
		return l.Self()
	}
	return tag
}

// namedAtMost is how many numbers a message names.
const namedAtMost = 12

func shortened(numbers []string) string {
	if len(numbers) <= namedAtMost {
		return strings.Join(numbers, ", ")
	}
	return strings.Join(numbers[:namedAtMost], ", ") + " …"
}

// Languages are the tags in which a plan is written, those that must be first, then by how much there is.
func Languages(p tree.Plan) []string {
	count := map[string]int{}
	for _, n := range p.Nodes {
		for tag, text := range n.Text {
			if text != "" {
				count[tag]++
			}
		}
	}
	out := slices.Clone(p.Authoritative)
	var rest []string
	for tag := range count {
		if !slices.ContainsFunc(out, func(o string) bool { return base(o) == base(tag) }) {
			rest = append(rest, tag)
		}
	}
	slices.SortFunc(rest, func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	return append(out, rest...)
}

// refuse is the error of what is at fault in the nodes that were changed.
func refuse(p tree.Plan, changed map[string]why) error {
	var mine []tree.Remark
	for _, r := range tree.Check(p) {
		if _, ok := changed[r.Number]; ok && r.Fault {
			mine = append(mine, r)
		}
	}
	return tree.Faults(mine)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
