package places

import (
	"context"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/modules/places/address"
	"reeve/modules/places/basemap"
)

// StreetMap tells of one imported street map: its bounds and the attribution that must be shown.
type StreetMap = basemap.StreetMap

// Address is an address, or a street where its number is empty.
type Address = address.Address

// Basemap is the ground and the street maps.
func (p *Places) Basemap() *basemap.Basemap { return p.basemap }

// Addresses finds addresses by what somebody typed: street, number, place and postcode in any order, the last word
// perhaps not yet whole. Nothing is logged of it.
func (p *Places) Addresses(ctx context.Context, query string, limit int) (found []Address, err error) {
	err = p.d.Read(ctx, func(s *db.Snapshot) error {
		found, err = p.addresses.Search(s, query, limit)
		return err
	})
	return found, err
}

// HasAddresses tells whether any address has been imported.
func (p *Places) HasAddresses() bool { return p.addresses.Any() }

// addressGround is what addresses know of places.
func (p *Places) addressGround() address.Ground {
	community := func(c *Place) address.Community { return address.Community{ID: c.ID, Code: c.Code, Names: c.Names} }
	return address.Ground{
		At: func(at geo.Point) (address.Community, bool) {
			w, ok := p.Snapshot().Locate(at)
			if !ok || w.Community == nil {
				return address.Community{}, false
			}
			return community(w.Community), true
		},
		ByID: func(id string) (address.Community, bool) {
			c, ok := p.Snapshot().Place(id)
			return community(&c), ok
		},
		Named: func(name string) []string {
			s, ids := p.Snapshot(), []string(nil)
			for _, found := range s.Search(name, namedCommunities) {
				if c, ok := s.Above(found.ID, Community); ok {
					ids = append(ids, c.ID)
				}
			}
			return ids
		},
		Spellings: spellings,
	}
}

// namedCommunities is how many places of one name are looked into for a street.
const namedCommunities = 40

// spellings are the forms under which a name is found.
func spellings(name string) []string {
	all := []string{fold(name)}
	if hasCyrillic(name) {
		for _, tag := range []string{"uk", "sr"} {
			if s := fold(inLatin(name, tag)); s != all[len(all)-1] {
				all = append(all, s)
			}
		}
	}
	return all
}

// reloadMap opens the street maps that there are and looks for addresses.
func (p *Places) reloadMap(ctx context.Context) error {
	if p.Folder != "" {
		if err := p.basemap.Reload(ctx, p.Folder); err != nil {
			return err
		}
	}
	return p.addresses.Reload(ctx)
}

// Close closes the files of the street maps.
func (p *Places) Close() error { return p.basemap.Close() }

// BasemapOptions say what street map is imported.
type BasemapOptions = basemap.Options

// ImportBasemap checks an archive of street tiles and serves it from then on; see [basemap.Basemap.Import].
func (p *Places) ImportBasemap(ctx context.Context, o BasemapOptions) (m StreetMap, changed bool, err error) {
	return p.basemap.Import(ctx, p.Folder, o)
}

// AddressOptions say what addresses are imported, AddressResult what became of them.
type (
	AddressOptions = address.Options
	AddressResult  = address.Result
)

// ImportAddresses reads a table of addresses; see [address.Addresses.Import]. Boundaries should be there before.
func (p *Places) ImportAddresses(ctx context.Context, o AddressOptions) (AddressResult, error) {
	return p.addresses.Import(ctx, o)
}
