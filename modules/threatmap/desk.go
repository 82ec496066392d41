package threatmap

import (
	"io"
	"net/http"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
)

// Inside is a report as staff see it.
type Inside struct {
	ID          string            `json:"id"` // = ref
	Ref         string            `json:"ref"`
	Category    string            `json:"category"`
	State       string            `json:"state"`
	Version     int64             `json:"version"`
	Community   CommunityRef      `json:"community"`
	Beat        *CommunityRef     `json:"beat"`
	Lat         float64           `json:"lat"`
	Lon         float64           `json:"lon"`
	Precision   string            `json:"precision"` // exact, area
	Published   *PublishedPlace   `json:"published"`
	Publication string            `json:"publication"`
	CrimeTip    bool              `json:"crime_tip"`
	Rule        string            `json:"rule"`
	RuleVersion int64             `json:"rule_version"`
	Post        *PostRef          `json:"post"` // null = the coordinators' queue
	Body        *OrgRef           `json:"body"`
	Text        string            `json:"text"`
	Lang        string            `json:"lang"`
	Answers     map[string]string `json:"answers"`
	Contact     string            `json:"contact"`
	Seen        InsideSeen        `json:"seen"`
	PublicText  *string           `json:"public_text"`
	Photos      []InsidePhoto     `json:"photos"`
	Source      string            `json:"source"`
	FiledAt     time.Time         `json:"filed_at"`
	Clocks      []InsideClock     `json:"clocks"`
	History     []InsideStep      `json:"history"`
	Steps       []string          `json:"steps"`        // that the asker may take now
	HeldReason  string            `json:"held_reason"`  // why publication is held: review, no_script, network, burst, same_text
	DuplicateOf *string           `json:"duplicate_of"` // ref of the report that this one follows
	Duplicates  []string          `json:"duplicates"`   // refs of those that follow this one
	Candidates  []TwinCandidate   `json:"candidates"`   // open reports that may be about the same thing
}

// PostRef names a post.
type PostRef struct {
	Code  string    `json:"code"`
	Title i18n.Text `json:"title"`
}

// OrgRef names an organisation.
type OrgRef struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// InsideSeen is when the resident sees the threat.
type InsideSeen struct {
	From     string    `json:"from"`
	To       string    `json:"to"`
	Parts    []DayPart `json:"day_parts"`
	Weekdays []int     `json:"weekdays"`
}

// InsidePhoto is a photo with its state.
type InsidePhoto struct {
	ID        string          `json:"id"`
	URL       string          `json:"url"`
	Published bool            `json:"published"`
	Releases  []InsideRelease `json:"releases"` // oldest first
}

// InsideClock is a clock with what it shows now.
type InsideClock struct {
	Name      string       `json:"name"`
	Round     int64        `json:"round"`
	Status    clock.Status `json:"status"`
	Period    string       `json:"period"`
	StartedAt time.Time    `json:"started_at"`
	DueAt     time.Time    `json:"due_at"`
	StoppedAt *time.Time   `json:"stopped_at"`

	running process.Running
}

// InsideStep is a step with all that was said.
type InsideStep struct {
	ID         string    `json:"id"`
	Version    int64     `json:"version"`
	Step       string    `json:"step"`
	State      string    `json:"state"`
	OccurredAt time.Time `json:"occurred_at"`
	RecordedAt time.Time `json:"recorded_at"`
	By         string    `json:"by"` // title of the post, or the kind of who it was
	Reason     string    `json:"reason"`
	Text       string    `json:"text"`
	Found      string    `json:"found"`
	Inside     *bool     `json:"visit_inside"`
}

// deskAPI is GET /api/v1/desk/reports/{ref}. The opening is a consultation and is logged before it is answered.
func (m *Map) deskAPI(r *web.Request, _ web.None) (Inside, error) {
	return web.Write(r, func(tx *db.Tx) (Inside, error) { return m.consult(tx, r, r.PathValue("ref")) })
}

// consult opens a report whole for staff who may, and records that they did.
func (m *Map) consult(tx *db.Tx, r *web.Request, ref string) (Inside, error) {
	clean, ok := id.ParseRef(ref)
	if !ok {
		return Inside{}, errs.New(errs.NotFound, "threatmap.no_such_report")
	}
	rep, err := byRef(tx, clean)
	if err != nil {
		return Inside{}, err
	}
	i, err := process.Load(tx, rep.ID)
	if err != nil {
		return Inside{}, err
	}
	if err := m.mayRead(r, rep, i); err != nil {
		return Inside{}, err
	}
	if err := m.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "threatmap.report.consulted", Kind: Kind, ID: rep.ID, Version: rep.Version,
		Place: rep.Place, Org: rep.Org}); err != nil {
		return Inside{}, err
	}
	return m.inside(tx, r, rep, i)
}

func (m *Map) mayRead(r *web.Request, rep Report, i process.Instance) error {
	err := r.Allowed("threatmap.desk.read", m.resource(rep, i))
	if err != nil && r.Allowed("threatmap.body.read", handover(rep, i)) == nil {
		return nil
	}
	return err
}

