package bench

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/modules/plan"
)

// PlanOptions of a run.
type PlanOptions struct {
	Activities int
	Rounds     int
	Database   string // postgres://… ; empty = SQLite
	Seconds    int    // of each page
	Out        io.Writer
}

// PlanResult is what was measured. Times are in milliseconds.
type PlanResult struct {
	Engine     string     `json:"engine"`
	Cores      int        `json:"cores"`
	Load       float64    `json:"load_before"`
	Activities int        `json:"activities"`
	ImportMS   float64    `json:"import_ms"`
	RateMS     float64    `json:"rate_year_ms"` // of the last year, one rating of each side for each activity
	Pages      []PageRate `json:"pages"`
	Files      []PlanFile `json:"files"`
	ResidentMB float64    `json:"rss_mb"`
}

// PlanFile is how long a format of the report takes the first time.
type PlanFile struct {
	Format string  `json:"format"`
	MS     float64 `json:"ms"`
	Bytes  int     `json:"bytes"`
}

// planCode is what the invented plan is called.
const planCode = "BENCH"

// shape of the invented plan: so many objectives, sub-objectives under each, and an indicator for every so many activities.
const (
	planObjectives = 20
	planSubs       = 10
	planIndicators = 10
)

// RunPlan imports an invented plan, rates it, and asks for every page and every format.
func RunPlan(ctx context.Context, o PlanOptions) (PlanResult, error) {
	res := PlanResult{Engine: "sqlite", Cores: runtime.NumCPU(), Load: load(), Activities: o.Activities}
	if o.Database != "" {
		res.Engine = "postgres"
	}
	dir, err := os.MkdirTemp("", "reeve-bench")
	if err != nil {
		return res, err
	}
	defer os.RemoveAll(dir)
	err = with(ctx, app.Options{Dir: filepath.Join(dir, "a"), Database: o.Database}, func(t *town) error {
		if t.token, err = t.a.Identity.TokenForRole(ctx, db.System(), "strategy", "bench", t.a.Now().Add(2*time.Hour)); err != nil {
			return err
		}
		first, err := t.fillPlan(ctx, o, dir, &res)
		if err != nil {
			return err
		}
		for _, path := range planPages(first) {
			fmt.Fprintln(o.Out, path)
			times, took, err := t.again(ctx, path, time.Duration(o.Seconds)*time.Second)
			if err != nil {
				return err
			}
			res.Pages = append(res.Pages, rateOf(path, times, took))
		}
		for _, format := range []string{"json", "html", "xlsx", "docx", "pdf"} {
			fmt.Fprintln(o.Out, format)
			began := time.Now()
			body, err := t.fetch(ctx, "/api/v1/plans/"+planCode+"/report?lang=sr&format="+format)
			if err != nil {
				return err
			}
			res.Files = append(res.Files, PlanFile{format, ms3(time.Since(began)), len(body)})
		}
		res.ResidentMB = rss()
		return nil
	})
	return res, err
}

// planPages are the pages of a plan, some of one of its lines.
func planPages(activity string) []string {
	at, desk := "/en/plans", "/desk/plans/"+planCode
	return []string{at, at + "/" + planCode, "/desk/plans", desk, desk + "?open=3", desk + "/versions", desk + "/nodes/3", desk + "/nodes/3.4", desk + "/nodes/" + activity, desk + "/indicators", desk + "/report", desk + "/timeline?objective=3",
		desk + "/leads", desk + "/leads?unit=&lead=Unit+3", desk + "/lists", desk + "/lists?list=silent", desk + "/lists?list=slipped", "/api/v1/plans/" + planCode, "/api/v1/plans/" + planCode + "/nodes"}
}

