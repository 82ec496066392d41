package threatmap

import (
	"slices"
	"strings"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// log is everything that was done with a report, newest first, with the number of its entry in the log.
func (o *office) log(r *web.Request, op opened) look.Table {
	t := look.Table{Caption: r.Text.T("threatmap.office.log.title"), Head: append(logHead(r), look.Cell{Text: r.Text.T("threatmap.office.log.entry"), Number: true})}
	for _, step := range slices.Backward(op.taken) {
		t.Rows = append(t.Rows, append(o.logRow(r, op, step), look.Cell{Text: entryWord(r, step.entry), Number: true}))
	}
	t.Rows = append(t.Rows, []look.Cell{{Text: moment(r, op.FiledAt, op.zone)}, {Text: r.Text.T("threatmap.source." + op.Source)},
		{Text: r.Text.T("threatmap.office.log.file")}, {Text: entryWord(r, op.entry), Number: true}})
	return t
}

func logHead(r *web.Request) []look.Cell {
	return []look.Cell{{Text: r.Text.T("threatmap.office.log.when")}, {Text: r.Text.T("threatmap.office.log.who")}, {Text: r.Text.T("threatmap.office.log.what")}}
}

func (o *office) logRow(r *web.Request, op opened, step takenStep) []look.Cell {
	what := r.Text.T("threatmap.office.log." + step.Step)
	if said := o.said(r, step); said != "" {
		what = r.Text.T("threatmap.office.log.said", "what", what, "said", said)
	}
	return []look.Cell{{Text: moment(r, step.OccurredAt, op.zone)}, {Text: o.actor(r, op, step)}, {Text: what}}
}

// entryWord is the number of an entry in the log; entries are numbered a moment after they are written.
func entryWord(r *web.Request, n int64) string {
	if n == 0 {
		return r.Text.T("i18n.no_value")
	}
	return r.Text.Number(n)
}

// said is what a step brought with it, empty for nothing; questions and answers stand in the talk, visits among the visits.
func (o *office) said(r *web.Request, t takenStep) string {
	var all []string
	switch {
	case t.Body != "":
		if org, ok := o.m.orgByCode(t.Body); ok {
			all = append(all, o.name(r, org.Names))
		}
	case t.detail.Post != "":
		if post, ok := o.m.postByCode(t.detail.Post); ok {
			all = append(all, o.name(r, post.Titles))
		}
	}
	if t.Duplicate != "" {
		all = append(all, t.Duplicate)
	}
	if t.Reason != "" {
		all = append(all, t.Reason)
	}
	if t.LateReason != "" {
		all = append(all, r.Text.T("threatmap.office.log.late", "reason", t.LateReason))
	}
	return strings.Join(all, " · ")
}

// answersView is who answers for a report, and by which rule it came to them.
type answersView struct {
	Contact look.Contact
	Body    string
	Rule    string
	Version string
	Moved   string // it was handed to another post since
}

func (o *office) answers(r *web.Request, op opened) answersView {
	v := answersView{Rule: o.ruleWords(r, op.rep), Version: r.Text.T("threatmap.office.rule.version", "version", op.RuleVersion)}
	s := o.m.Places.Snapshot()
	if post, ok := s.Post(op.inst.Post); ok {
		title := o.name(r, post.Post.Titles)
		name := op.people[post.Account()]
		v.Contact = look.Contact{Initials: initialsOf(name), Name: name, Role: title}
		switch {
		case post.Account() == "":
			v.Contact.Name, v.Contact.Role = title, r.Text.T("threatmap.office.answers.vacant")
			v.Contact.Initials = "–"
		case post.Vacant():
			v.Contact.Role = r.Text.T("threatmap.office.answers.stand_in", "post", title)
		case name == "":
			v.Contact.Name, v.Contact.Role = title, ""
		}
	} else {
		v.Contact = look.Contact{Initials: "–", Name: r.Text.T("threatmap.office.has_queue"), Role: r.Text.T("threatmap.office.answers.queue")}
	}
	if org, ok := s.Org(op.inst.Body); ok {
		v.Body = r.Text.T("threatmap.office.answers.body", "name", o.name(r, org.Names))
	}
	if op.count("reroute") > 0 {
		v.Moved = r.Text.T("threatmap.office.answers.moved")
	}
	return v
}

// ruleWords say which way a report found its post.
func (o *office) ruleWords(r *web.Request, rep Report) string {
	rule, near := strings.CutSuffix(rep.Rule, ".nearest")
	words := r.Text.T("threatmap.rule." + rule)
	if near {
		words = r.Text.T("threatmap.rule.nearest", "rule", words)
	}
	return words
}

func initialsOf(name string) string {
	var out []rune
	for word := range strings.FieldsSeq(name) {
		if len(out) < 2 {
			out = append(out, []rune(word)[0])
		}
	}
	return strings.ToUpper(string(out))
}