func (m *Map) inside(q db.Reader, r *web.Request, rep Report, i process.Instance) (Inside, error) {
	snap := m.Places.Snapshot()
	out := Inside{ID: rep.Ref, Ref: rep.Ref, Category: rep.Category, State: i.State, Version: i.Version, Lat: rep.At.Lat, Lon: rep.At.Lon, Precision: "area",
		Published: publishedPlace(rep), Publication: rep.Publication, CrimeTip: rep.CrimeTip, Rule: rep.Rule, RuleVersion: rep.RuleVersion, Lang: rep.Lang,
		Source: rep.Source, FiledAt: rep.FiledAt, Photos: []InsidePhoto{}, Clocks: []InsideClock{}, History: []InsideStep{}, Steps: []string{},
		Seen: InsideSeen{rep.Seen.From, rep.Seen.To, append([]DayPart{}, rep.Seen.Parts...), append([]int{}, rep.Seen.Weekdays...)}}
	if rep.Exact {
		out.Precision = "exact"
	}
	if p, ok := snap.Place(rep.Place); ok {
		out.Community = communityRef(p)
	}
	if p, ok := snap.Place(rep.Beat); ok {
		c := communityRef(p)
		out.Beat = &c
	}
	if p, ok := snap.Post(i.Post); ok {
		out.Post = &PostRef{p.Post.Code, p.Post.Titles}
	}
	if o, ok := snap.Org(i.Body); ok {
		out.Body = &OrgRef{o.Code, o.Names}
	}
	in, err := m.open(q, rep)
	if err != nil {
		return out, err
	}
	out.Text, out.Answers, out.Contact = in.Text, in.Answers, in.Contact
	if out.Answers == nil {
		out.Answers = map[string]string{}
	}
	if out.PublicText, err = m.publicText(q, rep); err != nil {
		return out, err
	}
	photos, err := photosOf(q, rep.ID)
	if err != nil {
		return out, err
	}
	for _, p := range photos {
		releases, err := insideReleases(q, p.ID)
		if err != nil {
			return out, err
		}
		out.Photos = append(out.Photos, InsidePhoto{p.ID, "/desk/photos/" + p.ID, p.Published, releases})
	}
	clocks, err := process.Clocks(q, rep.ID)
	if err != nil {
		return out, err
	}
	for _, c := range clocks {
		s := m.Process.State(i, c, r.Now)
		k := InsideClock{Name: c.Name, Round: c.Round, Status: s.Status, Period: c.Clock.Period.String(), StartedAt: c.Clock.StartedAt, DueAt: s.DueAt, running: c}
		if !c.Clock.StoppedAt.IsZero() {
			k.StoppedAt = &c.Clock.StoppedAt
		}
		out.Clocks = append(out.Clocks, k)
	}
	if out.History, err = m.insideHistory(q, rep); err != nil {
		return out, err
	}
	if err := m.twins(q, r.Scope("threatmap.desk.read"), rep, &out); err != nil {
		return out, err
	}
	for _, s := range m.Process.Of(i).StepsFrom(i.State) {
		if rep.ErasedAt.IsZero() && m.mayStep(r, rep, i, s.Name) == nil {
			out.Steps = append(out.Steps, s.Name)
		}
	}
	return out, nil
}

func (m *Map) insideHistory(q db.Reader, rep Report) ([]InsideStep, error) {
	steps, err := process.History(q, rep.ID)
	if err != nil {
		return nil, err
	}
	out := []InsideStep{}
	for _, t := range steps {
		d, err := m.openDetail(q, rep, t)
		if err != nil {
			return nil, err
		}
		by := t.ActorKind
		if p, ok := m.Places.Snapshot().Post(t.Post); ok {
			by, _ = p.Post.Titles.Best(i18n.English, m.Settings.Get().Fallback)
		}
		out = append(out, InsideStep{ID: t.ID, Version: t.Version, Step: t.Step, State: t.To, OccurredAt: t.OccurredAt, RecordedAt: t.RecordedAt, By: by,
			Reason: d.Reason, Text: d.Text, Found: d.Found, Inside: d.Inside})
	}
	return out, nil
}

// photo is GET /photos/{id}: published photos for everybody.
func (m *Map) photo(w http.ResponseWriter, r *web.Request) error {
	return m.sendPhoto(w, r, publicFile, document.Public)
}

// deskPhoto is GET /desk/photos/{id}: for staff who may read the report; the opening is logged.
func (m *Map) deskPhoto(w http.ResponseWriter, r *web.Request) error {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		var report string
		if err := tx.QueryRow("SELECT report FROM report_photo WHERE id = $1", r.PathValue("id")).Scan(&report); err != nil {
			return web.None{}, errs.New(errs.NotFound, "threatmap.no_such_report")
		}
		rep, err := byID(tx, report)
		if err != nil {
			return web.None{}, err
		}
		i, err := process.Load(tx, report)
		if err != nil {
			return web.None{}, err
		}
		if err := m.mayRead(r, rep, i); err != nil {
			return web.None{}, err
		}
		return web.None{}, m.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "threatmap.photo.consulted", Kind: Kind, ID: rep.ID, Version: rep.Version, Place: rep.Place, Org: rep.Org})
	})
	if err != nil {
		return err
	}
	return m.sendPhoto(w, r, photoFile, document.Inside)
}

// sendPhoto sends the file that of finds for a photo, if it may be seen by as many as most.
func (m *Map) sendPhoto(w http.ResponseWriter, r *web.Request, of func(q db.Reader, photo string) (string, error), most document.Visibility) error {
	var file string
	err := r.Read(func(s *db.Snapshot) (err error) { file, err = of(s, r.PathValue("id")); return err })
	if err != nil {
		return err
	}
	f, content, err := m.Archive.Open(r.Context(), file, most)
	if err != nil {
		return err
	}
	defer content.Close()
	w.Header().Set("Content-Type", f.Type)
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = io.Copy(w, content)
	return err
}
