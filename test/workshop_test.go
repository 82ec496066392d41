package test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/meetings"
	"reeve/modules/plan/rates"
	rooms "reeve/modules/plan/workshop"
	"reeve/test/fixture"
)

// head is the chair of a room, who works by the forms of the desk's page.
type head struct {
	url, token, ref string
	client          *http.Client
}

// post sends a form of the desk as the chair; to is where the answer leads, or what it says.
func (h *head) post(t testing.TB, path string, form url.Values) (status int, to string) {
	t.Helper()
	req, err := http.NewRequest("POST", h.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+h.token)
	res, err := h.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if to = res.Header.Get("Location"); to == "" {
		raw, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		to = string(raw)
	}
	return res.StatusCode, to
}

// act takes an act of the chair, which must be taken.
func (h *head) act(t testing.TB, act string, more ...string) {
	t.Helper()
	form := url.Values{"act": {act}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	if status, _ := h.post(t, "/desk/rooms/"+h.ref, form); status != http.StatusSeeOther {
		t.Fatalf("%s %v: %d", act, more, status)
	}
}

// openRoom opens a workshop for 2024 of the plan KS-2021.
func openRoom(t testing.TB, town *fixture.Town, form url.Values) *head {
	t.Helper()
	h := &head{url: town.URL, token: town.All["strategy"], client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	form.Set("year", "2024")
	status, to := h.post(t, "/desk/plans/KS-2021/workshop", form)
	if status != http.StatusSeeOther {
		t.Fatalf("the room was not opened: %d %s", status, to)
	}
	h.ref = strings.TrimPrefix(to, "/desk/rooms/")
	return h
}

// room reads the room itself.
func (h *head) room(t testing.TB, town *fixture.Town) (r rooms.Room) {
	t.Helper()
	err := town.App.DB.Read(context.Background(), func(q *db.Snapshot) (err error) { r, err = rooms.ByRef(q, h.ref); return err })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// voter is a guest with a browser's cookies and one stream.
type voter struct {
	url, ref string
	n        int
	client   *http.Client
	twice    bool // sends every vote twice
	wavers   bool // changes its mind on every row

	mu     sync.Mutex
	last   string // Last-Event-ID
	resume int    // streams begun
	wrong  []string
	done   map[string]bool
}

func comeIn(t testing.TB, site, code, name string) (*voter, int) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &voter{url: site, client: &http.Client{Jar: jar}, done: map[string]bool{}}
	res, err := v.client.PostForm(site+"/en/room", url.Values{"code": {code}, "name": {name}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	v.ref = strings.TrimPrefix(res.Request.URL.Path, "/en/room/")
	return v, res.StatusCode
}

// mind is what a voter thinks of a row.
func (v *voter) mind(row string) rates.Status {
	sum := v.n
	for _, c := range row {
		sum += int(c)
	}
	return rooms.Votes()[sum%len(rooms.Votes())]
}

// cast sends votes, and gives the outcomes.
func (v *voter) cast(items ...map[string]any) ([]string, error) {
	raw, err := json.Marshal(map[string]any{"items": items})
	if err != nil {
		return nil, err
	}
	res, err := v.client.Post(v.url+"/api/v1/rooms/"+v.ref+"/votes", "application/json", bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var out rooms.PublicAnswers
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil || res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%d %v", res.StatusCode, err)
	}
	var outcomes []string
	for _, a := range out.Items {
		outcomes = append(outcomes, a.Outcome)
	}
	return outcomes, nil
}

func vote(id, row string, s rates.Status) map[string]any {
	return map[string]any{"id": id, "number": row, "status": string(s), "comment": "", "lang": "en", "given_at": time.Now().UnixMilli()}
}

// take votes on a row as this voter does.
func (v *voter) take(row string) error {
	id := fmt.Sprintf("voter-%02d-row-%s-000000", v.n, strings.ReplaceAll(row, ".", "-"))
	var items []map[string]any
	if v.wavers {
		items = append(items, vote(id+"a", row, v.mind(row+"x")))
	}
	items = append(items, vote(id, row, v.mind(row)))
	if v.twice {
		items = append(items, items[len(items)-1])
	}
	outcomes, err := v.cast(items...)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(outcomes, func(o string) bool { return o != "counted" }) {
		return fmt.Errorf("%s: %v", row, outcomes)
	}
	return nil
}

// listen votes on every row that comes, over streams that begin again where the last one ended.
func (v *voter) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if err := v.stream(ctx); err != nil && ctx.Err() == nil {
			time.Sleep(20 * time.Millisecond)
		}
	}
}

func (v *voter) stream(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, "GET", v.url+"/api/v1/rooms/"+v.ref+"/stream", nil)
	if err != nil {
		return err
	}
	if v.last != "" {
		req.Header.Set("Last-Event-ID", v.last)
	}
	res, err := v.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%d", res.StatusCode)
	}
	v.mu.Lock()
	v.resume++
	v.mu.Unlock()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			v.last = value
		case "data":
			var p rooms.PublicPulse
			if err := json.Unmarshal([]byte(value), &p); err != nil {
				return err
			}
			if p.Row == "" || p.RowState != rooms.RowOpen || v.done[p.Row] {
				continue
			}
			v.done[p.Row] = true
			if err := v.take(p.Row); err != nil {
				v.mu.Lock()
				v.wrong = append(v.wrong, err.Error())
				v.mu.Unlock()
			}
		}
	}
	return nil
}

