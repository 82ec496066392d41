package programme

import (
	"maps"
	"testing"

	"reeve/kernel/i18n"
	"reeve/modules/community/duty"
	"reeve/modules/meetings"
)

// TestCount: a session in one community on one day counts once, however many tell of it; visits count each.
func TestCount(t *testing.T) {
	got := Count([]Appearance{{AtCouncil, "a", "2026-03-01"}, {AtCouncil, "a", "2026-03-01"}, {AtCouncil, "b", "2026-03-01"}, {AtCouncil, "a", "2026-03-02"},
		{AtMeeting, "a", "2026-03-01"}, {AtHome, "a", "2026-03-01"}, {AtHome, "a", "2026-03-01"}, {AtClub, "a", "2026-03-01"}})
	if want := map[string]int64{AtCouncil: 3, AtMeeting: 1, AtHome: 2, AtClub: 1}; !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestKinds(t *testing.T) {
	if ofDuty(duty.CouncilSession) != AtCouncil || ofDuty(duty.Court) != "" || ofMeeting(meetings.Council) != AtCouncil || ofMeeting(meetings.Ceremony) != "" {
		t.Error("kinds")
	}
	c, err := i18n.Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range Kinds() {
		for _, l := range i18n.Written() {
			if !c.Has(l, "programme.at."+k) {
				t.Errorf("no text for %s in %s", k, l)
			}
		}
	}
}
