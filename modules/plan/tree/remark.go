package tree

import (
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
)

// Remark is something to be said about a plan: a sentence of the catalogue and what it speaks of.
type Remark struct {
	Number string // of the node or the indicator; empty = the plan itself
	Field  string // as in the JSON of a Node or an Indicator
	Fault  bool   // the plan cannot be taken as it is; else a warning or a hint
	Key    string
	Args   map[string]any
}

// Say is the remark in the reader's language.
func (r Remark) Say(l *i18n.Localizer) string { return l.T(r.Key, errs.Arguments(r.Args)...) }

// Faults is one error of all remarks that are faults, or nil.
func Faults(all []Remark) error {
	var f errs.Fields
	for _, r := range all {
		if r.Fault {
			f.Add(strings.TrimPrefix(r.Number+"."+r.Field, "."), r.Key, errs.Arguments(r.Args)...)
		}
	}
	return f.Err()
}

func fault(number, field, key string, args ...any) Remark {
	r := hint(number, field, key, args...)
	r.Fault = true
	return r
}

func hint(number, field, key string, args ...any) Remark {
	return Remark{Number: number, Field: field, Key: key, Args: errs.New(errs.Invalid, key, args...).Args}
}
