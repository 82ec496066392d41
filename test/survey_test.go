package test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reeve/kernel/db"
	"reeve/modules/community"
	"reeve/test/fixture"
)

func surveyFile(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "survey.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSurveyImport: any order of columns, bad rows by number, the same file again, gaps, margins, hidden groups.
func TestSurveyImport(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		load := func(file string, dry bool) community.SurveyResult {
			t.Helper()
			res, err := town.App.Community.Surveys.Import(context.Background(), community.SurveyOptions{File: file, DryRun: dry, Actor: db.System()})
			if err != nil {
				t.Fatal(err)
			}
			return res
		}
		path := surveyFile(t, "n;share;question;year;place;survey;group;margin",
			"1000;50;trust;2019;PL-Westerby;City poll;;",
			"800;61,5 %;trust;2023;PL-Westerby;City poll;;4.1",
			"900;44;trust;2023;PL-Nowhere;City poll;;",
			"0;44;trust;2022;PL-Westerby;City poll;;",
			"900;144;trust;2022;PL-Westerby;City poll;;",
			"1000;50;trust;2019;PL-Westerby;City poll;;",
			"50;2;trust;2023;PL-Westerby;City poll;age: 18–29;",
			"60;50;trust;2023;PL-Westerby;City poll;age: 30+;")
		if res := load(path, true); res.Imported != 4 || res.Rejected != 4 || res.RejectedFile != "" {
			t.Errorf("dry run: %+v", res)
		}
		res := load(path, false)
		if res.Imported != 4 || res.Rejected != 4 || res.RejectedFile == "" || len(res.Bad) != 4 || res.Bad[0].Row != 3 || res.Bad[3].Row != 6 {
			t.Errorf("%+v", res)
		}
		if res := load(path, false); res.Imported != 0 || res.Unchanged != 4 {
			t.Errorf("again: %+v", res)
		}
		if res := load(surveyFile(t, "survey,place,date,question,share,n", "City poll,Westerby,2019,trust,51,1000"), false); res.Imported != 1 || len(res.Values) != 1 || res.Values[0].New || res.Values[0].Was != 5000 {
			t.Errorf("changed: %+v", res)
		}

		status, out := call(t, "GET", town.URL+"/api/v1/surveys?place=PL-Westerby", nil, nil)
		items, _ := field(out, "items").([]any)
		if status != 200 || len(items) != 2 {
			t.Fatalf("%d %v", status, out)
		}
		values, _ := field(items[0], "values").([]any)
		if len(values) != 3 || field(values[0], "share") != 0.615 || field(values[0], "margin") != 0.041 || field(values[0], "margin_stated") != true || field(values[1], "share") != nil || field(values[1], "n") != nil {
			t.Errorf("%v", values)
		}
		values, _ = field(items[1], "values").([]any)
		if len(values) != 1 || field(values[0], "share") != 0.51 || field(values[0], "margin") != 0.031 || field(values[0], "margin_stated") != false {
			t.Errorf("%v", values)
		}
		for _, lang := range []string{"en", "sr", "lv"} {
			if status, body := asked(t, town, "/"+lang+"/surveys/PL-Westerby", ""); status != 200 || !strings.Contains(body, "City poll") || strings.Count(body, "2020") == 0 {
				t.Errorf("%s: %d", lang, status)
			}
		}
		if status, _ := asked(t, town, "/en/surveys/PL-Easterby", ""); status != 404 {
			t.Errorf("where nobody was asked: %d", status)
		}
	})
}
