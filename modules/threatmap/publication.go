package threatmap

import (
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/process"
)

// effects is what a step does beyond state and clocks: to what the public sees, and to the log of disclosures.
func (m *Map) effects(tx *db.Tx, rep Report, i process.Instance, in StepInput, upload document.Upload) error {
	before := rep
	switch in.Step {
	case "mistake":
		rep.PublicText, rep.Review = nil, ""
		if err := m.hidePhotos(tx, rep, "", in.Reason); err != nil {
			return err
		}
	case "crime_tip":
		rep.divert()
		if err := m.hidePhotos(tx, rep, "", in.Reason); err != nil {
			return err
		}
	case "publish":
		rep.Publication, rep.HeldReason = PublicNow, ""
	case "publish_text":
		sealed, err := m.Keys.Seal(tx, rep.ID, "public_text", []byte(in.Text))
		if err != nil {
			return err
		}
		rep.PublicText = sealed
		rep.looked(reviewText)
	case "publish_photo":
		if err := m.releasePhoto(tx, rep, in.Photo, in.Regions, upload, in.Reason); err != nil {
			return err
		}
		if more, err := unseen(tx, rep.ID); err != nil {
			return err
		} else if !more {
			rep.looked(reviewPhoto)
		}
	case "keep", "withdraw":
		rep.Review = ""
	case "hide":
		if in.Photo != "" {
			return m.hidePhotos(tx, rep, in.Photo, in.Reason)
		}
		rep.Publication, rep.HeldReason, rep.Review = Hidden, "", ""
		if err := m.hidePhotos(tx, rep, "", in.Reason); err != nil {
			return err
		}
	case "hand_over":
		return m.Log.Record(tx, audit.Entry{Operation: audit.Disclosure, Action: "threatmap.report.disclosed", Kind: Kind, ID: rep.ID, Version: rep.Version,
			Place: rep.Place, Org: i.Body, Justification: in.Reason})
	case "add_photo":
		n, err := countPhotos(tx, rep.ID)
		if err != nil {
			return err
		}
		if err := m.attach(tx, rep, upload, n+1); err != nil {
			return err
		}
		rep.wait(reviewPhoto)
	}
	if rep.Publication == before.Publication && rep.CrimeTip == before.CrimeTip && string(rep.PublicText) == string(before.PublicText) && rep.Review == before.Review {
		return nil
	}
	if err := change(tx, &rep); err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: Kind + ".publication", Kind: Kind, ID: rep.ID, Version: rep.Version,
		Place: rep.Place, Org: rep.Org, Justification: in.Reason})
}
