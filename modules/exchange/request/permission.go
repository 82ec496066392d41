package request

import (
	"slices"

	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// Permission tells of one message, as it stands now, whether a use of an item is allowed; item 0 asks for all items. to is who
// would get it, or who reads. What codes forbid is errs.Forbidden and names the item.
type Permission func(item int, use codes.Use, to string) error

// Read tells whether somebody may read an item under any of their names.
func (may Permission) Read(item int, names []string) error {
	err := may(item, codes.UseRead, "")
	for _, name := range names {
		if errs.KindOf(err) != errs.Forbidden {
			break
		}
		err = may(item, codes.UseRead, name)
	}
	return err
}

// Names are those under which a provider may have named somebody: name, address, post and unit.
func (s *Requests) Names(who identity.Who) []string {
	all := []string{who.Account.Name, who.Account.Email}
	if held, ok := who.Post(); ok {
		snapshot := s.Places.Snapshot()
		if f, ok := snapshot.Post(held.Post); ok {
			all = append(all, f.Post.Code)
		}
		if u, ok := snapshot.Unit(held.Unit); ok {
			all = append(all, u.Code)
			for _, name := range u.Names {
				all = append(all, name)
			}
		}
	}
	return slices.DeleteFunc(all, func(n string) bool { return n == "" })
}

// refuse keeps that a use is forbidden, and why.
func (i *EntryItem) refuse(use codes.Use, err error) {
	if e := errs.Of(err); e != nil {
		i.Refused[string(use)], i.causes[use] = e.Key, e
	}
}

// Cause is why a use of the item is forbidden, nil if it is not.
func (i EntryItem) Cause(use codes.Use) *errs.Error { return i.causes[use] }

// shown are the uses of which a thread tells whether codes forbid them.
func shown() []codes.Use {
	return []codes.Use{codes.UseForward, codes.UseCourt, codes.UseExport, codes.UsePrint}
}

// item of a head, and which uses its codes forbid now to somebody with these names.
func entryItem(may Permission, n int, h wire.ItemHead, names []string) EntryItem {
	item := EntryItem{N: n, Type: h.Type, Title: h.Title, Media: h.Media, Size: h.Size, Handling: h.Handling, Restriction: h.Restrict, Evaluation: orNull(h.Grade), Basis: orNull(h.Basis),
		Purpose: orNull(h.Purpose), ReviewBy: orNull(h.ReviewBy), Origin: h.Origin, Refused: map[string]string{}, causes: map[codes.Use]*errs.Error{}}
	if item.Origin == nil {
		item.Origin = []wire.Provenance{}
	}
	item.refuse(codes.UseRead, may.Read(n, names))
	for _, use := range shown() {
		item.refuse(use, may(n, use, ""))
	}
	return item
}
