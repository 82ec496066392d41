package codes

import (
	"slices"

	"reeve/kernel/errs"
)

// Uses are what somebody may want to do with information that came from elsewhere.
func Uses() []Use {
	return []Use{UseRead, UseForward, UseCourt, UseExport, UsePrint, UseHit, UseKeep}
}

// Permit tells whether the codes of an item allow a use on a civil day without asking the provider. by is who wants it: the
// account or unit that reads, prints or exports, the organisation that it would go to; empty where nobody is named.
//
// H0 forbids nothing within its purpose. H1 forbids court, and what is made for it alone: the export. H2 forbids every
// disclosure outside: passing on, and telling another that it matches. H3 forbids what its restriction says: anything after
// its last day, keeping after the day by which it must be erased, everybody but the named; passing on and hits always,
// since who gets it cannot be held to the restriction by this program.
func Permit(use Use, handling []Handling, r *Restriction, day, by string) error {
	if slices.Contains(handling, H1) && (use == UseCourt || use == UseExport) {
		return errs.New(errs.Forbidden, "codes.refused.H1")
	}
	if slices.Contains(handling, H2) && (use == UseForward || use == UseHit) {
		return errs.New(errs.Forbidden, "codes.refused.H2")
	}
	if !slices.Contains(handling, H3) {
		return nil
	}
	if r == nil {
		r = &Restriction{}
	}
	switch {
	case use == UseForward || use == UseHit:
		return errs.New(errs.Forbidden, "codes.refused.H3")
	case r.Expires != "" && day > r.Expires && use != UseKeep:
		return errs.New(errs.Forbidden, "codes.refused.expired", "day", r.Expires)
	case r.DeleteBy != "" && day > r.DeleteBy:
		return errs.New(errs.Forbidden, "codes.refused.delete_by", "day", r.DeleteBy)
	case len(r.Recipients) > 0 && use != UseKeep && !slices.Contains(r.Recipients, by):
		return errs.New(errs.Forbidden, "codes.refused.others")
	}
	return nil
}
