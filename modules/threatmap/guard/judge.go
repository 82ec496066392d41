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
	Began []Reason      // what this filing made full, whatever it is held for itself: what came shortly before belongs to it
	Wait  time.Duration // refused for so long; 0 = accepted
}

// alikeMost is how many recent filings may have nearly the same text.
const alikeMost = 5

// alikeTold is up to how many of them a filing says that they begin: near copies that were under way together did not
// see one another, so no single one is sure to be the first beyond alikeMost, nor to be followed by none that is not
// held. By then the buckets, which miss nothing, are full.
const alikeTold = recentMost

// size is the bucket of a filing's network: a tenth as large where no work was done.
func (f Filing) size() Size {
	if f.Paid <= 0 {
		return scriptless()
	}
	return networks()
}

// Outlook is what is read ahead of a filing's transaction: how much it will cost its network, whether it adds to
// the burst of its area, and how many recent filings read nearly the same. Reading it inside would let PostgreSQL
// find that all filings depend on one another. It lacks what is under way at the same time.
type Outlook struct {
	cost  float64
	adds  bool
	alike int
}

// outlook is the pure part of [Look].
func outlook(f Filing, network, share Bucket, alike int, now time.Time) Outlook {
	o := Outlook{cost: 1, adds: share.at(shares(), now).Fill+1 <= shares().Holds, alike: alike}
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

// additions are the buckets that a filing fills, that of its network first. To its area's a filing may add nothing:
// it is judged by how full that is now, and not when it looked.
func (f Filing) additions(o Outlook) []addition {
	network, share, area, text := f.ids()
	all := []addition{{network, f.size(), o.cost}}
	if o.adds {
		all = append(all, addition{share, shares(), 1})
	}
	all = append(all, addition{area, areas(), o.toArea()})
	if f.Text.Known() {
		all = append(all, addition{text, texts(), 1})
	}
	return all
}

// toArea is what a filing adds to the burst of its area.
func (o Outlook) toArea() float64 {
	if o.adds {
		return 1
	}
	return 0
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
	var v Verdict
	found := func(why Reason, begins bool) {
		if v.Hold == "" {
			v.Hold = why
		}
		if begins {
			v.Began = append(v.Began, why)
		}
	}
	// A bucket is full now, and perhaps was not before this filing. All are looked at, whatever the filing is held
	// for: the first beyond a bucket is the only one that tells of it.
	full := func(id string, s Size) bool { return fills[id] > s.Holds }
	first := func(id string, s Size, cost float64) bool { return full(id, s) && fills[id]-cost <= s.Holds }
	if full(network, size) {
		found(Network, first(network, size, o.cost))
	}
	if full(area, areas()) {
		found(Burst, first(area, areas(), o.toArea()))
	}
	if f.Text.Known() && (full(text, texts()) || o.alike > alikeMost) {
		found(SameText, first(text, texts(), 1) || o.alike > alikeMost && o.alike <= alikeTold)
	}
	return v
}
