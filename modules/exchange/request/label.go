package request

import (
	"slices"

	"reeve/modules/exchange/wire"
)

// labelOf is what the heads of a message's items say in lists: the subject is the title of its first text.
func labelOf(heads []wire.ItemHead) (l Label) {
	for _, h := range heads {
		if h.Type == wire.Text && l.Subject == "" {
			l.Subject = h.Title
		}
		for _, c := range h.Handling {
			if !slices.Contains(l.Handling, c) {
				l.Handling = append(l.Handling, c)
			}
		}
		if h.Grade != "" && !slices.Contains(l.Grades, h.Grade) {
			l.Grades = append(l.Grades, h.Grade)
		}
	}
	slices.Sort(l.Handling)
	return l
}
