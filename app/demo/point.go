package demo

import (
	"context"
	"encoding/csv"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/places"
)

// pointed makes the places of which the demo has no boundary that may be given on: the kommuner and län of Sweden
// at the points of the police's feed, with the codes and names of Statistics Sweden. It also gives Nottingham the
// calendar of England.
func (l *loader) pointed(ctx context.Context) error {
	in, err := files.Open("data/se_places.csv")
	if err != nil {
		return err
	}
	defer in.Close()
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		return err
	}
	snap := l.a.Places.Snapshot()
	err = l.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		regions := map[string]string{}
		for _, row := range rows[1:] { // code, name, level, lan_code, lat, lon; a län comes before its kommuner
			p := places.Place{Code: places.Code("SE", row[0]), Country: "SE", Level: row[2], Role: places.Region, Names: i18n.Text{"sv": row[1]}}
			if row[3] != "" {
				p.Role, p.Parent = places.Community, regions[row[3]]
			}
			if had, ok := snap.ByCode(p.Code); ok {
				regions[row[0]] = had.ID
				continue
			}
			if p.At, err = pointOf(row[4], row[5]); err != nil {
				return err
			}
			if p, err = l.a.Places.AddPlace(tx, p); err != nil {
				return err
			}
			regions[row[0]] = p.ID
		}
		if p, ok := snap.ByCode("GB-E06000018"); ok && p.Calendar == "" {
			p.Calendar = "GB-ENG"
			_, err := l.a.Places.SavePlace(tx, p)
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	return l.a.Places.Reload(ctx)
}
