package exchange

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
	"reeve/test/fixture"
)

// contains fails for each text that a page lacks.
func contains(t *testing.T, what, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("%s does not say %q", what, text)
		}
	}
}

// sheetOf is a good urgent request to a node, with a person and a vehicle that only somebody else may open.
func sheetOf(to *fixture.Town) url.Values {
	return url.Values{"to": {string(to.App.Exchange.Own.Org())}, "kind": {"request"}, "urgency": {"urgent"}, "ground": {"ii"}, "route": {"spoc"}, "profile": {request.DefaultProfile}, "classification": {"unclassified"},
		"lang": {"lv"}, "subject": {"Missing girl by Lazdijai"}, "text": {"Did the car cross the border?"}, "handling": {"H2"}, "source": {"A"}, "information": {"2"}, "n_p": {"1"}, "n_v": {"1"}, "n_d": {"0"},
		"p0_family": {"Hnatiuk"}, "p0_given": {"Oleksandr"}, "p0_script": {"Latn"}, "p0_category": {"suspect"}, "p0_born": {"1987-04-02"}, "p0_number_type": {"passport"},
		"v0_plate": {"KN7P221"}, "v0_country": {"PL"}, "v0_handling": {"H3"}, "v0_named": {"Somebody Else"}, "v0_source": {"A"}, "v0_information": {"1"}}
}

