package threatmap

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/web"
)

// readMultipart reads a filing from form fields with the names of the JSON fields, or from one field "report"
// that holds the JSON, and the photos from the parts named photo.
func readMultipart(r *web.Request) (f Filing, photos []Photo, err error) {
	if whole := r.PostForm.Get("report"); whole != "" {
		err = web.DecodeStrict(strings.NewReader(whole), &f)
	} else {
		err = fromForm(r, &f)
	}
	return f, photoParts(r), err
}

// fromForm builds JSON from form fields, so that both ways are checked by the same rules.
func fromForm(r *web.Request, f *Filing) error {
	fields := map[string]json.RawMessage{}
	for name, values := range r.PostForm {
		if len(values) == 0 || values[0] == "" {
			continue
		}
		switch name {
		case "lat", "lon":
			if !json.Valid([]byte(values[0])) {
				return errs.Bad(name, "threatmap.coordinate_number")
			}
			fields[name] = json.RawMessage(values[0])
		case "answers", "weekdays", "day_parts":
			fields[name] = json.RawMessage(values[0])
			if !json.Valid(fields[name]) {
				return errs.Bad(name, "web.json_syntax", "offset", 0)
			}
		default:
			text, err := json.Marshal(values[0])
			if err != nil {
				return err
			}
			fields[name] = text
		}
	}
	whole, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return web.DecodeStrict(strings.NewReader(string(whole)), f)
}

func readStepForm(r *web.Request) (in StepInput, photos []Photo, err error) {
	get := r.PostForm.Get
	in = StepInput{ID: get("id"), Step: get("step"), Reason: get("reason"), Text: get("text"), Found: get("found"), Body: get("body"),
		Post: get("post"), Photo: get("photo"), LateReason: get("late_reason")}
	if at := get("occurred_at"); at != "" {
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return in, nil, errs.Bad("occurred_at", "threatmap.time_wrong")
		}
		in.OccurredAt = &t
	}
	if v := get("base_version"); v != "" {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return in, nil, errs.Bad("base_version", "web.json_type", "want", "integer", "have", "text")
		}
		in.BaseVersion = &n
	}
	return in, photoParts(r), nil
}

func photoParts(r *web.Request) (photos []Photo) {
	for _, h := range r.MultipartForm.File["photo"] {
		if h.Size == 0 { // a file field left empty
			continue
		}
		photos = append(photos, Photo{Name: h.Filename, Open: func() (io.ReadCloser, error) { return h.Open() }})
	}
	return photos
}
