package gate

import (
	"slices"

	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// permit tells whether the codes of item n allow a use on a civil day, or its provider has consented. No consent outlives
// the provider's last day.
func permit(h wire.ItemHead, acts []Act, n int, use codes.Use, to, day string) error {
	handling, r := Tightened(h.Handling, h.Restrict, acts, n)
	err := codes.Permit(use, handling, r, day, to)
	over := r != nil && (r.Expires != "" && day > r.Expires || r.DeleteBy != "" && day > r.DeleteBy)
	if err == nil || over || !slices.Contains(wire.ConsentUses(), use) || !Granted(acts, n, use, wire.Org(to), day) {
		return err
	}
	return nil
}

// Tightened are the codes of item n after what its provider said later, in the order it was said. They only become
// stricter: codes are added, days come nearer, the named become fewer.
func Tightened(handling []codes.Handling, r *codes.Restriction, acts []Act, n int) ([]codes.Handling, *codes.Restriction) {
	handling = slices.Clone(handling)
	for _, a := range acts {
		if a.Act != wire.Tighten || a.Item != 0 && a.Item != n {
			continue
		}
		for _, h := range a.Handling {
			if !slices.Contains(handling, h) {
				handling = append(handling, h)
			}
		}
		if a.Restrict != nil {
			r = stricter(r, *a.Restrict)
		}
	}
	return handling, r
}

func stricter(r *codes.Restriction, by codes.Restriction) *codes.Restriction {
	if r == nil {
		return &by
	}
	out := *r
	out.Expires, out.DeleteBy = earlier(r.Expires, by.Expires), earlier(r.DeleteBy, by.DeleteBy)
	if len(by.Recipients) > 0 && len(out.Recipients) > 0 {
		out.Recipients = slices.DeleteFunc(slices.Clone(out.Recipients), func(s string) bool { return !slices.Contains(by.Recipients, s) })
		if len(out.Recipients) == 0 { // nobody is left who may
			out.Recipients = []string{""}
		}
	} else if len(by.Recipients) > 0 {
		out.Recipients = by.Recipients
	}
	if by.Note != "" {
		out.Note = by.Note
	}
	return &out
}

// earlier is the earlier of two civil dates; an empty one is none.
func earlier(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// Granted tells whether the provider's last word about a use of item n is a consent that counts on a day. For passing on,
// to must be among those it names.
func Granted(acts []Act, n int, use codes.Use, to wire.Org, day string) bool {
	granted := false
	for _, a := range acts {
		if a.Use != use || a.Item != 0 && a.Item != n {
			continue
		}
		named := use != codes.UseForward || slices.Contains(a.For, to)
		switch a.Act {
		case wire.Grant:
			if named {
				granted = a.Until == "" || day <= a.Until
			}
		case wire.Deny, wire.Withdraw:
			if named || len(a.For) == 0 {
				granted = false
			}
		}
	}
	return granted
}
