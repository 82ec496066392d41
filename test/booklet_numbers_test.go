package test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/test/fixture"
)

// uptakeOf are the counts of every recommendation as the uptake table of plan tells everybody, in the order of the
// booklet's columns: sent to, no answer, accepted, partly, rejected, done, verified.
func uptakeOf(t testing.TB, town *fixture.Town) map[string][7]int64 {
	t.Helper()
	var out struct {
		Items []struct {
			ID     string
			Uptake struct{ Asked, Waiting, Accepted, Partly, Rejected, Done, Verified int64 }
		}
	}
	if status := askJSON(t, town, "GET", "", "/api/v1/recommendations?plan=KS-2021", nil, &out); status != http.StatusOK {
		t.Fatalf("%d", status)
	}
	all := map[string][7]int64{}
	for _, one := range out.Items {
		u := one.Uptake
		all[one.ID] = [7]int64{u.Asked, u.Waiting, u.Accepted, u.Partly, u.Rejected, u.Done, u.Verified}
	}
	return all
}

// joined is a text without its spaces: formats break lines and cells elsewhere.
func joined(s string) string { return strings.Join(strings.Fields(s), "") }

// formats are the words of an edition on the page, as PDF and as DOCX, without spaces.
func formats(t testing.TB, town *fixture.Town, lang, ref string) map[string]string {
	t.Helper()
	at := "/" + lang + "/publications/" + ref
	_, page := asked(t, town, at, "")
	_, pdf := asked(t, town, at+"/files/booklet.pdf", "")
	_, docx := asked(t, town, at+"/files/booklet.docx", "")
	words := html.UnescapeString(regexp.MustCompile(`<[^>]+>`).ReplaceAllString(page, " "))
	return map[string]string{"page": joined(words), "PDF": joined(pdfWords(t, []byte(pdf))), "DOCX": joined(docxWords(t, docx))}
}

// TestBookletEqualsUptake: what organisations decided, as plan counts it, is what page, PDF and DOCX of a booklet show in
// every language, row by row and together; later answers change the next edition alone.
func TestBookletEqualsUptake(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		importPlan(t, town.App, strategy(t, 3, 2, nil), period)
		lead, organiser := town.All["strategy"], town.All["organiser"]
		var refs []string
		answers := map[string]adviceOut{}
		for _, words := range []string{"Light the crossing", "Count before and after"} {
			a := advise(t, town, map[string]string{"en": words, "sq": words})
			for _, in := range []map[string]any{{"step": "consult"}, {"step": "adopt", "decision": "Minutes of 19 December", "public": true}, {"step": "send"}} {
				adviceStep(t, town, lead, "recommendations/"+a.ID, in, http.StatusOK)
			}
			refs, answers[a.ID] = append(refs, a.ID), a
		}
		reply := func(ref, org string, in map[string]any, token string) {
			adviceStep(t, town, token, "answers/"+answers[ref].answer(t, org), in, http.StatusOK)
		}
		reply(refs[0], "city", map[string]any{"step": "accept_partly", "reason": "Only the northern side"}, lead)
		reply(refs[0], "roads", map[string]any{"step": "reject", "reason": "Not our road"}, lead)
		reply(refs[1], "city", map[string]any{"step": "accept"}, lead)
		reply(refs[1], "city", map[string]any{"step": "done", "evidence": "Two counts"}, lead)
		reply(refs[1], "city", map[string]any{"step": "verify"}, town.All["reviewer"])

		_, to := desk(t, town, organiser, "/desk/practice/booklets/new", url.Values{"text_lang": {"en"}, "title": {"Safe crossings"}, "abstract": {"What was learned"}, "languages": {"en"}, "org": {"police"}})
		booklet := bankRef.FindStringSubmatch(to)
		if booklet == nil {
			t.Fatal(to)
		}
		at := "/desk/practice/booklets/" + booklet[1]
		if status, _ := desk(t, town, organiser, at+"/chapters/new", url.Values{"text_lang": {"en"}, "chapter_title": {"Crossings"}, "recommendations": {strings.Join(refs, " ")}, "position": {"1"}, "version": {"1"}}); status != http.StatusSeeOther {
			t.Fatalf("a chapter: %d", status)
		}
		step := func(name string) {
			t.Helper()
			if status, _ := desk(t, town, organiser, at+"/steps", url.Values{"step": {name}, "id": {id.New()}}); status != http.StatusSeeOther {
				t.Fatalf("%s: %d", name, status)
			}
		}
		rows := func(uptake map[string][7]int64) (rows []string) {
			var sum [7]int64
			for _, ref := range refs {
				row := ref
				for i, n := range uptake[ref] {
					row += fmt.Sprint(n)
					sum[i] += n
				}
				rows = append(rows, row)
			}
			return append(rows, strings.Trim(strings.Join(strings.Fields(fmt.Sprint(sum)), ""), "[]"))
		}
		check := func(when string, want []string, langs []i18n.Lang) {
			t.Helper()
			for _, l := range langs {
				together := joined(town.App.Catalogue.For(l).T("practice.booklet.together"))
				for format, words := range formats(t, town, l.HTML(), booklet[1]) {
					for i, row := range want {
						if i == len(want)-1 {
							row = together + row
						}
						if !strings.Contains(words, row) {
							t.Errorf("%s, %s: the %s does not hold %s", when, l.HTML(), format, row)
						}
					}
				}
			}
		}
		step("publish")
		first := rows(uptakeOf(t, town))
		if first[0] != refs[0]+"2001100" || first[1] != refs[1]+"2110011" || first[2] != "4111111" {
			t.Fatalf("%v", first)
		}
		check("first edition", first, i18n.All())
		reply(refs[1], "roads", map[string]any{"step": "accept"}, lead)
		second := rows(uptakeOf(t, town))
		if second[1] != refs[1]+"2020011" {
			t.Fatalf("%v", second)
		}
		check("after another answer", first, []i18n.Lang{i18n.English})
		step("revise")
		step("publish")
		check("second edition", second, []i18n.Lang{i18n.English})
	})
}
