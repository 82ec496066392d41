package exchange

import (
	"testing"

	"reeve/kernel/db"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
	"reeve/test/fixture"
)

// TestDeleteBy: what must be erased by a day is gone after it, also where its provider said so later; the rest stays.
func TestDeleteBy(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			towns := fixture.Nodes(t, engine, "PL", "LT")
			poland, lithuania := towns[0], towns[1]
			tell := func(c request.Codes) wire.ID {
				return send(t, poland, request.Content{Kind: wire.Spontaneous, To: []request.Address{{Org: org(lithuania)}}, Subject: "A house", Text: "The grey one.", Codes: c}, "")
			}
			past := &codes.Restriction{DeleteBy: "2020-01-01"}
			short := tell(request.Codes{Handling: []codes.Handling{codes.H3}, Restrict: past})
			long := tell(request.Codes{Handling: []codes.Handling{codes.H3}, Restrict: &codes.Restriction{DeleteBy: "2099-01-01"}})
			free := tell(plain())
			erased := func(id wire.ID) (yes bool) {
				t.Helper()
				if err := lithuania.App.DB.Read(t.Context(), func(q *db.Snapshot) error {
					m, err := message.Load(q, string(id))
					yes = !m.ErasedAt.IsZero()
					return err
				}); err != nil {
					t.Fatal(err)
				}
				return yes
			}
			look := func() {
				t.Helper()
				if err := lithuania.App.Exchange.Gate.Look(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			look()
			if !erased(short) || erased(long) || erased(free) {
				t.Fatalf("erased: %v, %v, %v", erased(short), erased(long), erased(free))
			}
			tighten := wire.Acting{Act: wire.Tighten, Message: long, Handling: []codes.Handling{codes.H3}, Restrict: past, Reason: "sooner"}
			send(t, poland, request.Content{Kind: wire.Tightened, Text: tighten.Reason, Codes: plain(), Entities: saying(t, tighten)}, string(long))
			acts(t, lithuania, long, 1)
			look()
			if !erased(long) || erased(free) {
				t.Errorf("after the stricter word erased: %v, %v", erased(long), erased(free))
			}
		})
	}
}
