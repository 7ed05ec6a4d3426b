package viz

import (
	"strconv"

	"gptlab/ref"
)

// A ModelMap is the whole of a model on one page, with the numbers that one
// position of a run left on its way: what the terms of
//
//	P(w_t | w_<t) = Softmax(W₂ · LayerNorm(f_θ(w_<t)))
//
// stand for, one after another.
type ModelMap struct {
	Tokens []string // labels
	Row    int      // the position whose way it is
	Next   string   // the label of the word that followed; "" where none did
	NextID int      // its number; −1

	WTE, WPE, Embd []ref.Float // (C)
	Blocks         []MapBlock
	LNF            []ref.Float // (C)
	Words          []MapWord   // the likeliest, and the one that followed
	Rest           Rest
}

// A MapBlock is one block of the map.
type MapBlock struct {
	Layer   int
	Skipped int           // how many before it are not shown
	Weights [][]ref.Float // by head: this position's row of attention, (T)
	Attn    []ref.Float   // (C)   what attention adds
	MLP     []ref.Float   // (C)   what the MLP adds
	After   []ref.Float   // (C)   the residual stream then
}

// A MapWord is a word with its logit and its probability.
type MapWord struct {
	Entry
	Logit ref.Float
}

const (
	mapWords  = 5  // listed at the end
	mapBlocks = 5  // shown of a deep model: the first two, the middle, the last two
	mapHeads  = 12 // shown of each
)

// MapOf follows a position through a run. It fails with index_out_of_range.
func MapOf(t *Tape, row int) (ModelMap, error) {
	in := t.Input()
	if err := checkIndex([]int{len(in.Tokens)}, []int{row}, 1); err != nil {
		return ModelMap{}, err
	}
	vector := func(name string) []ref.Float {
		step, _ := t.Named(name) // (T, ·)
		return step.Value.Row(row)
	}
	m := ModelMap{Row: row, NextID: -1, WTE: vector("wte"), WPE: vector("wpe"), Embd: vector("embd"), LNF: vector("ln_f")}
	for position := range in.Tokens {
		m.Tokens = append(m.Tokens, in.Label(position))
	}
	before := -1
	for _, layer := range layersOnMap(in.Checkpoint.Model.NLayer) {
		at := "h." + strconv.Itoa(layer) + "."
		block := MapBlock{Layer: layer, Skipped: layer - before - 1, Attn: vector(at + "attn.c_proj"), MLP: vector(at + "mlp.c_proj"), After: vector(at + "resid_2")}
		weights, _ := t.Named(at + "attn.weights") // (nh, T, T)
		for head := range min(in.Checkpoint.Model.NHead, mapHeads) {
			block.Weights = append(block.Weights, weights.Value.Row(head, row))
		}
		m.Blocks, before = append(m.Blocks, block), layer
	}
	if row+1 < len(in.Tokens) {
		m.NextID, m.Next = in.Tokens[row+1].ID, in.Label(row+1)
	}
	probs, _ := t.Named("probs")
	top, err := Top(t, probs.Index, row, min(mapWords, in.Checkpoint.Model.VocabSize), m.NextID)
	if err != nil {
		return ModelMap{}, err
	}
	logits := vector("logits")
	for _, e := range top.Entries {
		m.Words = append(m.Words, MapWord{e, logits[e.ID]})
	}
	m.Rest = top.Rest
	return m, nil
}

// layersOnMap are the layers that there is room for.
func layersOnMap(n int) (layers []int) {
	if n > mapBlocks {
		return []int{0, 1, n / 2, n - 2, n - 1}
	}
	for layer := range n {
		layers = append(layers, layer)
	}
	return layers
}
