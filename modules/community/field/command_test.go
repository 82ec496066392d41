package field

import (
	"encoding/json"
	"testing"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"

	"pgregory.net/rapid"
)

func TestCheckCommand(t *testing.T) {
	now := time.Date(2026, 7, 1, 18, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		at    time.Time
		why   string
		known bool
		want  string // key of the complaint, empty = none
	}{
		"at two, sent at eight":    {now.Add(-6 * time.Hour), "", true, ""},
		"72 hours":                 {now.Add(-72 * time.Hour), "", true, ""},
		"a second more":            {now.Add(-72*time.Hour - time.Second), "", true, "field.late"},
		"a second more, explained": {now.Add(-72*time.Hour - time.Second), "no phone", true, ""},
		"a phone minutes ahead":    {now.Add(10 * time.Minute), "", true, ""},
		"tomorrow":                 {now.Add(24 * time.Hour), "", true, "field.time_ahead"},
		"never":                    {time.Time{}, "", true, "field.time_missing"},
		"unheard of":               {now, "", false, "field.type_wrong"},
	} {
		err := Command{ID: id.New(), Type: "x", OccurredAt: c.at, LateReason: c.why}.check(now, c.known)
		got := ""
		if e := errs.Of(err); e != nil {
			got = e.Fields[0].Key
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if err := (Command{ID: "1", Type: "x", OccurredAt: now}).check(now, true); errs.Of(err) == nil || errs.Of(err).Fields[0].Key != "field.id_wrong" {
		t.Errorf("an id that is none: %v", err)
	}
}

// TestClipped: what happened never lies after the server's now, and else is what the phone said.
func TestClipped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.UnixMicro(rapid.Int64Range(1_700_000_000_000_000, 1_900_000_000_000_000).Draw(t, "now")).UTC()
		at := now.Add(time.Duration(rapid.Int64Range(-int64(100*time.Hour), int64(time.Hour)).Draw(t, "off")))
		got := Command{OccurredAt: at}.clipped(now)
		if got.After(now) || !at.After(now) && !got.Equal(at.Truncate(time.Microsecond)) {
			t.Fatalf("%s at %s gives %s", at, now, got)
		}
	})
}

func TestStepBody(t *testing.T) {
	for body, good := range map[string]bool{
		`{"ref":"A","step":"visit","photos":["x"]}`:   true,
		`{"ref":"A","step":"confirm","reason":"y"}`:   true,
		`{"ref":"A","step":"confirm","photos":["x"]}`: false,
		`{"ref":"A","step":"hand_over"}`:              false,
		`{"ref":"A","step":"visit","position":"1,2"}`: false,
		`[]`: false,
		``:   false,
	} {
		if _, err := stepOf(Command{Body: json.RawMessage(body)}); (err == nil) != good {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// TestWordsAreThere looks for the texts whose keys the script puts together.
func TestWordsAreThere(t *testing.T) {
	c, err := i18n.Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"state.waiting", "state.sending", "state.needs", "state.sent", "found_yes", "found_no", "found_other", "erased_old", "erased_ended", "erased_other",
		"hours_inside", "hours_outside", "question", "reason", "offline", "signed_off"} {
		for _, l := range i18n.Written() {
			if !c.Has(l, "field."+key) {
				t.Errorf("no text for field.%s in %s", key, l)
			}
		}
	}
}
