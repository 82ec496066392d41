package threatmap

import (
	"slices"
	"strings"

	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// shownView is what the public sees of a report, with the steps that change it.
type shownView struct {
	State string
	Text  string // the released text; empty when none is out
	Lang  string
	Steps look.NextSteps
}

// aboutPublic are the steps that leave the life alone and change what everybody sees.
func aboutPublic(step string) bool {
	return slices.Contains([]string{"publish", "publish_text", "publish_photo", "hide", "keep"}, step)
}

// next are the steps that the state allows, with what each needs; those not for the reader say why.
func (o *office) next(r *web.Request, op opened) look.NextSteps {
	n := look.NextSteps{ID: "next", Title: r.Text.T("threatmap.office.next.title")}
	var locked []look.NextStep // what is not for the reader comes last
	for _, s := range inOrder(o.m.Process.Of(op.inst).StepsFrom(op.State)) {
		if aboutPublic(s.Name) || !o.sensible(op, s.Name) {
			continue
		}
		if next := o.nextStep(r, op, s); next.Locked {
			locked = append(locked, next)
		} else {
			n.Steps = append(n.Steps, next)
		}
	}
	n.Steps = append(n.Steps, locked...)
	return n
}

// inOrder are the steps as an officer thinks of them: what is done often first, what ends a life amiss last.
func inOrder(steps []process.Step) []process.Step {
	order := []string{"open", "visit", "ask", "confirm", "not_confirm", "eliminate", "hand_over", "done", "take_back", "reverify", "link_duplicate", "unlink", "mistake", "crime_tip", "reroute"}
	at := func(s process.Step) int {
		if n := slices.Index(order, s.Name); n >= 0 {
			return n
		}
		return len(order)
	}
	slices.SortStableFunc(steps, func(a, b process.Step) int { return at(a) - at(b) })
	return steps
}

func (o *office) shown(r *web.Request, op opened) shownView {
	v := shownView{State: r.Text.T("threatmap.office.shown." + op.Publication), Lang: htmlLang(op.Lang),
		Steps: look.NextSteps{ID: "publication", Title: r.Text.T("threatmap.office.shown.title")}}
	if op.CrimeTip {
		v.State = r.Text.T("threatmap.office.shown.crime_tip")
	}
	if op.PublicText != nil {
		v.Text = *op.PublicText
	}
	for _, s := range o.m.Process.Of(op.inst).StepsFrom(op.State) {
		if aboutPublic(s.Name) && o.sensible(op, s.Name) {
			v.Steps.Steps = append(v.Steps.Steps, o.nextStep(r, op, s))
		}
	}
	return v
}

// sensible leaves out the steps that are the resident's, and those that would change nothing.
func (o *office) sensible(op opened, step string) bool {
	published := func(p photoRow) bool { return p.Published }
	s, ok := o.m.Process.Definition(Kind).Step(step)
	if !ok || !forStaff(s) {
		return false
	}
	switch step {
	case "publish":
		return op.Publication != PublicNow
	case "publish_text":
		return op.Text != ""
	case "publish_photo":
		return len(op.photos) > 0
	case "hide":
		return op.Publication != Hidden || slices.ContainsFunc(op.photos, published)
	case "keep":
		return op.Publication == PublicNow && op.rep.Review != ""
	case "crime_tip":
		return !op.CrimeTip
	case "link_duplicate":
		return op.DuplicateOf == nil && len(op.Duplicates) == 0
	case "unlink":
		return op.DuplicateOf != nil
	}
	return op.DuplicateOf == nil || !ownOnly(step)
}

// forStaff tells whether a step is taken by people of the desk, not by the resident or the program.
func forStaff(s process.Step) bool {
	return slices.ContainsFunc(s.Who, func(role string) bool { return slices.Contains(policy.StaffRoles(), role) })
}

func (o *office) nextStep(r *web.Request, op opened, s process.Step) look.NextStep {
	n := look.NextStep{Title: r.Text.T("threatmap.office.act." + s.Name), Needs: r.Text.T("threatmap.office.needs." + s.Name),
		Icon: stepIcon(s.Name), Href: stepAddress(op, s.Name)}
	if s.To != "" && s.Name != "take_back" && s.Name != "reverify" {
		n.State = s.To
	}
	if why := o.locked(r, op, s); why != "" {
		n.Locked, n.Needs, n.Href, n.Lock = true, why, "", r.Text.T("threatmap.office.next.locked")
	}
	return n
}

// locked says why the reader cannot take a step that the state allows; empty when they can.
func (o *office) locked(r *web.Request, op opened, s process.Step) string {
	switch {
	case !op.may(s.Name):
		return r.Text.T("threatmap.office.only." + strings.Join(s.Who, "_"))
	case s.Name == "publish" && op.CrimeTip:
		return r.Text.T("threatmap.crime_tip_stays_inside")
	}
	return ""
}

// stepIcon is the sign of a step that leads to no other state.
func stepIcon(step string) string {
	switch step {
	case "visit":
		return "footprints"
	case "ask":
		return "message-circle"
	case "crime_tip":
		return "lock"
	case "reroute":
		return "route"
	case "link_duplicate":
		return "link"
	case "unlink":
		return "undo-2"
	case "reverify", "take_back":
		return "undo-2"
	case "publish", "publish_text":
		return "eye"
	case "publish_photo":
		return "camera"
	case "hide":
		return "eye-off"
	case "keep":
		return "lock"
	case "done":
		return "check"
	}
	return "chevron-right"
}
