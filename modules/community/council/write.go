package council

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/meetings"
	"reeve/modules/places"
)

const (
	maxWords = 20_000
	maxLine  = 300
)

// Input is what somebody enters of a report.
type Input struct {
	ID        string // UUID made by the sender; the same report sent twice is made once
	Post      string // code of the post that gives it
	Period    Period
	Addressee string
	Words     string
	Lang      string
}

func (in *Input) check(f *errs.Fields) {
	in.Addressee, in.Words = strings.TrimSpace(in.Addressee), strings.TrimSpace(in.Words)
	if n := utf8.RuneCountInString(in.Addressee); n == 0 || n > maxLine {
		f.Add("addressee", "council.addressee_wrong", "most", maxLine)
	}
	if utf8.RuneCountInString(in.Words) > maxWords {
		f.Add("words", "council.words_long", "most", maxWords)
	}
	if _, ok := i18n.ParseLang(in.Lang); !ok {
		f.Add("lang", "council.lang_wrong")
	}
}

// Make counts and stores a new report; the caller has asked whether the actor may give reports of the post.
func (c *Council) Make(tx *db.Tx, f places.Filled, in Input) (Report, error) {
	s := c.Places.Snapshot()
	place, ok := s.Place(home(s, f))
	if !ok {
		return Report{}, errs.Bad("post", "council.no_community")
	}
	if !id.IsUUID(in.ID) {
		return Report{}, errs.Bad("id", "process.id_not_uuid")
	}
	var ref string
	if err := tx.QueryRow("SELECT COALESCE(MAX(ref), '') FROM council_report WHERE id = $1", in.ID).Scan(&ref); err != nil || ref != "" {
		if err != nil {
			return Report{}, err
		}
		return ByRef(tx, ref)
	}
	var bad errs.Fields
	in.check(&bad)
	in.Period.check(&bad, c.dayAt(place.ID, tx.Now()))
	if err := bad.Err(); err != nil {
		return Report{}, err
	}
	v := Report{ID: in.ID, Ref: id.Ref(), Place: place.ID, Org: f.Org, Body: municipality(s, place.ID), Period: in.Period, Addressee: in.Addressee, Words: in.Words, Lang: in.Lang, Version: 1}
	if err := c.count(tx, &v, f); err != nil {
		return v, err
	}
	if _, err := tx.Exec(`INSERT INTO council_report (id, ref, place, org, body, from_day, until_day, addressee, words, lang, data, digest, counted_at, meeting, decision, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '', $14)`, v.ID, v.Ref, v.Place, v.Org, v.Body, v.From, v.Until, v.Addressee, v.Words, v.Lang,
		v.data, v.Digest, db.Micros(v.CountedAt), v.Version); err != nil {
		return v, err
	}
	if err := c.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: Kind + ".make", Kind: Kind, ID: v.ID, Version: 1, Place: v.Place, Org: v.Org}); err != nil {
		return v, err
	}
	_, err := c.Process.Open(tx, process.Opening{ID: v.ID, Definition: Kind, Ref: v.Ref, Subject: "council.report", Post: f.Post.ID, Unit: f.Post.Unit, Place: v.Place, Org: v.Org,
		Calendar: c.Calendar(v.Place), At: tx.Now()})
	return v, err
}

// count fills a report with what the records say now.
func (c *Council) count(tx *db.Tx, v *Report, f places.Filled) error {
	place, _ := c.Places.Snapshot().Place(v.Place)
	d, err := c.gather(tx, place, f, v.Period, tx.Now())
	if err != nil {
		return err
	}
	if card, ok := c.Places.Snapshot().Card(f.Post.ID); ok {
		d.Officer = filler(card)
	}
	v.Data, v.CountedAt = d, d.CountedAt
	v.data, v.Digest, err = d.frozen()
	return err
}

// Change stores the words of a draft and counts again.
func (c *Council) Change(tx *db.Tx, v Report, base int64, in Input) (Report, error) {
	i, err := process.Load(tx, v.ID)
	if err != nil {
		return v, err
	}
	if i.State != Draft {
		return v, errs.New(errs.Conflict, "council.frozen")
	}
	if base != v.Version {
		return v, errs.New(errs.Conflict, "council.moved")
	}
	var bad errs.Fields
	in.check(&bad)
	in.Period.check(&bad, c.dayAt(v.Place, tx.Now()))
	if err := bad.Err(); err != nil {
		return v, err
	}
	f, ok := c.Places.Snapshot().Post(i.Post)
	if !ok {
		return v, errs.Bad("post", "council.no_community")
	}
	v.Period, v.Addressee, v.Words, v.Lang = in.Period, in.Addressee, in.Words, in.Lang
	if err := c.count(tx, &v, f); err != nil {
		return v, err
	}
	return v, c.save(tx, &v, Kind+".change", "")
}

