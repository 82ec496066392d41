package threatmap

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
)

// StepInput is a step as it is sent. Which fields a step needs, [Definition] says.
type StepInput struct {
	ID          string            `json:"id" required:"true"` // UUID made by the sender; the same step sent twice is taken once
	Step        string            `json:"step" required:"true"`
	BaseVersion *int64            `json:"base_version"`
	OccurredAt  *time.Time        `json:"occurred_at"`
	Reason      string            `json:"reason"`
	Text        string            `json:"text"`
	Found       string            `json:"found"`        // what a visit found
	Body        string            `json:"body"`         // code of the organisation that takes over
	Post        string            `json:"post"`         // code of the post that takes over
	Photo       string            `json:"photo"`        // id of a photo of this report
	Regions     []document.Region `json:"regions"`      // of the photo, covered in the version that becomes public
	DuplicateOf string            `json:"duplicate_of"` // ref of the report that this one is treated together with
	LateReason  string            `json:"late_reason"`  // why it is entered more than 72 hours later
}

// detail is what is sealed of a step.
type detail struct {
	Reason     string `json:"reason,omitempty"`
	Text       string `json:"text,omitempty"`
	Found      string `json:"found,omitempty"`
	Body       string `json:"body,omitempty"` // code
	Post       string `json:"post,omitempty"` // code
	Photo      string `json:"photo,omitempty"`
	Regions    int    `json:"regions,omitempty"` // how many were covered; which ones stands with the photo's version
	LateReason string `json:"late_reason,omitempty"`
	Duplicate  string `json:"duplicate,omitempty"` // ref of the report that it was linked to, or follows
	Inside     *bool  `json:"inside,omitempty"`    // a visit fell into the days and hours given
}

// reopenWithin is how long after its closing a report can be reopened by its key.
const reopenWithin = 60 * 24 * time.Hour

// stepAPI is POST /api/v1/reports/{ref}/steps.
func (m *Map) stepAPI(r *web.Request, in StepInput) (StepTaken, error) {
	var photos []Photo
	if r.MultipartForm != nil {
		var err error
		if in, photos, err = readStepForm(r); err != nil {
			return StepTaken{}, err
		}
	}
	return m.takeStep(r, r.PathValue("ref"), in, photos)
}

// takeStep takes a step for whoever asks: staff with the right, or the holder of the report's key.
func (m *Map) takeStep(r *web.Request, ref string, in StepInput, photos []Photo) (StepTaken, error) {
	take, err := m.prepareStep(r, ref, in, photos)
	if err != nil {
		return StepTaken{}, err
	}
	return web.Write(r, take)
}

