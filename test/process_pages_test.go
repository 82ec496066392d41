package test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/test/fixture"
)

// processPages adapts a process in each of its parts, and gives the desk's pages about processes.
func processPages(t testing.TB, town *fixture.Town) (all []string) {
	t.Helper()
	const life = "/desk/processes/threatmap.report"
	admin, err := town.App.Identity.TokenForRole(t.Context(), db.System(), "admin", "processes", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for at, v := range map[string]url.Values{
		"/adapt/limit/read": {"limits.read": {"2"}, "limits.read.unit": {"d"}, "tell.read.1": {"50"}, "tell.read.1.whom": {"post"}, "tell.read.1.mail": {"1"}},
		"/adapt/step/hand_over": {"text_lang": {"en"}, "checklist.hand_over.1": {"The body has agreed"}, "cards.hand_over": {"Call first."},
			"cards.hand_over.owner": {"Head of prevention"}, "cards.hand_over.review": {"2020-01-01"}},
		"/adapt/state/new": {"states.new.en": {"Just in"}, "running": {"new"}},
	} {
		v.Set("version", "0")
		if len(all) > 0 {
			v.Set("version", map[int]string{1: "1", 2: "2"}[len(all)])
		}
		v.Set("why", "The new order")
		v.Set("confirm", "1")
		if status, to := desk(t, town, admin, life+at, v); status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", at, status, to)
		}
		all = append(all, life+at)
	}
	return append(all, "/desk/processes", life, life+"?period=365&state=verification", life+"?step=hand_over", life+"/records?state=new", life+"/versions", life+"/versions/1/restore",
		"/desk/processes/community.agreement", "/desk/processes/plan.answer", "/desk/notices")
}
