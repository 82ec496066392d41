package survey

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
)

// listAPI is GET /api/v1/surveys?place=.
func (s *Surveys) listAPI(r *web.Request, _ web.None) (PublicSurveys, error) {
	out := PublicSurveys{Items: []PublicSurvey{}}
	snapshot := s.Places.Snapshot()
	only := r.URL.Query().Get("place")
	at, ok := snapshot.ByCode(only)
	if only != "" && !ok {
		return out, errs.New(errs.NotFound, "places.no_such_place", "place", only)
	}
	err := r.Read(func(q *db.Snapshot) error {
		out.Items = []PublicSurvey{}
		waves, err := Waves(q)
		if err != nil {
			return err
		}
		values := map[string][]Value{}
		for _, w := range waves {
			if ok && w.Place != at.ID {
				continue
			}
			if _, read := values[w.Place]; !read {
				if values[w.Place], err = ValuesAt(q, w.Place); err != nil {
					return err
				}
			}
			where, _ := snapshot.Place(w.Place)
			out.Items = append(out.Items, PublicSurvey{Title: w.Title, Place: PublicPlace{where.Code, where.Names}, From: w.From, Until: w.Until, Sample: w.Sample, Method: w.Method,
				Source: w.Source, Weights: w.Weights, Values: publicValues(w, values[w.Place])})
		}
		return nil
	})
	return out, err
}

func publicValues(w Wave, values []Value) []PublicValue {
	out := []PublicValue{}
	for _, question := range questionsOf(values) {
		var of []Value
		for _, x := range values {
			if x.Wave == w.ID && x.Question == question {
				of = append(of, x)
			}
		}
		for _, x := range Shown(of) {
			v := PublicValue{Question: x.Question, Wording: x.Wording}
			if x.Group != "" {
				v.Group = &x.Group
			}
			if x.Share != Hidden {
				margin, stated := x.Margin()
				share, half := float64(x.Share)/whole, float64(margin)/whole
				v.Share, v.N, v.Margin, v.Stated = &share, &x.Asked, &half, stated
			}
			out = append(out, v)
		}
	}
	return out
}