func (c *Council) save(tx *db.Tx, v *Report, action, why string) error {
	v.Version++
	if _, err := tx.Exec(`UPDATE council_report SET from_day = $2, until_day = $3, addressee = $4, words = $5, lang = $6, data = $7, digest = $8, counted_at = $9,
		meeting = $10, decision = $11, version = $12 WHERE id = $1`, v.ID, v.From, v.Until, v.Addressee, v.Words, v.Lang, v.data, v.Digest, db.Micros(v.CountedAt),
		v.Meeting, v.Decision, v.Version); err != nil {
		return err
	}
	return c.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: Kind, ID: v.ID, Version: v.Version, Place: v.Place, Org: v.Org, Justification: why})
}

// StepInput is a step as somebody sends it. Which fields a step needs, [Definition] says.
type StepInput struct {
	ID, Step                  string
	BaseVersion               *int64
	Reason, Meeting, Decision string // Meeting: ref
}

type said struct {
	Reason string `json:"reason,omitempty"`
}

// Take takes a step with a report; the caller has asked whether the actor may.
func (c *Council) Take(tx *db.Tx, v Report, in StepInput) (Report, error) {
	if mine, err := process.TakenBy(tx, in.ID, v.ID, in.Step); err != nil || mine {
		return v, err
	}
	i, err := process.Load(tx, v.ID)
	if err != nil {
		return v, err
	}
	in.Reason, in.Meeting, in.Decision = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Meeting), strings.TrimSpace(in.Decision)
	next := v
	// Where the state does not allow the step, that is the complaint, and not what the step would lack.
	if s, ok := c.Process.Of(i).Step(in.Step); ok && slices.Contains(s.From, i.State) {
		if next, err = c.effect(tx, v, in); err != nil {
			return v, err
		}
	}
	detail, err := json.Marshal(said{in.Reason})
	if err != nil {
		return v, err
	}
	_, repeated, err := c.Process.Apply(tx, process.Command{ID: in.ID, Instance: v.ID, Step: in.Step, BaseVersion: in.BaseVersion, Detail: detail, Attention: attention(in.Step)})
	if err != nil || repeated || next.Meeting == v.Meeting && next.Decision == v.Decision {
		return next, err
	}
	return next, c.save(tx, &next, Kind+"."+in.Step, in.Reason)
}

// attention is why a report waits after a step.
func attention(step string) string {
	if step == "decide" {
		return ""
	}
	return Kind + ".attention." + step
}

// effect is what a step does to the report, and everything that it lacks.
func (c *Council) effect(tx *db.Tx, v Report, in StepInput) (Report, error) {
	var f errs.Fields
	for field, text := range map[string]string{"reason": in.Reason, "decision": in.Decision} {
		if utf8.RuneCountInString(text) > maxWords {
			f.Add(field, "council.words_long", "most", maxWords)
		}
	}
	switch in.Step {
	case "back":
		if in.Reason == "" {
			f.Add("reason", "council.reason_missing")
		}
	case "present":
		v.Meeting = ""
		if ref, ok := id.ParseRef(in.Meeting); ok && c.Meetings != nil {
			m, err := meetings.ByRef(tx, ref)
			if err != nil && errs.KindOf(err) != errs.NotFound {
				return v, err
			}
			if err == nil && m.Day() <= c.dayAt(v.Place, tx.Now()) && c.Places.Snapshot().LiesIn(m.Place, v.Place) {
				v.Meeting = m.Ref
			}
		}
		if v.Meeting == "" {
			f.Add("meeting", "council.meeting_wrong")
		}
	case "decide":
		if v.Decision = in.Decision; v.Decision == "" {
			f.Add("decision", "council.decision_missing")
		}
	}
	return v, f.Err()
}

// filler is the published name of who fills a post.
func filler(c places.Card) string {
	for _, o := range []*places.Officer{c.Officer, c.Substitute, c.Acting} {
		if o != nil && o.Name != "" {
			return o.Name
		}
	}
	return ""
}
