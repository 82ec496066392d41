package threatmap

import "reeve/kernel/process"

// partStep parts a duplicate from a report that says nothing about it any more.
const partStep = "follow_part"

// follows are the steps by which a duplicate takes the outcome of the report that it is linked to. It waits for
// nobody: the work is done with the other one.
func follows() []process.Step {
	closedOrHanded := []string{Confirmed, HandedOver, Eliminated, NotConfirmed}
	var steps []process.Step
	for _, s := range []struct {
		name, to string
		from     []string
	}{
		{"follow_open", Verification, []string{New}},
		{"follow_confirm", Confirmed, []string{New, Verification}},
		{"follow_not_confirm", NotConfirmed, []string{New, Verification, Confirmed}},
		{"follow_eliminate", Eliminated, []string{New, Verification, Confirmed, HandedOver}},
		{"follow_hand_over", HandedOver, []string{New, Verification, Confirmed}},
		{"follow_back", Verification, closedOrHanded},
		{partStep, "", []string{New, Verification, Confirmed, HandedOver}},
	} {
		step := process.Step{Name: s.name, From: s.from, To: s.to, Who: []string{"system"}, Waits: process.WaitsNobody}
		if s.name == partStep {
			step.Waits = process.WaitsPost
		}
		steps = append(steps, step)
	}
	return steps
}

// followSteps are their names.
func followSteps() []string {
	var names []string
	for _, s := range follows() {
		names = append(names, s.Name)
	}
	return names
}

// following is the step that a duplicate takes when its report takes one; empty for none. Ways back lead the
// duplicate back too, so that the two never say different things.
func following(step string) string {
	switch step {
	case "open", "confirm", "not_confirm", "eliminate", "hand_over":
		return "follow_" + step
	case "done":
		return "follow_eliminate"
	case "take_back", "reverify", "dispute", "reopen":
		return "follow_back"
	case "mistake", "withdraw":
		return partStep // what was no threat, or is taken back, says nothing about the others
	}
	return ""
}

// catchingUp is the step by which a report that is linked now comes to where the other one is; empty when they are
// level or the other has only begun.
func catchingUp(from, to string) string {
	switch {
	case from == to:
		return ""
	case to == Verification && from == New:
		return "follow_open"
	case to == Verification:
		return "follow_back"
	case to == Confirmed && from != HandedOver:
		return "follow_confirm"
	case to == HandedOver:
		return "follow_hand_over"
	}
	return ""
}

// ownOnly are the steps that a linked duplicate does not take itself: its outcome is the other one's.
func ownOnly(step string) bool {
	switch step {
	case "open", "visit", "confirm", "not_confirm", "eliminate", "hand_over", "done", "reverify":
		return true
	}
	return false
}
