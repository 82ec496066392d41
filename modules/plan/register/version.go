package register

import (
	"slices"
	"time"

	"reeve/kernel/i18n"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/tree"
)

// forever is the last version of a wording that still holds.
const forever = 1_000_000_000

// Plan is what stays of a plan through all its versions.
type Plan struct {
	ID, Code, Org string // Org is an id, may be empty
	AddedAt       time.Time
	Version       int64 // of the record
}

// Head is what a version says of the plan as a whole.
type Head struct {
	Titles        i18n.Text   `json:"titles"`
	Authoritative []string    `json:"authoritative"`
	Kind          tree.Kind   `json:"kind"`
	From          string      `json:"from"`
	Until         string      `json:"until"`
	RollUp        tree.RollUp `json:"roll_up"`
	Scheme        tree.Scheme `json:"scheme"`
}

// Version is one state of a plan's text. From is the civil day from which it is in force; empty = not put in force.
type Version struct {
	ID, Plan                                 string
	Number                                   int64
	Head                                     Head
	From                                     string
	Reason, Decision, Author, Digest         string
	Nodes, Objectives, SubObjectives, Active int64 // Active are the activities that were not dropped
	Row                                      int64 // version of the record
	State                                    string
}

// ForceOn is the version in force on a civil day. false = none yet.
func ForceOn(all []Version, day string) (Version, bool) {
	v, ok := rates.InForce(dated(all), day)
	if !ok {
		return Version{}, false
	}
	return at(all, v.Number), true
}

// Base is the version that a year is assessed against, and Amended the one in force at its end where that is another
// one. An error where the plan was not in force in the year.
func Base(all []Version, year int) (base Version, amended *Version, err error) {
	v, err := rates.Base(dated(all), year)
	if err != nil {
		return Version{}, nil, err
	}
	if last, other := rates.Amended(dated(all), year); other {
		v := at(all, last.Number)
		amended = &v
	}
	return at(all, v.Number), amended, nil
}

// dated are the versions that were put in force.
func dated(all []Version) (out []rates.Version) {
	for _, v := range all {
		if v.From != "" && v.State != Discarded {
			out = append(out, rates.Version{Number: v.Number, From: v.From})
		}
	}
	return out
}

func at(all []Version, number int64) Version {
	v, _ := Numbered(all, number)
	return v
}

// Shown is the version that staff see first: that in force, else the first to come, else the draft.
func Shown(all []Version, day string) (Version, bool) {
	if v, ok := ForceOn(all, day); ok {
		return v, true
	}
	var best Version
	for _, v := range all {
		if v.State != Discarded && (best.ID == "" || best.From == "" && v.From != "" || v.From != "" && v.From < best.From) {
			best = v
		}
	}
	return best, best.ID != ""
}

// Latest is the newest version that was not discarded, on which a draft is built.
func Latest(all []Version) (best Version, ok bool) {
	for _, v := range all {
		if v.State != Discarded && v.Number > best.Number {
			best = v
		}
	}
	return best, best.ID != ""
}

// DraftOf is the version that is being written.
func DraftOf(all []Version) (Version, bool) {
	n := slices.IndexFunc(all, func(v Version) bool { return v.State == Draft })
	if n < 0 {
		return Version{}, false
	}
	return all[n], true
}

// Whole is the version as rules see it, with the nodes given.
func (v Version) Whole(p Plan, nodes []tree.Node) tree.Plan {
	h := v.Head
	return tree.Plan{Code: p.Code, Titles: h.Titles, Authoritative: h.Authoritative, Kind: h.Kind, Owner: p.Org, From: h.From, Until: h.Until,
		RollUp: h.RollUp, Scheme: h.Scheme, Nodes: nodes}
}
