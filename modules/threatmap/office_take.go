package threatmap

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
)

// takeStep is POST /desk/reports/{ref}/steps. What was typed is never lost: a refused step comes back with it.
func (o *office) takeStep(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	in := StepInput{ID: get("id"), Step: get("step"), Reason: get("reason"), Text: get("text"), Found: get("found"), Body: get("body"),
		Post: get("post"), Photo: get("photo"), LateReason: get("late_reason"), DuplicateOf: get("duplicate_of")}
	base, err := strconv.ParseInt(get("base_version"), 10, 64)
	if err == nil {
		in.BaseVersion = &base
	}
	ref, ok := id.ParseRef(r.PathValue("ref"))
	if !ok {
		return nil, errs.New(errs.NotFound, "threatmap.no_such_report")
	}
	if date, clock := get("occurred_date"), get("occurred_time"); date != "" || clock != "" {
		if in.OccurredAt, err = o.occurredAt(r, ref, date, clock); err != nil {
			return o.refused(r, in, base, err)
		}
	}
	if in.Step == "publish_photo" {
		if in.Regions, err = readRegions(r); err != nil {
			return o.refused(r, in, base, err)
		}
	}
	if in.Step == "publish_text" && get("sure") == "" && len(tellsWho(personalIn(in.Text))) > 0 {
		return o.refused(r, in, base, errs.Bad("text", "threatmap.personal.found"))
	}
	if _, err := o.m.takeStep(r, ref, in, nil); err != nil {
		return o.refused(r, in, base, err)
	}
	done := url.Values{"done": {in.Step}}
	if get("back") == "moderation" {
		return web.SeeOther(moderationPath + "?" + done.Encode()), nil
	}
	if o.knows(r, ref) {
		return web.SeeOther("/desk/reports/" + ref + "?" + done.Encode()), nil
	}
	return web.SeeOther("/desk/reports?" + done.Encode()), nil // the step has given the report out of the reader's hands
}

func (o *office) occurredAt(r *web.Request, ref, date, clock string) (at *time.Time, err error) {
	err = r.Read(func(s *db.Snapshot) error {
		rep, err := byRef(s, ref)
		if err == nil {
			at = occurred(date, clock, o.m.zone(rep))
		}
		return err
	})
	if err == nil && at == nil {
		err = errs.Bad("occurred_at", "threatmap.time_wrong")
	}
	return at, err
}

// refused shows the form again for what the person can mend; any other error stays an error.
func (o *office) refused(r *web.Request, in StepInput, base int64, err error) (web.Reply, error) {
	e := errs.Of(err)
	if e == nil {
		return nil, err
	}
	typed := typedStep{values: map[string]string{}, faults: e.Fields, base: base, id: in.ID}
	switch e.Kind {
	case errs.Invalid:
		typed.status = http.StatusUnprocessableEntity
	case errs.Conflict:
		typed.status = http.StatusConflict
	default:
		return nil, err
	}
	if len(e.Fields) == 0 {
		typed.alert, typed.args = e.Key, e.Args
	}
	for name := range r.PostForm {
		typed.values[name] = r.PostForm.Get(name)
	}
	typed.tooLate = slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return f.Key == "process.too_far_back" })
	if !id.IsUUID(typed.id) {
		typed.id = id.New()
	}
	return o.stepPage(r, in.Step, typed)
}
