package exchange

import (
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/modules/codes"
	"reeve/modules/exchange/figures"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
	"reeve/test/fixture"
)

// TestFigures: Latvia asks Lithuania three times and is answered, refused, and refused in part; Sweden asks by SIENA, gets a
// delay notice and no answer within the limit; an exercise and a draft count nowhere. Page, file and measures say so.
func TestFigures(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			towns := fixture.Nodes(t, engine, "LT", "LV")
			lt, lv := towns[0], towns[1]
			lt.Serve(t)
			ask := func(c request.Content) string {
				c.Kind, c.To, c.Subject, c.Text, c.Codes = wire.Request, []request.Address{{Org: org(lt)}}, "A car", "Whose is it?", plain()
				return string(send(t, lv, c, ""))
			}
			urgent := request.Content{Urgency: codes.Urgent, Ground: codes.GroundLife}
			answered, refused, part := ask(urgent), ask(request.Content{Urgency: codes.Ordinary}), ask(request.Content{Urgency: codes.Ordinary})
			ask(request.Content{Urgency: codes.Ordinary, Training: true})
			send(t, lt, request.Content{Kind: wire.Answer, Text: "Known.", Codes: plain()}, answered)
			send(t, lt, request.Content{Kind: wire.Refusal, Text: "No.", Refusal: []wire.Refused{{Ground: "c"}, {Ground: "f2"}}, Codes: plain()}, refused)
			send(t, lt, request.Content{Kind: wire.Answer, Text: "Half.", Refusal: []wire.Refused{{Ground: "c", AsFarAs: "2"}}, Codes: plain()}, part)
			x, now := lt.App.Exchange.Requests, time.Now()
			err := lt.App.DB.Write(t.Context(), db.System(), func(tx *db.Tx) error {
				v, err := x.Register(tx, request.Entered{Channel: "siena", ChannelID: "S-1", Partner: "Stockholm", Country: "SE", At: now.Add(-10 * time.Hour),
					Content: request.Content{Subject: "Gun", Urgency: codes.Urgent, Ground: codes.GroundThreat}}, "")
				if err == nil {
					_, err = x.Enter(tx, v.Ref, request.FactDelay, now.Add(-9*time.Hour), "2099-01-01", "a judge decides")
				}
				if err != nil {
					return err
				}
				v, err = x.Register(tx, request.Entered{Channel: "paper", ChannelID: "B 2", Partner: "Oslo", Country: "NO", At: now.Add(-time.Hour), Content: request.Content{Subject: "Boat"}}, "")
				if err == nil {
					_, err = x.Enter(tx, v.Ref, request.FactRefused, now, "h", "from elsewhere")
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}

			question := measure.Question{From: now.Add(-24 * time.Hour), Until: now.Add(24 * time.Hour), Scope: policy.Scope{All: true}}
			set, err := measure.NewSet(lt.App.Exchange.Measures()...)
			if err != nil {
				t.Fatal(err)
			}
			err = lt.App.DB.Read(t.Context(), func(q *db.Snapshot) error {
				for name, want := range map[string]measure.Value{
					"exchange.answered_in_time":  {Num: 4, Den: 4, Rows: 4},
					"exchange.requests_received": {Num: 5, Plain: true, Rows: 5},
					"exchange.requests_sent":     {Plain: true},
				} {
					got, err := set[name].Query(q, question)
					if err != nil {
						return err
					}
					if got != want {
						t.Errorf("%s: %+v, want %+v", name, got, want)
					}
				}
				got, err := set["exchange.median_answer_hours"].Query(q, question)
				if got.Rows != 4 || got.Missing || got.Den != time.Hour.Microseconds() {
					t.Errorf("the median: %+v", got)
				}
				nothing := question
				nothing.Scope = policy.Scope{}
				if none, err := set["exchange.requests_received"].Query(q, nothing); err != nil || none.Num != 0 {
					t.Errorf("who sees nothing counts nothing: %+v %v", none, err)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}

			raw, err := lt.App.Exchange.Counts(t.Context(), now.In(vilnius(t)).Year()-1)
			if err != nil {
				t.Fatal(err)
			}
			if c, err := figures.OpenCounts(raw, lt.App.Exchange.Own.Card()); err != nil || len(c.Months) != 12 || c.Org != org(lt) {
				t.Errorf("the year before, signed: %+v %v", c, err)
			}

			strategy, officer := lt.SitsAt(t, "Rasa", "strategy"), lt.SitsAt(t, "Jonas", "officer")
			contains(t, "the page", strategy.Get("/desk/exchange/figures"), "Requests received and answered", "Judicial authorisation refused", "Member States and Schengen countries", "LV LV")
			year := now.In(vilnius(t)).Format("2006")
			if year == now.Add(-10*time.Hour).In(vilnius(t)).Format("2006") {
				of := func(what, country, urgency, ground, n string) string {
					return what + "," + year + "-01-01," + year + "-12-31," + country + ",,," + urgency + "," + ground + "," + n + "\r\n"
				}
				contains(t, "the file", strategy.Get("/desk/exchange/figures/file?format=csv&year="+year),
					of("received", "LV", "urgent", "", "1"), of("received", "LV", "ordinary", "", "2"), of("answered", "LV", "urgent", "", "1"), of("answered", "LV", "ordinary", "", "1"),
					of("refused", "LV", "", "", "2"), of("refused_on_ground", "LV", "", "c", "2"), of("refused_on_ground", "LV", "", "f2", "1"), of("overruns", "SE", "", "", "1"),
					of("received", "SE", "urgent", "", "1"), of("refused_on_ground", "NO", "", "h", "1"), of("overruns", "LV", "", "", "0"))
			}
			if status, _, _ := officer.Ask("GET", "/desk/exchange/figures", nil, ""); status != 403 {
				t.Errorf("an officer reads figures: %d", status)
			}
		})
	}
}

func vilnius(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Vilnius")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
