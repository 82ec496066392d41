package desk_test

import (
	"net/http"
	"testing"
)

func TestLegal(t *testing.T) {
	s := open(t)
	reader := &browser{station: s}
	reader.get("/uk/legal/privacy").has(t, `class="rv-empty"`)
	if p := reader.get("/en/legal/cookies"); p.status != http.StatusNotFound {
		t.Errorf("an unknown text: %d", p.status)
	}
	b := s.as("admin")
	p := b.get("/desk/legal/privacy/sr")
	body := "# Ко смо\r\nПолиција\r\nГњилане\r\n\r\nДруги пасус <b>\r\n"
	if p := b.post("/desk/legal/privacy/sr", "base", p.value(t, "base"), "body", body); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.main())
	}
	p = reader.get("/sr/legal/privacy")
	p.has(t, "<h2>Ко смо</h2>", "<p class=\"rv-words\">Полиција\nГњилане</p>", "Други пасус &lt;b&gt;")
	p.lacks(t, `class="ds-alert`)
	reader.get("/sr-Latn/legal/privacy").has(t, "<h2>Ko smo</h2>", "Gnjilane")
	p = reader.get("/en/legal/privacy")
	p.has(t, `<article class="rv-text" lang="sr">`, "It is shown in: Српски.", "Полиција")

	if p := b.post("/desk/legal/privacy/sr", "base", "0", "body", "other"); p.status != http.StatusConflict {
		t.Errorf("an old page overwrites: %d", p.status)
	} else {
		p.has(t, ">other</textarea>", "Полиција")
	}
	for _, path := range []string{"/desk/legal/privacy/sr-Latn", "/desk/legal/cookies/en", "/desk/legal/privacy/xx"} {
		if p := b.get(path); p.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, p.status)
		}
	}
	for _, role := range []string{"auditor", "officer"} {
		if p := s.as(role).post("/desk/legal/privacy/en", "base", "0", "body", "x"); p.status != http.StatusForbidden {
			t.Errorf("%s writes: %d", role, p.status)
		}
	}
	b.get("/desk/legal").has(t, "/desk/legal/privacy/sr", "Not written", "Written")
}
