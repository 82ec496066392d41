package test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/kernel/i18n"
	"reeve/test/fixture"
)

// docxWords is the text of a DOCX, without its marks.
func docxWords(t testing.TB, raw string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`<[^>]+>`).ReplaceAllString(string(b), " ")
}

// TestMinutes: the whole as files for who may read the meeting, in every language; for everybody after approval, and
// then only what was opened.
func TestMinutes(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		officer, coordinator := town.Tokens["officer"], town.Tokens["coordinator"]
		ref := plan(t, town, officer, time.Now(), nil)
		minutes := url.Values{"version": {"1"}, "people": {"23"}, "guest_0": {"yes"}, "names": {"Anna Nowak"}, "minutes_0": {"It is loud every night"}, "open_0": {"yes"},
			"decision_0": {"A patrol each Friday"}, "minutes_1": {"The lamps were counted in private"}}
		if status, _ := desk(t, town, officer, "/desk/meetings/"+ref+"/minutes", minutes); status != 303 {
			t.Fatalf("minutes: %d", status)
		}
		if status, _ := asked(t, town, "/en/meetings/"+ref+"/minutes.pdf", ""); status != 404 {
			t.Errorf("minutes for everybody before they are approved: %d", status)
		}
		if got := takeMeeting(t, town, officer, "meeting", ref, "hold", nil); got != 303 {
			t.Fatalf("held: %d", got)
		}
		var post string
		for _, f := range town.App.Places.Snapshot().Posts() {
			if f.Post.Code == "west" {
				post = f.Post.ID
			}
		}
		if status, _ := desk(t, town, coordinator, "/desk/meetings/"+ref+"/commitments", url.Values{"body": {"A lamp at the bridge"}, "post": {post}, "due": {time.Now().AddDate(0, 0, 30).Format(time.DateOnly)}}); status != 303 {
			t.Fatalf("asked: %d", status)
		}
		for _, l := range i18n.All() {
			status, raw := asked(t, town, "/desk/meetings/"+ref+"/minutes.docx?lang="+l.HTML(), officer)
			if status != 200 {
				t.Fatalf("%s: %d", l.HTML(), status)
			}
			text := docxWords(t, raw)
			for _, want := range []string{"Quiet nights", "It is loud every night", "A patrol each Friday", "The lamps were counted", "Anna Nowak", "23", "School board", "A lamp at the bridge",
				town.App.Catalogue.For(l).T("meetings.presence"), town.App.Catalogue.For(l).T("meetings.not_approved")} {
				if !strings.Contains(text, want) {
					t.Errorf("%s: %q is not in the minutes", l.HTML(), want)
				}
			}
			if status, raw := asked(t, town, "/desk/meetings/"+ref+"/minutes.pdf?lang="+l.HTML(), officer); status != 200 || !strings.HasPrefix(raw, "%PDF-") {
				t.Errorf("%s: %d", l.HTML(), status)
			}
		}
		// Written minutes wait for a coordinator, not for who wrote them.
		if got := takeMeeting(t, town, officer, "meeting", ref, "minute", nil); got != 303 {
			t.Fatalf("handed in: %d", got)
		}
		link := "/desk/meetings/" + ref
		if _, body := asked(t, town, "/desk/work", coordinator); !strings.Contains(body, link) {
			t.Error("minutes to approve do not wait for the coordinator")
		}
		if _, body := asked(t, town, "/desk/work", officer); strings.Contains(body, link) {
			t.Error("minutes to approve wait for who wrote them")
		}
		if got := takeMeeting(t, town, coordinator, "meeting", ref, "approve", nil); got != 303 {
			t.Fatalf("approved: %d", got)
		}
		status, raw := asked(t, town, "/en/meetings/"+ref+"/minutes.docx", "")
		if status != 200 {
			t.Fatalf("for everybody: %d", status)
		}
		_, page := asked(t, town, "/en/meetings/"+ref, "")
		for from, text := range map[string]string{"file": docxWords(t, raw), "page": page} {
			for _, want := range []string{"It is loud every night", "A patrol each Friday"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s: %q is not there", from, want)
				}
			}
			for _, never := range []string{"Anna Nowak", "counted in private", "A lamp at the bridge", "School board"} {
				if strings.Contains(text, never) {
					t.Errorf("%s: everybody reads %q", from, never)
				}
			}
		}
		if _, body := asked(t, town, "/en/meetings?view=past&community=PL-Westerby", ""); !strings.Contains(body, "/en/meetings/"+ref) {
			t.Error("it is not among the past meetings")
		}
		if _, body := asked(t, town, "/en/meetings?community=PL-Westerby", ""); strings.Contains(body, "/en/meetings/"+ref+`"`) {
			t.Error("it is still among those to come")
		}
		if status, body := asked(t, town, "/en/meetings/calendar.ics?community=PL-Westerby", ""); status != 200 || strings.Count(body, "BEGIN:VEVENT\r\n") != 1 || !strings.Contains(body, "UID:"+ref+"@") {
			t.Errorf("the calendar: %d %s", status, body)
		}
		if status, _ := asked(t, town, "/en/meetings/calendar.ics?community=PL-Nowhere", ""); status != 404 {
			t.Errorf("the calendar of no community: %d", status)
		}
		verified(t, town)
	})
}

