package threatmap

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/policy"
)

func TestModerationQueue(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		lat, lon := 52.25, 18.25
		held := s.report("drug_use", "Za garażami", lat, lon)
		text := s.report("speeding", "Za szybko", lat, lon)
		photo := s.with(Filing{Category: "speeding", Lat: &lat, Lon: &lon, Lang: "pl"}, plate(t))
		nothing := s.report("speeding", "", lat, lon)
		other := s.report("speeding", "Drugi rejon", 52.35, 18.35)
		listed := func(role, query string) (refs []string) {
			a := s.get(role, "/desk/moderation"+query)
			a.wants(t, http.StatusOK, "Moderation")
			for _, f := range []Filed{held, text, photo, nothing, other} {
				if a.has("/desk/reports/" + f.Ref) {
					refs = append(refs, f.Ref)
				}
			}
			return refs
		}
		for query, want := range map[string][]string{"": {held.Ref, text.Ref, photo.Ref, other.Ref}, "?waits=held": {held.Ref}, "?waits=text": {text.Ref, other.Ref}, "?waits=photo": {photo.Ref}} {
			if got := listed("moderator", query); !slices.Equal(got, want) {
				t.Errorf("%q lists %v, want %v", query, got, want)
			}
		}
		if got := listed("officer", ""); slices.Contains(got, other.Ref) || len(got) != 3 {
			t.Errorf("an officer's queue: %v", got)
		}
		if a := s.get("clerk", "/desk/moderation"); a.status != http.StatusForbidden {
			t.Errorf("a clerk: %d", a.status)
		}
		take := func(ref, step_ string, more ...string) {
			t.Helper()
			a := s.post("moderator", "/desk/reports/"+ref+"/steps", step(step_, append(more, "back", "moderation")...))
			if a.status != http.StatusSeeOther || a.location != "/desk/moderation?done="+step_ {
				t.Fatalf("%s: %d %s %s", step_, a.status, a.location, a.body)
			}
		}
		take(held.Ref, "publish")
		if got := listed("moderator", "?waits=held"); len(got) != 0 {
			t.Errorf("after publishing: %v", got)
		}
		if s.get("", "/api/v1/reports/"+held.Ref); s.stored(held.Ref).Publication != PublicNow {
			t.Error("the held report is not public")
		}
		take(held.Ref, "keep")
		take(text.Ref, "publish_text", "text", "Za szybko")
		take(photo.Ref, "publish_photo", "photo", s.photos(photo.Ref)[0].ID)
		take(other.Ref, "hide", "reason", "insult")
		if got := listed("moderator", ""); len(got) != 0 {
			t.Errorf("at the end: %v", got)
		}
		s.get("moderator", "/desk/moderation").wants(t, http.StatusOK, "Nothing waits")
	})
}

// TestModerationPages goes through the queue page by page: each report once, oldest first.
func TestModerationPages(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		var want, got []string
		for range 7 {
			want = append(want, s.report("speeding", "Za szybko", 52.25, 18.25).Ref)
		}
		for after := ""; ; {
			var rows []DeskRow
			if err := s.d.Read(context.Background(), func(q *db.Snapshot) (err error) {
				rows, after, err = s.m.Moderation(q, policy.Scope{All: true}, ModerationFilter{After: after, Limit: 3})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				got = append(got, r.Ref)
			}
			if after == "" {
				break
			}
		}
		slices.Sort(want)
		sorted := slices.Sorted(slices.Values(got))
		if !slices.Equal(sorted, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
}