// TestExchangeDesk: a request is written in the form, refused with every wrong value named, approved by a second person,
// read by the partner, and answered; each opening is recorded, the partner learns of the first one; codes hide, stop a
// print and a forward.
func TestExchangeDesk(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			towns := fixture.Nodes(t, engine, "LT", "LV", "EE")
			lt, lv := towns[0], towns[1]
			for _, town := range towns {
				town.Serve(t)
			}
			tomas, ruta, ilze, viewer := lt.SitsAt(t, "Tomas", "spoc"), lt.SitsAt(t, "Ruta", "spoc"), lv.SitsAt(t, "Ilze", "spoc"), lt.SitsAt(t, "Ana", "analyst")

			wrong := sheetOf(lv)
			wrong.Del("to")
			wrong.Set("ground", "")
			wrong.Set("p0_born", "yesterday")
			wrong.Set("v0_named", "")
			status, _, page := tomas.Send("/desk/exchange/new", wrong, "")
			if status != 422 {
				t.Fatalf("a form with faults: %d %.300s", status, page)
			}
			contains(t, "the form", page, `href="#to"`, `href="#p0_born"`, `href="#v0_h3_note"`, `value="Hnatiuk"`)
			if status, _, _ := viewer.Send("/desk/exchange/new", sheetOf(lv), ""); status != 403 {
				t.Errorf("an analyst writes: %d", status)
			}
			more := sheetOf(lv)
			more.Set("do", "p")
			if _, _, page := tomas.Send("/desk/exchange/new", more, ""); !strings.Contains(page, `name="p1_family"`) {
				t.Error("no second person was offered")
			}

			status, to, page := tomas.Send("/desk/exchange/new", sheetOf(lv), "seen at 23:40")
			if status != 303 {
				t.Fatalf("a good form: %d %.2000s", status, page)
			}
			draft := regexp.MustCompile(`draft-([0-9A-Z]{10})`).FindStringSubmatch(to)[1]
			contains(t, "the author's draft", tomas.Get(to), "Hnatiuk", "camera.txt", "Whoever writes a message does not approve it.")
			if status, _, _ := tomas.Post("/desk/exchange/drafts/"+draft+"/send", nil); status != 403 {
				t.Errorf("the author approves: %d", status)
			}
			contains(t, "what waits", ruta.Get("/desk/exchange?box=waiting"), "Missing girl by Lazdijai")
			if status, _, page := ruta.Post("/desk/exchange/drafts/"+draft+"/send", nil); status != 303 {
				t.Fatalf("the second person approves: %d %.500s", status, page)
			}

			var came request.Request
			lv.Wait(t, "the request", func(q *db.Snapshot) (bool, error) {
				all, _, err := request.List(q, request.Filter{Box: request.Inbox, Now: time.Now()})
				if len(all) == 1 {
					came = all[0]
				}
				return len(all) == 1, err
			})
			lv.Wait(t, "its subject", func(q *db.Snapshot) (bool, error) {
				l, err := lv.App.Exchange.Requests.Label(q, came)
				return l.Subject != "", err
			})
			contains(t, "the partner's inbox", ilze.Get("/desk/exchange"), "Missing girl by Lazdijai", "not assigned", ">ii<")
			at := "/desk/exchange/" + came.Ref
			page = ilze.Get(at)
			contains(t, "the partner's page", page, "Did the car cross the border?", "Oleksandr Hnatiuk", "camera.txt", "Only those whom the provider named", "The shortest limit runs until", "Ask for consent")
			if strings.Contains(page, "KN7P221") {
				t.Error("what only somebody else may open is shown")
			}
			ilze.Get(at)
			lt.Wait(t, "the opened receipt", func(q *db.Snapshot) (bool, error) {
				all, err := lt.App.Exchange.Messages.Receipts(q, came.Message)
				n := 0
				for _, r := range all {
					if r.Kind == wire.Opened {
						n++
					}
				}
				if n > 1 {
					t.Errorf("%d opened receipts", n)
				}
				return n == 1, err
			})
			if status, _, body := ilze.Ask("GET", "/desk/exchange/cases/"+came.Ref+"/items/"+string(came.Message)+"/4", nil, ""); status != 200 || body != "seen at 23:40" {
				t.Errorf("the file: %d %q", status, body)
			}
			if status, _, _ := ilze.Ask("GET", "/desk/exchange/cases/"+came.Ref+"/items/"+string(came.Message)+"/3", nil, ""); status != 403 {
				t.Errorf("the vehicle as a file: %d", status)
			}
			contains(t, "the print", ilze.Get("/desk/exchange/cases/"+came.Ref+"/print"), "Not on paper.", "Oleksandr Hnatiuk")
			forward := url.Values{"to": {string(towns[2].App.Exchange.Own.Org())}, "text": {"Please look too."}, "lang": {"en"}, "classification": {"unclassified"}, "handling": {"H2"}}
			if status, _, page := ilze.Send("/desk/exchange/cases/"+came.Ref+"/write/forward", forward, ""); status != 409 || !strings.Contains(page, "Ask for consent") {
				t.Errorf("passing on what H2 forbids: %d", status)
			}

			status, to, page = ilze.Send("/desk/exchange/cases/"+came.Ref+"/write/consent", url.Values{"item": {string(came.Message) + "/0"}, "use": {"forward"}, "for": {string(towns[2].App.Exchange.Own.Org())},
				"text": {"Estonia could look too."}, "lang": {"en"}, "classification": {"unclassified"}, "handling": {"H0"}}, "")
			if status != 303 || !strings.Contains(to, "#draft-") {
				t.Errorf("asking for consent: %d %s %.600s", status, to, page)
			}
			if status, _, page := ilze.Post("/desk/exchange/cases/"+came.Ref+"/act/classify", url.Values{"access": {"indirect"}, "reason": {"Held by a bank"}}); status != 303 {
				t.Errorf("classify: %d %.400s", status, page)
			}
			contains(t, "the clock after that", ilze.Get(at), "3 days from delivery")
			status, to, page = ilze.Send("/desk/exchange/cases/"+came.Ref+"/write/answer", url.Values{"text": {"It did, at 00:27."}, "lang": {"en"}, "classification": {"unclassified"}, "handling": {"H1"}, "source": {"A"}, "information": {"1"}}, "")
			if status != 303 {
				t.Fatalf("an answer: %d %.600s", status, page)
			}
			answer := to[strings.Index(to, "draft-")+6:]
			contains(t, "the draft by its own ref", ilze.Get("/desk/exchange/"+answer), "It did, at 00:27.")
			if page := ilze.Get("/desk"); strings.Contains(page, "⟦") || !strings.Contains(page, `href="/desk/exchange/`+came.Ref) {
				t.Errorf("the first page: %.3000s", page)
			}
			if status, _, page := ilze.Post("/desk/exchange/drafts/"+answer+"/alone", url.Values{"reason": {"Night shift"}}); status != 303 {
				t.Fatalf("one person on shift: %d %.600s", status, page)
			}
			lt.Wait(t, "the answer", func(q *db.Snapshot) (bool, error) {
				v, err := request.Load(q, string(came.Message))
				return v.Life.State == request.Answered, err
			})
			contains(t, "the asker's page", tomas.Get("/desk/exchange/"+string(came.Message)), "It did, at 00:27.", "use in court")
			contains(t, "the answering side", ilze.Get(at), "Night shift")
			lv.Wait(t, "who opened it, and why", func(q *db.Snapshot) (bool, error) {
				all, _, err := audit.List(q, audit.Filter{Kind: message.Kind, ID: string(came.Message), Operation: audit.Consultation})
				opened, stopped := 0, 0
				for _, one := range all {
					if one.Action == "exchange.open" && one.Justification == came.Basis && one.Actor.Kind == "account" {
						opened++
					}
					if strings.HasPrefix(one.Action, "exchange.refused.") {
						stopped++
					}
				}
				return opened >= 3 && stopped >= 3, err // the vehicle, its print, the forward
			})
		})
	}
}
