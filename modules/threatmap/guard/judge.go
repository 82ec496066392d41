package guard

import "time"

// Filing is what the rules know of a report that comes in.
type Filing struct {
	Network  string // keyed hash of the network, of the day
	Area     string // id of the community
	Category string
	Paid     int // numbers of the challenge that was solved; 0 = no proof of work
	Text     Text
}

// Reason says why a report was held; staff read it.
type Reason string

// Reasons of this package.
const (
	Network  Reason = "network"   // more from one network than its bucket holds
	Burst    Reason = "burst"     // more of a category in an area than is usual, from several networks
	SameText Reason = "same_text" // one text, or nearly, again and again
)

// Reasons lists them.
func Reasons() []Reason { return []Reason{Network, Burst, SameText} }

// Verdict is what becomes of a filing.
type Verdict struct {
	Hold  Reason        // held for review; empty = published as its class says
	Began bool          // this filing made the bucket full: what came shortly before belongs to it
	Wait  time.Duration // refused for so long; 0 = accepted
}

// alikeMost is how many recent filings may have nearly the same text.
const alikeMost = 5

// size is the bucket of a filing's network: a tenth as large where no work was done.
func (f Filing) size() Size {
	if f.Paid <= 0 {
		return scriptless()
	}
	return networks()
}

// Outlook is what is read ahead of a filing's transaction: how much it will cost its network, whether it adds to
// the burst of its area, and how many recent filings read nearly the same. Reading it inside would let PostgreSQL
// find that all filings depend on one another.
type Outlook struct {
	cost  float64
	adds  bool
	area  float64
	alike int
}

// outlook is the pure part of [Look].
func outlook(f Filing, network, share, area Bucket, alike int, now time.Time) Outlook {
	o := Outlook{cost: 1, adds: share.at(shares(), now).Fill+1 <= shares().Holds, area: area.at(areas(), now).Fill, alike: alike}
	if f.Paid > 0 {
		o.cost = price(f.Paid, Work(network, now))
	}
	return o
}

// addition is what a filing adds to one bucket.
type addition struct {
	id   string
	size Size
	cost float64
}

// additions are the buckets that a filing fills, that of its network first.
func (f Filing) additions(o Outlook) []addition {
	network, share, area, text := f.ids()
	all := []addition{{network, f.size(), o.cost}}
	if o.adds {
		all = append(all, addition{share, shares(), 1}, addition{area, areas(), 1})
	}
	if f.Text.Known() {
		all = append(all, addition{text, texts(), 1})
	}
	return all
}

// fill adds to a bucket. It is the rule that [fillBuckets] says in SQL.
func (a addition) fill(b Bucket, now time.Time) Bucket { return b.at(a.size, now).add(a.size, a.cost) }

// judge tells what becomes of a filing that has filled its buckets, by their ids.
func (f Filing) judge(o Outlook, fills map[string]float64) Verdict {
	network, _, area, text := f.ids()
	size := f.size()
	if over := fills[network] - size.Most; over > 0 {
		return Verdict{Wait: max(time.Second, time.Duration(over/size.PerHour*float64(time.Hour)))}
	}
	inArea, added := fills[area]
	if !added {
		inArea = o.area
	}
	// began: full now and not before this one.
	began := func(fill, cost float64, s Size) bool { return fill-cost <= s.Holds }
	switch {
	case fills[network] > size.Holds:
		return Verdict{Hold: Network, Began: began(fills[network], o.cost, size)}
	case inArea > areas().Holds:
		return Verdict{Hold: Burst, Began: added && began(inArea, 1, areas())}
	case f.Text.Known() && fills[text] > texts().Holds:
		return Verdict{Hold: SameText, Began: began(fills[text], 1, texts())}
	case f.Text.Known() && o.alike > alikeMost:
		return Verdict{Hold: SameText, Began: o.alike == alikeMost+1}
	}
	return Verdict{}
}