// handIn hands in a file for a meeting.
func handIn(t testing.TB, town *fixture.Town, token, ref, name, content string, public bool) int {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if public {
		form.WriteField("public", "yes")
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(part, content)
	form.Close()
	req, err := http.NewRequest("POST", town.URL+"/desk/meetings/"+ref+"/files", &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// TestMeetingFiles: what is handed in comes out again, with its digest on the page, for those who may see it.
func TestMeetingFiles(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		coordinator, clerk := town.Tokens["coordinator"], town.Tokens["clerk"]
		link := regexp.MustCompile(`/desk/meeting-files/([0-9A-Z]{10})`)
		open := plan(t, town, coordinator, time.Now(), nil)
		inside := plan(t, town, coordinator, time.Now(), url.Values{"public": {""}, "community": {"PL-Easterby"}, "guests": {"School board"}})
		a, b, c := "%PDF-1.4 for everybody", "%PDF-1.4 for staff", "%PDF-1.4 of an inside meeting"
		for _, f := range []struct {
			ref, content string
			public       bool
		}{{open, a, true}, {open, b, false}, {inside, c, true}} {
			if got := handIn(t, town, coordinator, f.ref, "Plan ünd Bild.pdf", f.content, f.public); got != 303 {
				t.Fatalf("handed in: %d", got)
			}
		}
		if got := handIn(t, town, coordinator, open, "run.exe", "MZ\x90\x00", false); got != 422 {
			t.Errorf("a program is taken: %d", got)
		}
		if got := handIn(t, town, clerk, inside, "a.pdf", a, false); got != 404 {
			t.Errorf("of another municipality: %d", got)
		}
		_, page := asked(t, town, "/desk/meetings/"+open, coordinator)
		_, other := asked(t, town, "/desk/meetings/"+inside, coordinator)
		ids := append(link.FindAllStringSubmatch(page, -1), link.FindAllStringSubmatch(other, -1)...)
		if len(ids) != 3 {
			t.Fatalf("%d files are listed", len(ids))
		}
		for n, want := range []struct {
			content        string
			public, mayToo int
		}{{a, 200, 200}, {b, 404, 200}, {c, 404, 404}} {
			sum := sha256.Sum256([]byte(want.content))
			if digest := hex.EncodeToString(sum[:]); !strings.Contains(page+other, digest) {
				t.Errorf("file %d: its digest is not on the page", n)
			}
			if status, body := asked(t, town, ids[n][0], coordinator); status != 200 || body != want.content {
				t.Errorf("file %d for the coordinator: %d %q", n, status, body)
			}
			if status, _ := asked(t, town, ids[n][0], clerk); status != want.mayToo {
				t.Errorf("file %d for the clerk: %d", n, status)
			}
			if status, _ := asked(t, town, "/meeting-files/"+ids[n][1], ""); status != want.public {
				t.Errorf("file %d for everybody: %d", n, status)
			}
		}
		if _, body := asked(t, town, "/en/meetings/"+open, ""); strings.Count(body, "/meeting-files/") != 1 {
			t.Error("everybody sees another number of files than one")
		}
		verified(t, town)
	})
}
