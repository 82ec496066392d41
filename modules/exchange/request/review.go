package request

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
)

// Approve is the second pair of eyes: whoever wrote a draft does not review it. The caller sends it afterwards.
func (s *Requests) Approve(tx *db.Tx, ref string) (DraftRow, error) {
	d, err := LoadDraft(tx, ref)
	if err != nil {
		return d, err
	}
	if d.Life.State == Reviewed {
		return d, nil
	}
	if d.Author != "" && d.Author == author(tx.Actor()) {
		return d, errs.New(errs.Forbidden, "request.own_draft")
	}
	if d.Life, _, err = s.Process.Apply(tx, process.Command{Instance: d.ID, Step: "review", Attention: attention("reviewed")}); err != nil {
		return d, err
	}
	d.Reviewer = author(tx.Actor())
	return d, s.saveDraft(tx, &d, "exchange.draft.review", "")
}

// GiveBack lets the author of a draft write again.
func (s *Requests) GiveBack(tx *db.Tx, ref, reason string) (DraftRow, error) {
	d, err := LoadDraft(tx, ref)
	if err != nil {
		return d, err
	}
	if err := needReason(reason); err != nil {
		return d, err
	}
	detail, err := s.Keys.Seal(tx, draftRecord(d.ID), "step", []byte(reason))
	if err != nil {
		return d, err
	}
	if d.Life, _, err = s.Process.Apply(tx, process.Command{Instance: d.ID, Step: "give_back", Attention: attention("given_back"), Detail: detail}); err != nil {
		return d, err
	}
	d.Reviewer = ""
	return d, s.saveDraft(tx, &d, "exchange.draft.give_back", "")
}

// Drop throws a draft away: its content is erased, that there was one stays.
func (s *Requests) Drop(tx *db.Tx, ref string) (DraftRow, error) {
	d, err := LoadDraft(tx, ref)
	if err != nil {
		return d, err
	}
	step := "drop"
	if d.Life.Definition == Kind {
		step = "withdraw"
	}
	c, err := s.Content(tx, d)
	if err != nil {
		return d, err
	}
	if d.Life, _, err = s.Process.Apply(tx, process.Command{Instance: d.ID, Step: step}); err != nil {
		return d, err
	}
	for _, f := range c.Files {
		if f.File == "" {
			continue
		}
		if _, err := s.Archive.Remove(tx, f.File, "request.draft_dropped"); err != nil {
			return d, err
		}
	}
	if err := s.Keys.Erase(tx, draftRecord(d.ID), DraftKind, "request.draft_dropped"); err != nil {
		return d, err
	}
	d.content = nil
	return d, s.saveDraft(tx, &d, "exchange.draft.drop", "")
}

// Look is the review that follows a message that one person sent alone.
func (s *Requests) Look(tx *db.Tx, ref string) (DraftRow, error) {
	d, err := LoadDraft(tx, ref)
	if err != nil {
		return d, err
	}
	if d.Alone == "" || d.Reviewer != "" {
		return d, errs.New(errs.Conflict, "request.nothing_to_look_at")
	}
	who := author(tx.Actor())
	if who == "" || who == d.Author {
		return d, errs.New(errs.Forbidden, "request.own_draft")
	}
	if d.Life, _, err = s.Process.Apply(tx, process.Command{Instance: d.ID, Step: "look"}); err != nil {
		return d, err
	}
	d.Reviewer = who
	if err := s.saveDraft(tx, &d, "exchange.draft.look", ""); err != nil {
		return d, err
	}
	if d.ID != d.Request {
		return d, nil
	}
	all, err := Find(tx, string(d.Message))
	if err != nil {
		return d, err
	}
	for _, v := range all {
		v.Looked = true
		if err := s.save(tx, &v, "exchange.request.look", ""); err != nil {
			return d, err
		}
	}
	return d, nil
}
