package demo

// act is one step of a story. It follows the one before by after hours and up to spread more, and is then moved
// to when whoever takes it is at work.
type act struct {
	step          string
	after, spread float64
	by            string
}

// Who acts.
const (
	officer     = "officer" // whoever has the post that the report lies with
	coordinator = "coordinator"
	moderator   = "moderator"
	body        = "body" // the organisation it was handed to
	holder      = "key"  // the resident with the report's key
)

// The organisations that reports are handed over to.
const (
	city  = "UM-KONIN"
	roads = "ZD-KONIN"
)

// story is how a report can go, and how often it does among those of its kind.
type story struct {
	name   string
	weight int
	acts   []act
}

func checked(more ...act) []act {
	return append([]act{{"open", 4, 30, officer}, {"visit", 14, 40, officer}, {"confirm", 0.3, 1, officer}}, more...)
}

func handed(more ...act) []act {
	return append(checked(act{"hand_over", 6, 30, coordinator}), more...)
}

// stories are those of a report whose kind of threat the police deal with themselves.
func stories() []story {
	refuted := []act{{"open", 4, 30, officer}, {"visit", 14, 50, officer}, {"not_confirm", 0.3, 1, officer}}
	return []story{
		{"resolved", 30, checked(act{"eliminate", 70, 160, officer})},
		{"refuted", 20, refuted},
		{"confirmed", 6, checked()},
		{"mistake", 5, []act{{"open", 3, 20, officer}, {"mistake", 3, 20, officer}}},
		{"withdrawn", 5, []act{{"withdraw", 8, 50, holder}}},
		{"disputed", 5, append(refuted[:3:3], act{"dispute", 10, 60, holder}, act{"visit", 20, 40, officer}, act{"confirm", 1, 2, officer}, act{"eliminate", 90, 120, officer})},
		{"reopened", 4, checked(act{"eliminate", 70, 120, officer}, act{"reopen", 100, 250, holder}, act{"visit", 20, 40, officer}, act{"confirm", 0.3, 1, officer}, act{"eliminate", 80, 80, officer})},
		{"asked", 7, []act{{"open", 4, 20, officer}, {"ask", 1, 5, officer}, {"answer", 6, 50, holder}, {"visit", 10, 30, officer}, {"confirm", 0.3, 1, officer}, {"eliminate", 70, 120, officer}}},
		{"unanswered", 3, []act{{"open", 4, 20, officer}, {"ask", 1, 5, officer}, {"visit", 190, 30, officer}, {"not_confirm", 0.3, 1, officer}}},
		{"again", 3, checked(act{"reverify", 60, 60, officer}, act{"visit", 10, 30, officer}, act{"confirm", 0.3, 1, officer}, act{"eliminate", 70, 100, officer})},
		{"slow", 4, []act{{"open", 78, 20, officer}, {"visit", 50, 40, officer}, {"confirm", 0.3, 1, officer}, {"eliminate", 70, 100, officer}}},
		{"photo_later", 3, []act{{"open", 4, 20, officer}, {"add_photo", 2, 20, holder}, {"publish_photo", 6, 20, officer}, {"visit", 10, 30, officer}, {"confirm", 0.3, 1, officer}, {"eliminate", 70, 100, officer}}},
	}
}

// elsewhere is a report that belongs to another beat of the town.
func elsewhere() story {
	return story{"elsewhere", 3, []act{{"reroute", 6, 30, coordinator}, {"open", 4, 20, officer}, {"visit", 14, 40, officer}, {"not_confirm", 0.3, 1, officer}}}
}

// bodyStories are those of what somebody else has to put right: the road authority, the city.
func bodyStories() []story {
	return []story{
		{"handed", 32, handed(act{"done", 120, 300, body})},
		{"with_body", 9, handed()},
		{"given_back", 6, handed(act{"take_back", 30, 90, body}, act{"confirm", 30, 40, officer}, act{"hand_over", 6, 20, coordinator}, act{"done", 120, 200, body})},
		{"called_back", 3, handed(act{"take_back", 200, 100, coordinator}, act{"visit", 20, 20, officer}, act{"not_confirm", 1, 1, officer})},
	}
}

// quietStories are those of class C: the community is all that is published, and only after review.
func quietStories() []story {
	return []story{
		{"reviewed", 20, []act{{"open", 4, 20, officer}, {"publish", 2, 20, moderator}, {"visit", 10, 40, officer}, {"confirm", 0.3, 1, officer}, {"eliminate", 70, 120, officer}}},
		{"reviewed_refuted", 10, []act{{"publish", 6, 30, moderator}, {"open", 4, 20, officer}, {"visit", 10, 40, officer}, {"not_confirm", 0.3, 1, officer}}},
		{"held", 10, checked()},
		{"tip", 10, []act{{"open", 4, 20, officer}, {"crime_tip", 1, 8, officer}, {"visit", 10, 30, officer}, {"confirm", 0.3, 1, officer}}},
		{"mistake", 4, []act{{"open", 3, 20, officer}, {"mistake", 3, 20, officer}}},
	}
}

// neglected are those of which nobody has taken care yet; they are what is late today.
func neglected() []story {
	return []story{
		{"unread", 4, nil},
		{"stalled", 5, []act{{"open", 6, 40, officer}}},
		{"stalled_after_visit", 2, []act{{"open", 6, 40, officer}, {"visit", 20, 40, officer}}},
		{"asked_now", 5, []act{{"open", 6, 20, officer}, {"ask", 1, 6, officer}}},
	}
}
