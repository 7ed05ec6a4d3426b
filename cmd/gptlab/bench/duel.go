package bench

import (
	"context"
	"slices"
	"time"
)

// A side of a duel is a contender with its piece of work.
type side struct {
	*contender
	work string
}

// A duel measures two sides turn by turn.
type duel struct {
	rounds  int // that must have been undisturbed
	threads int
}

// A turn lasts so long, or long enough for three repetitions.
const shortTurn = 15 * time.Millisecond

// patience is how many times as many rounds are played as are needed, and budget
// how long, in the hope that enough of them are undisturbed.
const (
	patience = 6
	budget   = 20 * time.Second
)

// A score is what came of a duel: for both sides the median over the rounds, in seconds.
type score struct {
	ours, theirs float64
	calm, rounds int // rounds that were undisturbed, and that were needed
}

// fight plays rounds until enough were undisturbed or patience ends; then all
// rounds count. A turn counts as its lower quartile, which passes over repetitions
// that another program disturbed; taking turns exposes both sides to the same
// changes of clock and company.
func (d duel) fight(ctx context.Context, ours, theirs side) (score, error) {
	var calm, all [2][]float64
	var turn [2]time.Duration
	p := newProbe(d.threads)
	for i, s := range []side{ours, theirs} {
		times, err := s.turn(shortTurn, s.work) // makes ready what is needed, and warms up
		if err != nil {
			return score{}, err
		}
		turn[i] = max(shortTurn, time.Duration(2.5*slices.Min(times)*float64(time.Second)))
	}
	begun := time.Now()
	for range patience * d.rounds {
		if len(calm[0]) == d.rounds || len(all[0]) > 0 && time.Since(begun) > budget {
			break
		}
		if err := ctx.Err(); err != nil {
			return score{}, err
		}
		good := p.calm()
		var took [2]float64
		for i, s := range []side{ours, theirs} {
			times, err := s.turn(turn[i], s.work)
			if err != nil {
				return score{}, err
			}
			took[i] = lowerQuartile(withoutFirst(times))
			good = p.calm() && good
		}
		for i, t := range took {
			all[i] = append(all[i], t)
			if good {
				calm[i] = append(calm[i], t)
			}
		}
	}
	result := score{calm: len(calm[0]), rounds: d.rounds}
	if result.calm < d.rounds/2 {
		calm = all
	}
	result.ours, result.theirs = median(calm[0]), median(calm[1])
	return result, nil
}

// withoutFirst leaves out the repetition that woke threads up, if there are others.
func withoutFirst(times []float64) []float64 {
	if len(times) > 2 {
		return times[1:]
	}
	return times
}

func lowerQuartile(x []float64) float64 {
	return slices.Sorted(slices.Values(x))[(len(x)-1)/4]
}

func median(x []float64) float64 {
	sorted := slices.Sorted(slices.Values(x))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
