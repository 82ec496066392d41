package field

import (
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/threatmap"
)

// stepBody is the body of report.step.
type stepBody struct {
	Ref    string   `json:"ref"`
	Step   string   `json:"step"`
	Found  string   `json:"found"`
	Reason string   `json:"reason"`
	Text   string   `json:"text"`
	Photos []string `json:"photos"` // of a visit
}

// Steps that are taken from the phone.
func steps() []string {
	return []string{"open", "visit", "confirm", "not_confirm", "eliminate", "ask", "reverify", "mistake", "crime_tip"}
}

func stepTaker(n Needs) Taker {
	return Taker{
		Photos: func(c Command) []string { b, _ := stepOf(c); return b.Photos },
		Prepare: func(r *web.Request, c Command, photos []Photo) (func(tx *db.Tx) (Outcome, error), error) {
			b, err := stepOf(c)
			if err != nil {
				return nil, err
			}
			at := c.OccurredAt
			take, err := n.Map.PrepareStep(r, b.Ref, threatmap.StepInput{ID: c.ID, Step: b.Step, BaseVersion: c.BaseVersion, OccurredAt: &at,
				Found: b.Found, Reason: b.Reason, Text: b.Text, LateReason: c.LateReason}, open(r.Context(), n.Archive, photos))
			if err != nil {
				return nil, err
			}
			return func(tx *db.Tx) (Outcome, error) {
				t, err := take(tx)
				return Outcome{Ref: b.Ref, Version: t.Version, State: t.State}, err
			}, nil
		},
		Current: func(r *web.Request, c Command, _ error) any {
			b, err := stepOf(c)
			if err != nil {
				return nil
			}
			var now threatmap.Standing
			if err := r.Read(func(q *db.Snapshot) (err error) { now, err = n.Map.Standing(q, r, b.Ref); return err }); err != nil {
				return nil
			}
			now.Steps = slices.DeleteFunc(now.Steps, func(s string) bool { return !slices.Contains(steps(), s) }) // others are for the desk
			return now
		},
	}
}

func stepOf(c Command) (b stepBody, err error) {
	if err := strict(c, &b); err != nil {
		return b, err
	}
	if !slices.Contains(steps(), b.Step) {
		return b, errs.Bad("step", "process.no_such_step", "step", b.Step)
	}
	if len(b.Photos) > 0 && b.Step != "visit" {
		return b, errs.Bad("photos", "field.photo_visit")
	}
	return b, nil
}

// fileBody is the body of report.file: what the officer saw on the spot.
type fileBody struct {
	Category string   `json:"category"`
	Lat      *float64 `json:"lat"`
	Lon      *float64 `json:"lon"`
	Place    string   `json:"place"` // code, instead of a point
	Text     string   `json:"text"`
	Lang     string   `json:"lang"`
	Photos   []string `json:"photos"`
}

// sourcePhone says of a report that an officer wrote it down on the spot.
const sourcePhone = "field"

func fileTaker(n Needs) Taker {
	body := func(c Command) (b fileBody, err error) { err = strict(c, &b); return b, err }
	return Taker{
		Photos: func(c Command) []string { b, _ := body(c); return b.Photos },
		Prepare: func(r *web.Request, c Command, photos []Photo) (func(tx *db.Tx) (Outcome, error), error) {
			b, err := body(c)
			if err != nil {
				return nil, err
			}
			if !r.May("threatmap.report.intake") {
				return nil, errs.New(errs.Forbidden, "web.forbidden")
			}
			f := threatmap.Filing{Category: b.Category, Lat: b.Lat, Lon: b.Lon, Place: b.Place, Text: b.Text, Lang: b.Lang, Answers: map[string]string{},
				SeenFrom: c.OccurredAt.Format(time.RFC3339)}
			file, err := n.Map.PrepareFiling(r.Context(), f, open(r.Context(), n.Archive, photos), sourcePhone, c.OccurredAt)
			if err != nil {
				return nil, err
			}
			return func(tx *db.Tx) (Outcome, error) {
				filed, err := file(tx)
				return Outcome{Ref: filed.Ref, Version: 1, State: filed.State}, err
			}, nil
		},
	}
}