// prepareStep checks and cleans what it can before the transaction in which the step is taken.
func (m *Map) prepareStep(r *web.Request, ref string, in StepInput, photos []Photo) (func(tx *db.Tx) (StepTaken, error), error) {
	if err := in.clean(); err != nil {
		return nil, err
	}
	if _, known := m.Process.Definition(Kind).Step(in.Step); !known {
		return nil, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	var upload document.Upload
	var seen []document.Upload // on a visit
	if in.Step == "add_photo" {
		if len(photos) != 1 {
			return nil, errs.Bad("photo", "threatmap.photo_missing")
		}
		var err error
		if upload, err = m.takePhoto(r.Context(), photos[0]); err != nil {
			return nil, err
		}
	}
	if in.Step == "visit" {
		if len(photos) > MaxPhotos {
			return nil, errs.Bad("photo", "threatmap.too_many_photos", "most", MaxPhotos)
		}
		for _, photo := range photos {
			u, err := m.takePhoto(r.Context(), photo)
			if err != nil {
				return nil, err
			}
			seen = append(seen, u)
		}
	}
	if in.Step == "publish_photo" {
		var err error
		if upload, err = m.redacted(r, strings.ToUpper(ref), in); err != nil {
			return nil, err
		}
	}
	return func(tx *db.Tx) (StepTaken, error) {
		rep, err := byRef(tx, strings.ToUpper(ref))
		if err != nil {
			return StepTaken{}, err
		}
		i, err := process.Load(tx, rep.ID)
		if err != nil {
			return StepTaken{}, err
		}
		// Whoever took a step may send it again, also where the step itself has ended their right.
		if mine, err := process.TakenBy(tx, in.ID, rep.ID, in.Step); err != nil || mine {
			return StepTaken{Version: i.Version, State: i.State}, err
		}
		if err := m.mayStep(r, rep, i, in.Step); err != nil {
			return StepTaken{}, err
		}
		if err := m.mayLink(r, tx, in); err != nil {
			return StepTaken{}, err
		}
		i, repeated, err := m.apply(tx, rep, in)
		if errs.KindOf(err) == errs.Conflict {
			now, lerr := process.Load(tx, rep.ID)
			if lerr != nil {
				return StepTaken{}, lerr
			}
			errs.Of(err).Current = map[string]any{"id": rep.Ref, "ref": rep.Ref, "state": now.State, "version": now.Version}
		}
		if err == nil && !repeated {
			if err = m.effects(tx, rep, i, in, upload); err == nil {
				err = m.visitPhotos(tx, rep, seen)
			}
		}
		if err == nil && !repeated {
			if i, err = m.together(tx, rep, i, in); err != nil {
				return StepTaken{}, err
			}
		}
		return StepTaken{Version: i.Version, State: i.State}, err
	}, nil
}

// clean trims the texts and bounds them.
func (in *StepInput) clean() error {
	var bad errs.Fields
	for name, s := range map[string]*string{"reason": &in.Reason, "text": &in.Text, "found": &in.Found, "late_reason": &in.LateReason} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
		if n := utf8.RuneCountInString(*s); n > MaxText {
			bad.Add(name, "threatmap.text_too_long", "most", MaxText, "have", n)
		}
	}
	if in.Step == "" {
		bad.Add("step", "threatmap.step_missing")
	}
	return bad.Err()
}

// mayStep asks the policy: by the place, unit and post of the report, or as the body it was handed to.
func (m *Map) mayStep(r *web.Request, rep Report, i process.Instance, step string) error {
	err := r.Allowed(Kind+"."+step, m.resource(rep, i))
	if err != nil && slices.Contains([]string{"done", "take_back"}, step) && r.Allowed("threatmap.body."+step, handover(rep, i)) == nil {
		return nil
	}
	return err
}

// resource is a report for the policy: everything it lies in.
func (m *Map) resource(rep Report, i process.Instance) policy.Resource {
	s := m.Places.Snapshot()
	in := append([]policy.Ref{{Kind: policy.Org, ID: rep.Org}}, s.InPlace(i.Place)...)
	if i.Unit != "" {
		in = append(in, s.InUnit(i.Unit)...)
	}
	if i.Post != "" {
		in = append(in, policy.Ref{Kind: policy.Post, ID: i.Post})
	}
	return policy.Resource{Kind: Kind, ID: rep.ID, In: in}
}

// handover is a report as the body sees it that it was handed to: it lies in that organisation and nowhere else.
func handover(rep Report, i process.Instance) policy.Resource {
	res := policy.Resource{Kind: "threatmap.handover", ID: rep.ID}
	if i.Body != "" {
		res.In = []policy.Ref{{Kind: policy.Org, ID: i.Body}}
	}
	return res
}

// apply checks what the step needs and hands it to the process.
func (m *Map) apply(tx *db.Tx, rep Report, in StepInput) (process.Instance, bool, error) {
	c := process.Command{ID: in.ID, Instance: rep.ID, Step: in.Step, BaseVersion: in.BaseVersion, Backdated: in.LateReason != "",
		Attention: Kind + ".attention." + in.Step, Given: in.given()}
	if in.OccurredAt != nil {
		c.OccurredAt = in.OccurredAt.UTC().Truncate(time.Microsecond)
	}
	d := detail{Reason: in.Reason, Text: in.Text, Found: in.Found, Body: in.Body, Post: in.Post, Photo: in.Photo, Regions: len(in.Regions), LateReason: in.LateReason, Duplicate: in.DuplicateOf}
	if in.Step == "visit" {
		at := c.OccurredAt
		if at.IsZero() {
			at = tx.Now()
		}
		if inside, ok := rep.Seen.Covers(at, m.zone(rep)); ok {
			d.Inside = &inside
		}
	}
	plain, err := json.Marshal(d)
	if err != nil {
		return process.Instance{}, false, err
	}
	c.Check = func(i process.Instance) error { return m.needs(tx, rep, i, in) }
	if in.Step == "unlink" {
		c.Change = waitsForPost
	}
	if in.Step == "reroute" || in.Step == "hand_over" || in.Step == "take_back" {
		c.Change = func(i *process.Instance) { m.reassign(i, in) }
	}
	// Sealed first: the step's row is covered by the log as it is written, once.
	if c.Detail, err = m.Keys.Seal(tx, rep.ID, "step", plain); err != nil {
		return process.Instance{}, false, err
	}
	return m.Process.Apply(tx, c)
}

