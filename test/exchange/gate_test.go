// Package exchange tests what several nodes do together.
package exchange

import (
	"io"
	"strings"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/gate"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
	"reeve/test/fixture"
)

// saying is an act as the item of a message.
func saying(t *testing.T, a wire.Acting) []request.Entity {
	t.Helper()
	a.Version = 1
	typ, body, err := wire.MarshalEntity(a)
	if err != nil {
		t.Fatal(err)
	}
	return []request.Entity{{Type: typ, Body: body}}
}

func org(town *fixture.Town) wire.Org { return town.App.Exchange.Own.Org() }

// plain are codes that forbid nothing.
func plain() request.Codes { return request.Codes{Handling: []codes.Handling{codes.H0}} }

// send is Submit that must go well.
func send(t *testing.T, town *fixture.Town, c request.Content, about string) wire.ID {
	t.Helper()
	id, err := town.Submit(t, c, about)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// acts waits until n acts about a message are known.
func acts(t *testing.T, town *fixture.Town, about wire.ID, n int) {
	t.Helper()
	town.Wait(t, "acts", func(q *db.Snapshot) (bool, error) {
		all, err := gate.Acts(q, about)
		return len(all) >= n, err
	})
}

// TestGate: Poland's information is bound to H2. Lithuania may not pass it on to Latvia, asks, is allowed, passes it on,
// may no longer; Poland orders it erased, and it is gone with Lithuania and with Latvia, and both say so.
func TestGate(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			towns := fixture.Nodes(t, engine, "PL", "LT", "LV")
			poland, lithuania, latvia := towns[0], towns[1], towns[2]
			const secret = "the grey house behind the mill"
			first := send(t, poland, request.Content{Kind: wire.Spontaneous, To: []request.Address{{Org: org(lithuania)}}, Subject: "A house", Text: secret,
				Codes: request.Codes{Handling: []codes.Handling{codes.H1, codes.H2}, Grade: "B2"}}, "")
			forward := func() (wire.ID, error) {
				c, err := lithuania.App.Exchange.Requests.Forward(t.Context(), db.System(), string(first), request.Content{Kind: wire.Spontaneous, To: []request.Address{{Org: org(latvia)}}, Text: "For you to know."})
				if err != nil {
					return "", err
				}
				return lithuania.Submit(t, c, "")
			}
			may := func(town *fixture.Town, id wire.ID, use codes.Use, to wire.Org) (err error) {
				t.Helper()
				if rerr := town.App.DB.Read(t.Context(), func(q *db.Snapshot) error {
					m, lerr := message.Load(q, string(id))
					if lerr != nil {
						return lerr
					}
					rule, lerr := town.App.Exchange.Gate.Permission(q, m)
					if lerr == nil {
						err = rule(0, use, string(to))
					}
					return lerr
				}); rerr != nil {
					t.Fatal(rerr)
				}
				return err
			}
			refused := func(err error, key string) {
				t.Helper()
				if e := errs.Of(err); e == nil || e.Kind != errs.Forbidden || e.Key != key {
					t.Fatalf("%v, want %s", err, key)
				}
			}
			_, err := forward()
			refused(err, "codes.refused.H2")
			refused(may(lithuania, first, codes.UseCourt, ""), "codes.refused.H1")
			if err := may(lithuania, first, codes.UseRead, ""); err != nil {
				t.Fatal(err)
			}

			ask := wire.Acting{Act: wire.Ask, Message: first, Use: codes.UseForward, For: []wire.Org{org(latvia)}, Reason: "Latvia looks for the same people."}
			send(t, lithuania, request.Content{Kind: wire.Consent, Text: ask.Reason, Codes: plain(), Entities: saying(t, ask)}, string(first))
			acts(t, poland, first, 1)
			// Whoever is not the provider grants nothing.
			own := ask
			own.Act, own.Reason = wire.Grant, "we allow ourselves"
			send(t, lithuania, request.Content{Kind: wire.Consent, Text: own.Reason, Codes: plain(), Entities: saying(t, own)}, string(first))
			_, err = forward()
			refused(err, "codes.refused.H2")

			grant := ask
			grant.Act, grant.Until, grant.Reason = wire.Grant, "2099-12-31", "to Latvia only"
			send(t, poland, request.Content{Kind: wire.Consent, Text: grant.Reason, Codes: plain(), Entities: saying(t, grant)}, string(first))
			acts(t, lithuania, first, 2)
			refused(may(lithuania, first, codes.UseForward, org(poland)), "codes.refused.H2") // nobody else
			passed, err := forward()
			if err != nil {
				t.Fatal(err)
			}
			_, r, err := latvia.App.Exchange.Messages.Content(t.Context(), passed, 2)
			if err != nil {
				t.Fatal(err)
			}
			if text, _ := io.ReadAll(r); !strings.Contains(string(text), secret) {
				t.Fatalf("Latvia reads %q", text)
			}
			refused(may(latvia, passed, codes.UseForward, org(poland)), "codes.refused.H2") // the codes went along

			back := grant
			back.Act, back.Until, back.Reason = wire.Withdraw, "", "no longer"
			send(t, poland, request.Content{Kind: wire.Consent, Text: back.Reason, Codes: plain(), Entities: saying(t, back)}, string(first))
			acts(t, lithuania, first, 3)
			_, err = forward()
			refused(err, "codes.refused.H2")

			tighten := wire.Acting{Act: wire.Tighten, Message: first, Handling: []codes.Handling{codes.H2, codes.H3}, Restrict: &codes.Restriction{Expires: "2020-01-01"}, Reason: "it is over"}
			send(t, poland, request.Content{Kind: wire.Tightened, Text: tighten.Reason, Codes: plain(), Entities: saying(t, tighten)}, string(first))
			acts(t, lithuania, first, 4)
			acts(t, latvia, passed, 2) // the consent that was withdrawn, and this
			refused(may(lithuania, first, codes.UseRead, ""), "codes.refused.expired")
			refused(may(latvia, passed, codes.UseRead, ""), "codes.refused.expired")

			erase := wire.Acting{Act: wire.Erase, Message: first, Reason: "collected unlawfully"}
			send(t, poland, request.Content{Kind: wire.ErasureNotice, Text: erase.Reason, Codes: plain(), Entities: saying(t, erase)}, string(first))
			for _, holder := range []struct {
				town *fixture.Town
				id   wire.ID
			}{{lithuania, first}, {latvia, passed}} {
				holder.town.Wait(t, "erasure", func(q *db.Snapshot) (bool, error) {
					m, err := message.Load(q, string(holder.id))
					return !m.ErasedAt.IsZero(), err
				})
				if _, _, err := holder.town.App.Exchange.Messages.Content(t.Context(), holder.id, 1); errs.KindOf(err) != errs.Gone {
					t.Errorf("what was erased is read: %v", err)
				}
			}
			says := func(town *fixture.Town, id wire.ID) {
				town.Wait(t, "an erased receipt", func(q *db.Snapshot) (bool, error) {
					all, err := town.App.Exchange.Messages.Receipts(q, id)
					for _, r := range all {
						if r.Kind == wire.Erased {
							return true, err
						}
					}
					return false, err
				})
			}
			says(poland, first)
			says(lithuania, passed)
		})
	}
}
