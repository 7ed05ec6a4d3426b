package ref

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestKeptKeysChangeNothing: generating with keys and values kept from before
// gives the logits of computing everything anew, within float32's noise.
func TestKeptKeysChangeNothing(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	text := oddTokens[0]
	whole := m.Logits(Scope{}, [][]int{text}, nil, nil)
	past := m.NewPast()
	for i, part := range [][]int{text[:2], text[2:3], text[3:]} {
		logits := m.Logits(Scope{}, [][]int{part}, past, nil)
		from := []int{0, 2, 3}[i]
		for j := range part {
			for w, v := range logits.Row(0, j) {
				require.InDelta(t, whole.At(0, from+j, w), v, 1e-5)
			}
		}
	}
	require.Equal(t, len(text), past.Length())
}

// TestGreedyTakesTheMostProbable at every step, also past the longest text the
// model can see.
func TestGreedyTakesTheMostProbable(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	m.EOS = -1
	text := []int{0, 3}
	for w := range m.Generate(Scope{}, text, Sampling{MaxTokens: 5}) {
		probs := m.Probs(Scope{}, [][]int{text}, nil)
		_, best := maxOf(probs.Row(0, len(text)-1))
		require.Equal(t, best, w)
		text = append(text, w)
	}
	require.Len(t, slices.Collect(m.Generate(Scope{}, text, Sampling{MaxTokens: 40})), 40)
}

func TestGenerateStopsAtTheEndToken(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	m.EOS = 6
	for seed := range uint64(20) {
		drawn := slices.Collect(m.Generate(Scope{}, []int{0}, Sampling{Temperature: 1, Seed: seed, MaxTokens: 50}))
		if at := slices.Index(drawn, m.EOS); at >= 0 {
			require.Equal(t, len(drawn)-1, at, "the end token is the last")
		} else {
			require.Len(t, drawn, 50)
		}
	}
}

func TestSameSeedSameText(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	draw := func(seed uint64) []int {
		return slices.Collect(m.Generate(Scope{}, []int{0}, Sampling{Temperature: 1, Seed: seed, MaxTokens: 30}))
	}
	require.Equal(t, draw(1), draw(1))
	require.NotEqual(t, draw(1), draw(2))
}

// TestPastAgreesAtEveryStep: what is computed from kept keys and values are the
// logits of reading everything anew, at every length, also where the window has
// slid, and for windows of odd and even size.
func TestPastAgreesAtEveryStep(t *testing.T) {
	for _, positions := range []int{7, 8, 1} {
		cfg := oddConfig()
		cfg.NPositions = positions
		m := randomGPT(cfg, true)
		for _, begin := range []int{1, 3, 12} {
			var text []int
			for i := range begin {
				text = append(text, (i*5+2)%cfg.VocabSize)
			}
			kept, anew := m.lastLogits(Scope{}), m.lastLogitsAnew(Scope{})
			for step := range 25 {
				a, b := kept(text), anew(text)
				for w := range a.Data {
					require.InDelta(t, b.Data[w], a.Data[w], 1e-5, "window %d, begun with %d, step %d", positions, begin, step)
				}
				_, next := maxOf(b.Data)
				text = append(text, next)
			}
		}
	}
}

// TestTheWindowSlidesByHalfItsSize when the text has outgrown it; until then and
// afterwards nothing that was computed is lost.
func TestTheWindowSlidesByHalfItsSize(t *testing.T) {
	for size, want := range map[int][]int{7: {6, 7, 4, 5, 6, 7, 4}, 8: {6, 7, 8, 4, 5, 6, 7}, 1: {1, 1, 1, 1, 1, 1, 1}} {
		seen := window{size: size}
		var lengths []int
		for n := 6; n <= 12; n++ {
			seen.slide(n)
			lengths = append(lengths, n-seen.from)
		}
		require.Equal(t, want, lengths, "%d tokens", size)
	}
}

// TestRecordedKeysStayAsTheyWere while the keys of later tokens join them.
func TestRecordedKeysStayAsTheyWere(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	past := m.NewPast()
	var recorded, copies []Tensor
	for w := range m.NPositions {
		var steps recording
		m.Logits(Watch(&steps), [][]int{{w}}, past, nil)
		k := steps.value("h.0.attn.k") // (nh, w+1, hs)
		recorded, copies = append(recorded, k), append(copies, k.Clone())
	}
	require.Equal(t, copies, recorded)
	for head := range m.NHead {
		require.Equal(t, recorded[0].Row(head, 0), recorded[6].Row(head, 0), "the first token's key comes first")
	}
}

// TestGenerateAnewIsWatched, and draws the same text.
func TestGenerateAnewIsWatched(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	m.EOS = -1
	how := Sampling{Temperature: 0.9, TopK: 5, Seed: 4, MaxTokens: 12}
	var passes, draws recording
	anew := slices.Collect(m.GenerateAnew(Watch(&draws), Watch(&passes), []int{0}, how))
	require.Equal(t, slices.Collect(m.Generate(Scope{}, []int{0}, how)), anew)
	require.Len(t, draws.steps, 12*7, "seven steps a draw")
	require.Equal(t, []int{2, 6}, passes.steps[len(StepNames(m.Config))-1].Value.Shape, "the second pass reads two tokens")
}

// TestGeneratedBytesDoNotChange pins a text that was drawn: another one from
// the same seed would break every link to a run with draws.
func TestGeneratedBytesDoNotChange(t *testing.T) {
	m := randomGPT(oddConfig(), true)
	m.EOS = -1
	drawn := slices.Collect(m.Generate(Scope{}, []int{0}, Sampling{Temperature: 1, TopK: 8, TopP: 0.95, Seed: 7, MaxTokens: 12}))
	require.Equal(t, []int{10, 9, 1, 3, 3, 2, 3, 5, 9, 4, 3, 7}, drawn)
}
