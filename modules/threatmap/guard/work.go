package guard

import "time"

// Numbers among which the one that solves a challenge lies. Half of them are tried on average, all of them at
// worst; a cheap phone tries about 100,000 in a second.
const (
	leastWork = 50_000    // half a second at worst
	mostWork  = 1_200_000 // 12 seconds at worst
	workStep  = 60        // filings of a network after which the work doubles
)

// Work is how many numbers a challenge for this network has, by the network's recent use.
func Work(network Bucket, now time.Time) int {
	n := leastWork
	for use := network.at(networks(), now).Fill; use >= workStep && n < mostWork; use -= workStep {
		n *= 2
	}
	return min(n, mostWork)
}

// price is what a filing costs its network. Work done for an easier challenge, as one fetched when the network
// was quiet has, counts fully down to a quarter of what is wanted now, so that a class that opens its forms
// together may send them together; below that it counts for less.
func price(paid, wanted int) float64 {
	if paid <= 0 {
		return mostPrice
	}
	return min(mostPrice, max(1, float64(wanted)/float64(4*paid)))
}

const mostPrice = 10
