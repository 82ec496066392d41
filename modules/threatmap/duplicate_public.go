package threatmap

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// twin is what the public may know of the report that a duplicate is treated together with. Its number is told
// where both have the same published place, or both an exact one: two different zones would tell that the true
// places lie near their common border.
func (m *Map) twin(q db.Reader, rep Report) (ref *string, together bool, err error) {
	if rep.DuplicateOf == "" || rep.Publication != PublicNow {
		return nil, false, nil
	}
	other, err := byID(q, rep.DuplicateOf)
	if errs.KindOf(err) == errs.NotFound {
		return nil, false, nil
	}
	if err != nil || other.Publication != PublicNow || !other.ErasedAt.IsZero() {
		return nil, err == nil, err
	}
	if samePublished(rep, other) || bothExact(rep, other) {
		return &other.Ref, true, nil
	}
	return nil, true, nil
}

func samePublished(a, b Report) bool {
	x, y := publishedPlace(a), publishedPlace(b)
	if x == nil || y == nil {
		return x == nil && y == nil && a.Place == b.Place
	}
	return *x == *y
}

// bothExact tells whether both are published where they are.
func bothExact(a, b Report) bool {
	x, y := publishedPlace(a), publishedPlace(b)
	return x != nil && y != nil && x.Precision <= 1 && y.Precision <= 1 // never asks for the true place; no zone is so small
}
