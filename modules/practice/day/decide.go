package day

import (
	"cmp"
	"slices"

	"reeve/match"
)

// How an attendance was given to a human.
const (
	ByNew    = "new"    // nobody in the programme is like it
	ByMail   = "mail"   // same address, names alike
	ByName   = "name"   // same name in any order or marks, same organisation
	ByLike   = "alike"  // name spelled otherwise, same organisation
	ByPerson = "person" // somebody decided
)

// Thresholds of likeness of two names, 0 to 1, see package match: real spellings of one name reach 0.8 and more, names of
// different people stay below.
const (
	sure   = 0.85 // one person, where organisation or address is the same
	likely = 0.70 // may be one person: somebody decides
)

// Sighting is a person as an attendance names them. Name is empty once it was erased.
type Sighting struct {
	ID, Human        string
	Org              string
	Name             string
	NameKey, MailKey string
	tokens           []match.Token
}

// Candidate is a human that a sighting may be.
type Candidate struct {
	Human, ID string // ID is the attendance that is most alike
	Score     float64
}

// Verdict is who a sighting is. Without Human it is somebody new, and Ask names whom somebody should compare.
type Verdict struct {
	Human string
	How   string
	Score float64
	Ask   []Candidate
}

const maxAsk = 3 // more candidates than that help nobody

// Decide tells who a new sighting is among those known in the programme:
//
//   - the same address and names alike: the same person;
//   - names surely alike and the same organisation: the same, unless the addresses differ or it could be two people;
//   - the same address with another name (a shared mailbox), names surely alike in different organisations, names only
//     likely alike in one: somebody decides, and until then it is somebody new.
//
// Names that were erased are alike only when their keyed hashes are equal.
func Decide(s Sighting, known []Sighting) Verdict {
	best, how := map[string]Candidate{}, map[string]string{}
	ask := map[string]Candidate{}
	keep := func(m map[string]Candidate, k Sighting, score float64) bool {
		if was, ok := m[k.Human]; ok && was.Score >= score {
			return false
		}
		m[k.Human] = Candidate{k.Human, k.ID, score}
		return true
	}
	if s.tokens == nil {
		s.tokens = match.Tokens(s.Name)
	}
	for _, k := range known {
		score, exact := s.like(k), s.NameKey == k.NameKey
		sameMail := s.MailKey != "" && s.MailKey == k.MailKey
		otherMail := s.MailKey != "" && k.MailKey != "" && !sameMail
		sameOrg := s.Org != "" && s.Org == k.Org
		switch {
		case sameMail && (score >= likely || k.Name == ""):
			keep(best, k, score)
			how[k.Human] = ByMail
		case score >= sure && sameOrg && !otherMail:
			if keep(best, k, score) && how[k.Human] != ByMail {
				how[k.Human] = ByLike
				if exact {
					how[k.Human] = ByName
				}
			}
		case sameMail, score >= sure, score >= likely && sameOrg:
			keep(ask, k, score)
		}
	}
	order := []string{ByMail, ByName, ByLike}
	same := ranked(best)
	slices.SortStableFunc(same, func(a, b Candidate) int {
		return cmp.Compare(slices.Index(order, how[a.Human]), slices.Index(order, how[b.Human]))
	})
	if len(same) == 1 || len(same) > 1 && how[same[0].Human] != how[same[1].Human] {
		return Verdict{Human: same[0].Human, How: how[same[0].Human], Score: same[0].Score}
	}
	for _, c := range same {
		ask[c.Human] = c // it could be two people
	}
	all := ranked(ask)
	return Verdict{How: ByNew, Ask: all[:min(len(all), maxAsk)]}
}

// like is how alike the names of two sightings are.
func (s Sighting) like(k Sighting) float64 {
	if s.NameKey == k.NameKey {
		return 1
	}
	if s.Name == "" || k.Name == "" {
		return 0
	}
	other := k.tokens
	if other == nil {
		other = match.Tokens(k.Name)
	}
	return match.CompareTokens(s.tokens, other).Score
}

// ranked lists candidates, the likeliest first; of equals the earliest known.
func ranked(m map[string]Candidate) []Candidate {
	all := make([]Candidate, 0, len(m))
	for _, c := range m {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Candidate) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Human, b.Human)) })
	return all
}
