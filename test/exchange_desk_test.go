package test

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"reeve/kernel/db"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
	"reeve/test/fixture"
)

// TestExchangeDeskKeepsNobodyOut walks the desk's pages of a node with axe, in both themes and narrow.
func TestExchangeDeskKeepsNobodyOut(t *testing.T) {
	source, err := os.ReadFile("../kernel/web/look/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run make build first. ", err)
	}
	towns := fixture.Nodes(t, "sqlite", "LT", "LV")
	lt, lv := towns[0], towns[1]
	lt.Serve(t)
	lv.Serve(t)
	tomas, ruta, admin := lt.SitsAt(t, "Tomas", "spoc"), lt.SitsAt(t, "Ruta", "spoc"), lt.SitsAt(t, "Laura", "admin")
	asked := request.Content{Kind: wire.Request, Urgency: "urgent", Ground: "ii", To: []request.Address{{Org: lt.App.Exchange.Own.Org()}}, Subject: "Who drove KN7P221?", Text: "Please check.", Codes: request.Codes{Handling: []codes.Handling{"H1", "H2"}, Grade: "B2"}}
	id, err := lv.Submit(t, asked, "")
	if err != nil {
		t.Fatal(err)
	}
	case1 := ""
	lt.Wait(t, "the request", func(q *db.Snapshot) (bool, error) {
		v, err := request.Load(q, string(id))
		case1 = v.Ref
		return err == nil, nil
	})
	status, to, page := ruta.Send("/desk/exchange/cases/"+case1+"/write/answer", url.Values{"text": {"A draft."}, "lang": {"en"}, "classification": {"unclassified"}, "handling": {"H1"}, "source": {"A"}, "information": {"1"}}, "")
	if status != 303 {
		t.Fatalf("%d %.500s", status, page)
	}
	draft := to[strings.Index(to, "draft-")+6:]
	partner := "/desk/exchange/partners/" + string(lv.App.Exchange.Own.Org())
	walks := []struct {
		who   fixture.Clerk
		pages []string
	}{
		{tomas, []string{"/desk/exchange", "/desk/exchange?box=waiting", "/desk/exchange?box=archive", "/desk/exchange/" + case1, "/desk/exchange/cases/" + case1 + "/print", "/desk/exchange/cases/" + case1 + "/write/refuse",
			"/desk/exchange/cases/" + case1 + "/write/consent", "/desk/exchange/cases/" + case1 + "/act/classify", "/desk/exchange/drafts/" + draft + "/edit", "/desk/exchange/drafts/" + draft + "/return",
			"/desk/exchange/new?n_p=1&n_v=1&n_d=1", "/desk/exchange/other", "/desk/exchange/shift", "/desk/exchange/templates", "/desk/exchange/search?q=KN7P221", "/desk/exchange/partners", partner}},
		{admin, []string{"/desk/exchange/partners/trust", partner, partner + "/do/channel", partner + "/do/revoke", "/desk/exchange/templates/new"}},
	}
	ctx := browser(t)
	for _, walk := range walks {
		u, err := url.Parse(lt.URL)
		if err != nil {
			t.Fatal(err)
		}
		do(t, ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, network.SetCookie, network.SetCookieParams{Name: "reeve_session", Value: walk.who.Session, Domain: u.Hostname(), Path: "/"})
			return err
		}))
		for _, p := range walk.pages {
			for _, v := range []view{{320, "light"}, {1440, "light"}, {1440, "dark"}} {
				browse(t, ctx, lt.URL+p, v)
				if at := eval[string](t, ctx, `location.pathname`); !strings.HasPrefix(p, at) {
					t.Fatalf("%s leads to %s", p, at)
				}
				axe(t, ctx, string(source), p, v)
			}
		}
	}
}