// needs tells everything that is missing for a step.
func (m *Map) needs(q db.Reader, rep Report, i process.Instance, in StepInput) error {
	var bad errs.Fields
	needs, err := m.Process.Needs(q, i, in.Step)
	if err != nil {
		return err
	}
	for _, need := range needs {
		switch need {
		case "reason":
			require(&bad, "reason", in.Reason, "threatmap.reason_missing")
		case "text":
			require(&bad, "text", in.Text, "threatmap.step_text_missing")
		case "found":
			require(&bad, "found", in.Found, "threatmap.found_missing")
		case "occurred_at":
			if in.OccurredAt == nil {
				bad.Add("occurred_at", "threatmap.occurred_missing")
			}
		case "body":
			if org, ok := m.orgByCode(in.Body); !ok || org.ID == rep.Org {
				bad.Add("body", "threatmap.body_unknown", "body", in.Body)
			}
		case "post":
			if _, ok := m.postByCode(in.Post); !ok {
				bad.Add("post", "threatmap.post_unknown", "post", in.Post)
			}
		case "duplicate_of":
			if err := m.checkLink(q, rep, in.DuplicateOf, &bad); err != nil {
				return err
			}
		case "photo":
			if in.Step == "add_photo" {
				break // it comes along with the step
			}
			if ok, err := hasPhoto(q, rep.ID, in.Photo); err != nil {
				return err
			} else if !ok {
				bad.Add("photo", "threatmap.photo_unknown")
			}
		}
	}
	if in.Step == "reopen" && m.Now().Sub(i.ClosedAt) > reopenWithin {
		return errs.New(errs.Conflict, "threatmap.reopen_too_late")
	}
	if in.Step == "unlink" && rep.DuplicateOf == "" {
		return errs.New(errs.Conflict, "threatmap.not_linked")
	}
	if rep.DuplicateOf != "" && ownOnly(in.Step) {
		return errs.New(errs.Conflict, "threatmap.follows_other")
	}
	if in.Step == "publish" && rep.CrimeTip {
		return errs.New(errs.Conflict, "threatmap.crime_tip_stays_inside")
	}
	if in.Step == "add_photo" {
		if n, err := countPhotos(q, rep.ID); err != nil {
			return err
		} else if n >= MaxPhotos {
			bad.Add("photo", "threatmap.too_many_photos", "most", MaxPhotos)
		}
	}
	return bad.Err()
}

// given are the texts that were filled in, for what an overlay demands of a step.
func (in StepInput) given() (names []string) {
	for name, value := range map[string]string{"reason": in.Reason, "text": in.Text, "found": in.Found} {
		if value != "" {
			names = append(names, name)
		}
	}
	return names
}

func require(bad *errs.Fields, field, value, key string) {
	if value == "" {
		bad.Add(field, key)
	}
}

// reassign changes who has the report now.
func (m *Map) reassign(i *process.Instance, in StepInput) {
	switch in.Step {
	case "reroute":
		if p, ok := m.postByCode(in.Post); ok {
			i.Post, i.Unit = p.ID, p.Unit
		}
	case "hand_over":
		if org, ok := m.orgByCode(in.Body); ok {
			i.Body = org.ID
		}
	case "take_back":
		i.Body = ""
	}
}

func (m *Map) zone(rep Report) *time.Location {
	if cal := m.Places.Calendar(rep.Place); cal != nil {
		return cal.Zone
	}
	return time.UTC
}