// fillPlan imports the plan, amends a hundredth of it and rates its years; it gives the number of an activity.
func (t *town) fillPlan(ctx context.Context, o PlanOptions, dir string, res *PlanResult) (string, error) {
	fmt.Fprintln(o.Out, "import")
	file := filepath.Join(dir, "plan.csv")
	numbers, err := writePlan(file, o.Activities, false)
	if err != nil {
		return "", err
	}
	in := plan.ImportOptions{Code: planCode, Begins: "2021-01-01", Ends: "2025-12-31", Actor: db.System()}
	began := time.Now()
	if _, err := t.a.Plan.Register.Import(ctx, file, in); err != nil {
		return "", err
	}
	res.ImportMS = ms3(time.Since(began))
	if _, err := writePlan(file, o.Activities, true); err != nil {
		return "", err
	}
	in.From, in.Reason = "2022-06-01", "moved"
	if _, err := t.a.Plan.Register.Import(ctx, file, in); err != nil {
		return "", err
	}
	statuses := []plan.Status{plan.Implemented, plan.Partly, plan.NotImplemented, plan.OnSchedule, plan.Late}
	for k := range o.Rounds {
		year := 2025 - o.Rounds + k
		fmt.Fprintln(o.Out, "rate", year)
		began := time.Now()
		err := t.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
			rows, err := t.a.Plan.BeginYear(tx, planCode, year)
			if err != nil {
				return err
			}
			var in []plan.RatingIn
			for i, r := range rows {
				if i%5 == 0 {
					continue
				}
				in = append(in, plan.RatingIn{Number: r.Number, Side: plan.ByUnit, Status: statuses[(i+k)%5], Comment: "invented"}, plan.RatingIn{Number: r.Number, Side: plan.ByReviewer, Status: statuses[(i+k+i%3)%5]})
			}
			return t.a.Plan.RateYear(tx, planCode, year, in)
		})
		if err != nil {
			return "", err
		}
		res.RateMS = ms3(time.Since(began))
	}
	return numbers[len(numbers)/2], nil
}

// writePlan writes an invented plan; amended moves the deadline of every hundredth activity.
func writePlan(file string, activities int, amended bool) (numbers []string, err error) {
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	w.Write([]string{"Number", "Activity (en)", "Activity (sq)", "Activity (sr)", "Deadline", "Lead", "Indicator", "Unit", "Baseline", "Target 2024"})
	line := func(number, what, deadline, lead string, indicator ...string) {
		row := []string{number, "Invented " + what + " " + number + ": train officers and meet residents", "E shpikur " + number + ": trajnimi i zyrtarëve dhe takimi me banorët",
			"Измишљено " + number + ": обука службеника и састанак са становницима", deadline, lead}
		w.Write(append(append(row, indicator...), make([]string, 4-len(indicator))...))
	}
	n := 0
	for i := range planObjectives {
		objective := strconv.Itoa(i + 1)
		line(objective, "objective", "", "")
		for k := range planSubs {
			sub := objective + "." + strconv.Itoa(k+1)
			line(sub, "sub-objective", "", "")
			for j := range activities / (planObjectives * planSubs) {
				number, deadline := sub+"."+strconv.Itoa(j+1), fmt.Sprintf("%02d.%02d.%d", 1+n%28, 1+n%12, 2021+n%5)
				if amended && n%100 == 0 {
					deadline = "31.12.2025"
				}
				numbers = append(numbers, number)
				if n++; n%planIndicators == 0 {
					line(number, "activity", deadline, fmt.Sprintf("Unit %d", n%60), "Invented indicator "+number, "patrols", strconv.Itoa(n%50), strconv.Itoa(100+n%50))
				} else {
					line(number, "activity", deadline, fmt.Sprintf("Unit %d", n%60))
				}
			}
		}
	}
	w.Flush()
	return numbers, w.Error()
}

// again asks for a page one after the other for a while, once beforehand, and gives the times in order.
func (t *town) again(ctx context.Context, path string, during time.Duration) (times []time.Duration, took time.Duration, err error) {
	if _, err := t.fetch(ctx, path); err != nil {
		return nil, 0, err
	}
	for began := time.Now(); took < during || len(times) < 20; took = time.Since(began) {
		one := time.Now()
		if _, err := t.fetch(ctx, path); err != nil {
			return nil, 0, err
		}
		times = append(times, time.Since(one))
	}
	slices.Sort(times)
	return times, took, nil
}

func (t *town) fetch(ctx context.Context, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", t.url+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+t.token)
	res, err := t.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s %s", path, res.Status, body[:min(len(body), 300)])
	}
	return body, err
}
