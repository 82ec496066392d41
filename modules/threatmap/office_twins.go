package threatmap

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// twinsView are the reports that one is treated together with, and those that it could be.
type twinsView struct {
	Title      string
	Follows    *look.Act  // the report that this one follows
	Followed   []look.Act // those that follow this one
	Candidates []twinLine
	Words      string // what the links above mean
}

type twinLine struct {
	Open  look.Act
	State look.State
	Where string
	Link  *look.Act // the form that links this report to it
}

func (o *office) twins(r *web.Request, op opened) *twinsView {
	l := r.Text
	v := &twinsView{Title: l.T("threatmap.office.twins.title")}
	open := func(ref string) look.Act { return look.Act{Word: ref, Href: "/desk/reports/" + ref} }
	if op.DuplicateOf != nil {
		act := open(*op.DuplicateOf)
		v.Follows, v.Words = &act, l.T("threatmap.office.twins.follows")
	}
	for _, ref := range op.Duplicates {
		v.Followed = append(v.Followed, open(ref))
		v.Words = l.T("threatmap.office.twins.followed")
	}
	for _, c := range op.Candidates {
		line := twinLine{Open: open(c.Ref), State: state(r, c.State), Where: l.T("threatmap.office.twins.distance", "metres", l.Number(c.Distance))}
		if op.may("link_duplicate") && o.sensible(op, "link_duplicate") {
			line.Link = &look.Act{Word: l.T("threatmap.office.act.link_duplicate"), Href: stepAddress(op, "link_duplicate") + "?duplicate_of=" + c.Ref}
		}
		v.Candidates = append(v.Candidates, line)
	}
	if v.Follows == nil && len(v.Followed) == 0 && len(v.Candidates) == 0 {
		return nil
	}
	return v
}