// counted waits until so many votes on the row count.
func counted(t testing.TB, town *fixture.Town, room, row string, want int64, shown func() string) {
	t.Helper()
	var got int64
	for range 1500 {
		err := town.App.DB.Read(context.Background(), func(q *db.Snapshot) error {
			tally, err := rooms.TallyOf(q, room, row)
			got = tally.Sum()
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s has %d votes, want %d; the browser shows %s", row, got, want, shown())
}

// ratingOf is what the chair thinks of a row.
func ratingOf(n int) rates.Status { return rooms.Given()[n%len(rooms.Given())] }

// TestTwelveVoteOnNinetyNineRows: eleven programs and a browser vote on every row. The browser is cut off twice: once it
// is back before the row is closed, once after; a program's stream breaks off all the time. Nothing is lost or doubled,
// and minutes, ratings and votes say the same.
func TestTwelveVoteOnNinetyNineRows(t *testing.T) {
	town := fixture.Open(t, townOptions())
	town.Serve(t)
	importPlan(t, town.App, strategy(t, 60, 39, nil), period)
	h := openRoom(t, town, url.Values{"order": {"plan"}, "limit": {"2"}})
	if status, _ := h.post(t, "/desk/plans/KS-2021/workshop", url.Values{"year": {"2024"}}); status != http.StatusConflict {
		t.Errorf("a second room for the same assessment: %d", status)
	}
	room := h.room(t, town)

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var voters []*voter
	var all sync.WaitGroup
	for n := range 11 {
		v, _ := comeIn(t, town.URL, room.Code, fmt.Sprintf("Guest Number%d", n))
		if v.ref != h.ref {
			t.Fatalf("the code leads to %q", v.ref)
		}
		v.n, v.twice, v.wavers = n, n == 3, n == 5
		voters = append(voters, v)
		all.Go(func() {
			for ctx.Err() == nil {
				some, cancel := ctx, context.CancelFunc(func() {})
				if n == 7 { // a network that breaks off every half second
					some, cancel = context.WithTimeout(ctx, 500*time.Millisecond)
				}
				v.listen(some)
				cancel()
			}
		})
	}
	tab := newTab(t, town, room.Code)

	numbers := []string{}
	for i := range 60 {
		numbers = append(numbers, fmt.Sprintf("1.1.%d", i+1))
	}
	for i := range 39 {
		numbers = append(numbers, fmt.Sprintf("2.1.%d", i+1))
	}
	want := map[string]int64{}
	const cutAndLate, back, cutAndBack = 39, 45, 50
	for n, row := range numbers {
		if n == cutAndLate || n == cutAndBack {
			tab.hold(t)
		}
		h.act(t, "show", "number", row)
		want[row] = 12
		switch {
		case n == cutAndLate:
			tab.cut(t, row)
			want[row] = 11
		case n > cutAndLate && n < back:
			want[row] = 11
		case n == back:
			tab.comeBack(t, false)
			tab.answered(t, "closed before your vote came")
		case n == cutAndBack:
			tab.cut(t, row)
			counted(t, town, room.ID, row, 11, tab.shows)
			tab.comeBack(t, true)
		}
		counted(t, town, room.ID, row, want[row], tab.shows)
		more := []string{"number", row, "status", string(ratingOf(n))}
		if n%10 == 0 {
			more = append(more, "challenge", "Difficulty of "+row, "advice", "Advice on "+row)
		}
		h.act(t, "close", more...)
	}
	stop()
	all.Wait()
	for _, v := range voters {
		if len(v.wrong) > 0 {
			t.Errorf("voter %d: %v", v.n, v.wrong)
		}
	}
	if voters[7].resume < 3 {
		t.Errorf("the stream that breaks off was begun %d times", voters[7].resume)
	}
	h.act(t, "finish")
	roomAgrees(t, town, h, numbers, want, voters, numbers[cutAndLate])
}

// roomAgrees compares votes, ratings, the record and the minutes of a finished room.
func roomAgrees(t *testing.T, town *fixture.Town, h *head, numbers []string, want map[string]int64, voters []*voter, late string) {
	t.Helper()
	var record struct {
		State   string
		Persons int
		Meeting string
		Rows    []struct {
			Number, State, Rating string
			Votes                 map[rates.Status]int64
			Late                  int64
		}
	}
	status, raw := call(t, "GET", town.URL+"/api/v1/desk/rooms/"+h.ref, bearer(h.token), nil)
	text, _ := json.Marshal(raw)
	if err := json.Unmarshal(text, &record); err != nil || status != http.StatusOK {
		t.Fatalf("%d %v", status, err)
	}
	if record.State != rooms.Finished || record.Persons != 12 || len(record.Rows) != len(numbers) {
		t.Fatalf("%s, %d persons, %d rows", record.State, record.Persons, len(record.Rows))
	}
	var names, minutes string
	err := town.App.DB.Read(context.Background(), func(q *db.Snapshot) error {
		m, err := meetings.ByRef(q, record.Meeting)
		if err != nil {
			return err
		}
		for _, i := range m.Agenda {
			minutes += i.Minutes + "\n"
		}
		names, err = town.App.Meetings.Names(q, m)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	l := town.App.Catalogue.For(i18n.English)
	sum := map[string]int{}
	for n, row := range record.Rows {
		tally := rooms.Tally(row.Votes)
		if row.Number != numbers[n] || tally.Sum() != want[row.Number] || row.Rating != string(ratingOf(n)) || row.State != rooms.RowClosed {
			t.Errorf("%+v, want %d votes, %s", row, want[row.Number], ratingOf(n))
		}
		expected := rooms.Tally{}
		for _, v := range voters {
			expected[v.mind(row.Number)]++
		}
		if want[row.Number] == 12 {
			expected[rates.Partly]++ // the browser's
		}
		for _, s := range rooms.Votes() {
			if expected[s] != tally[s] {
				t.Errorf("%s has %d %s, want %d", row.Number, tally[s], s, expected[s])
			}
		}
		if wantLate := map[bool]int64{row.Number == late: 1}[true]; row.Late != wantLate {
			t.Errorf("%s has %d late votes", row.Number, row.Late)
		}
		said := fmt.Sprintf("%s Train officers of group %s\nThe room: %s. Votes: %d\n", row.Number, row.Number[:1]+row.Number[3:], rooms.CountWords(l, tally), tally.Sum())
		if !strings.Contains(minutes, said) {
			t.Errorf("the minutes do not say %q", said)
		}
		if !strings.Contains(minutes, "Reviewer's rating: "+l.T(ratingOf(n).Key())) {
			t.Errorf("the minutes do not say the rating of %s", row.Number)
		}
		sum[string(ratingOf(n))]++
	}
	if !strings.Contains(names, "Guest Number0") || strings.Count(names, "\n") != 11 {
		t.Errorf("names of the minutes: %q", names)
	}
	_, figures := call(t, "GET", town.URL+"/api/v1/plans/KS-2021/assessments/2024", bearer(h.token), nil)
	for s, n := range figures["by_status"].(map[string]any) {
		if int(n.(float64)) != sum[s] {
			t.Errorf("the assessment counts %v %s, the chair gave %d", n, s, sum[s])
		}
	}
	err = town.App.DB.Read(context.Background(), func(q *db.Snapshot) error {
		var sealed, votes int
		if err := q.QueryRow("SELECT COUNT(*) FROM plan_room_person WHERE name IS NOT NULL").Scan(&sealed); err != nil {
			return err
		}
		if sealed != 0 {
			t.Errorf("%d names are left in the room", sealed)
		}
		// Each voter once a row, who wavers twice; the browser on 94 rows, late on one of them.
		if err := q.QueryRow("SELECT COUNT(*) FROM plan_room_vote").Scan(&votes); err != nil {
			return err
		}
		if want := 99*11 + 99 + 94; votes != want {
			t.Errorf("%d votes are stored, want %d", votes, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
